"""Who held policies before or elsewhere (8.1): loaded from the insurer's books, and matched to a person by verified identity alone."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from toubao.business import whose
from toubao.business.identity.models import Account, Policyholder, Registration
from toubao.business.identity.personal import Known, address_index
from toubao.business.identity.proving import ways
from toubao.business.steps import SYSTEM, Actor, note
from toubao.journal.keyring import keyring
from toubao.journal.keys import make_key, seal_for, unseal_for
from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.identity_numbers import normalised
from toubao.rules.personal.names import tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A policy that the insurer's books know: number, what it is called, first and last day."""

    number: str
    product: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """A policyholder as the insurer's books have them."""

    name: str
    id_number: str
    birth_date: date
    phone: str
    mail: str
    policies: tuple[Held, ...]

    def __repr__(self) -> str:
        return "OnFile(…)"


@transaction.atomic
def load(*, entries: Iterable[OnFile], now: datetime) -> int:
    """Keep what the books say, in place of what they said before of the same people; returns how many there were."""
    count = 0
    for count, entry in enumerate(entries, start=1):  # noqa: B007 - the last number is how many there were
        index = keyring().blind("id_number", normalised(entry.id_number))
        row = Policyholder.objects.select_related("key").filter(id_index=index).first()
        if row is None:
            holder = uuid4()
            row = Policyholder(id=holder, key=make_key(holder, now=now), id_index=index)
        row.sealed, row.loaded_at = seal_for(row.key, _plain(entry), context=f"policyholder:{row.pk}"), now
        row.save()
    return count


def on_file(registration: Registration, known: Known, *, confirmed: str) -> bool:
    """Whether who registers is a policyholder of the books, shown by more than what they typed: by a way that proves identity,
    or by the code that went to the phone or mailbox (`confirmed`: sms, mail) which the books have.
    """
    return _same(registration.way, known, confirmed) is not None


def match(registration: Registration, account: Account, known: Known, *, now: datetime) -> None:
    """Give a verified person the policies that the books have of them; called when an account is opened or verified anew."""
    confirmed = registration.otp_channel if registration.contact_confirmed_at else ""
    found = _same(registration.way, known, confirmed)
    if found is None or found.person_id == account.person_id:
        return
    whose.admit(found.pk)
    Policyholder.objects.filter(pk=found.pk).update(person=account.person, matched_at=now, matched_by=registration.way)
    told = Noted(because=f"{registration.way}:{confirmed}", reference=str(found.pk))
    note(Event.POLICIES_FOUND, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)
    note(Event.POLICIES_FOUND, about=found.about, actor=SYSTEM, now=now, facts=told)


def held(person: UUID) -> tuple[Held, ...]:
    """The policies of the books that belong to a verified person, latest first."""
    own = list(Policyholder.objects.filter(person=person).values_list("pk", flat=True))
    with whose.person(*own):
        rows = list(Policyholder.objects.select_related("key").filter(pk__in=own))
    return tuple(sorted((each for row in rows for each in _opened(row).policies), key=lambda each: each.starts, reverse=True))


def _same(way: str, known: Known, confirmed: str) -> Policyholder | None:
    """The policyholder with this number, name and birth date, if the identity is proved, or the contact that was confirmed is theirs."""
    with whose.finding(whose.Finding.BOOKS):
        row = Policyholder.objects.select_related("key").filter(id_index=known.id_index).first()
    if row is None:
        return None
    kept = _opened(row)
    if tidy(kept.name) != tidy(known.name) or kept.birth_date != known.birth_date:
        return None
    reached = {"sms": (kept.phone, known.phone_index), "mail": (kept.mail, known.mail_index)}.get(confirmed)
    same_contact = reached is not None and bool(reached[0]) and address_index(reached[0]) == reached[1]
    return row if ways.proves_identity(way) or same_contact else None


def _plain(entry: OnFile) -> dict[str, Any]:
    policies = [asdict(each) | {"starts": each.starts.isoformat(), "ends": each.ends.isoformat()} for each in entry.policies]
    return asdict(entry) | {"birth_date": entry.birth_date.isoformat(), "policies": policies}


def _opened(row: Policyholder) -> OnFile:
    values = unseal_for(row.key, row.sealed, context=f"policyholder:{row.pk}")
    policies = tuple(
        Held(number=p["number"], product=p["product"], starts=date.fromisoformat(p["starts"]), ends=date.fromisoformat(p["ends"]))
        for p in values["policies"]
    )
    return OnFile(**{**values, "birth_date": date.fromisoformat(values["birth_date"]), "policies": policies})
