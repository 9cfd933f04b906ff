"""Reading identity: accounts by what was typed, persons with their data, registrations under way."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from toubao.business import whose
from toubao.business.identity.models import Account, Person, Registration
from toubao.business.identity.personal import Known, address_index, open_known
from toubao.journal.models import Entry
from toubao.rules.events import Event


def account(account_id: UUID) -> Account | None:
    """An account with its person and key, in one query."""
    return Account.objects.select_related("person__key").filter(pk=account_id).first()


def account_by_address(typed: str) -> Account | None:
    """The open account that signs in with this phone number or e-mail address."""
    index = address_index(typed)
    open_ones = Account.objects.select_related("person__key").filter(closed_at=None)
    with whose.finding(whose.Finding.ADDRESS):
        return open_ones.filter(Q(phone_index=index) | Q(mail_index=index)).first()


def registered_already(known: Known, *, proved: Collection[str] = (), by: UUID | None = None, but: UUID | None = None) -> bool:
    """Whether somebody holds an open account with this identity number, or proved an address to be theirs that is proved here too (7.1).

    `proved` (phone, mail): what is only stated, here or there, shuts nobody out. What `by`, a registration, opened itself is left out,
    and so is the account `but`.
    """
    same = Q(id_index=known.id_index)
    for field in proved:
        same |= Q(**{f"{field}_index": getattr(known, f"{field}_index"), f"{field}_proved": True})
    with whose.finding(whose.Finding.HELD):
        found = Account.objects.filter(same, closed_at=None).exclude(registration=by)
        return (found.exclude(pk=but) if but else found).exists()


def came_from(subject: UUID, network: str, *, since: datetime, event: Event = Event.SIGNED_IN) -> bool:
    """Whether this account, or with its event this member of staff, signed in from that network since then, as the journal has it; nobody
    whom there isn't did.
    """
    entries = Entry.objects.filter(subject_id=subject, event=event.value, at__gte=since)
    return entries.filter(facts__network=network).exists()


def cooling(found: Account, now: datetime) -> datetime | None:
    """Until when no application is confirmed and nothing paid out to a new instrument, since how the person is reached was changed;
    None where nothing is in the way.
    """
    return found.cooled_until if found.cooled_until and found.cooled_until > now else None


def persons_of(found: Account) -> list[UUID]:
    """All persons that are the holder of an account: they have one more for each time that they proved anew who they are (7.3, 8.2)."""
    renewed = Registration.objects.filter(renews=found, state="renewed").values_list("person_id", flat=True)
    whose.admit(*renewed)
    return [found.person_id, *renewed]


def same_number(found: Account) -> list[UUID]:
    """The persons of every account that was ever opened with the same identity number, the first before the others: who left and registered
    again is insured as the same (11.2.2). Whoever asks must see everything; else they are the account's own.
    """
    every = Account.objects.filter(id_index=found.id_index).order_by("opened_at", "id").values_list("person_id", flat=True)
    return list(dict.fromkeys([*every, found.person_id]))


def registration(registration_id: UUID) -> Registration | None:
    """A registration with its person and key, in one query."""
    return Registration.objects.select_related("person__key").filter(pk=registration_id).first()


def known(person: Person) -> Known:
    """A person's data, opened. Raises Unreadable where their key was destroyed; ValueError where they have not said it yet."""
    if person.sealed is None:
        raise ValueError("this person has not said who they are yet")
    return open_known(person.key, person.sealed)
