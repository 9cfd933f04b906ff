"""One person's whole history of identity, found exactly by a keyed index and by nothing else; the caller journals that it was read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from toubao.business.consents.models import Consent
from toubao.business.consents.queries import of as consents_of
from toubao.business.governance.queries.cases import staff_names
from toubao.business.governance.queries.registrations import name_of
from toubao.business.identity.models import Account, BrowserSession, Change, Guessing, Passkey, Registration
from toubao.business.identity.personal import address_index
from toubao.business.service.models import DeathReport
from toubao.business.steps import About
from toubao.journal.keyring import keyring
from toubao.journal.models import Entry
from toubao.rules.events import Event
from toubao.rules.identity_numbers import normalised

SESSIONS, ENTRIES = 20, 60
EVENTS: Final = (
    Event.POLICIES_FOUND, Event.SLEEP_NEAR, Event.FELL_ASLEEP, Event.PASSWORD_CHANGED, Event.PASSWORD_OUTGROWN,
    Event.CONTRACT_CHANGE_NEAR, Event.CONTRACT_CHANGE_TOLD,
    Event.SIGN_IN_CHOSEN, Event.ACCOUNT_LOCKED,
    Event.PASSKEY_ADDED, Event.PASSKEY_REMOVED, Event.PASSKEY_SUSPENDED, Event.ACCOUNT_BLOCKED, Event.ACCOUNT_UNBLOCKED,
    Event.ACCOUNT_CLOSED, Event.ADDRESS_LOST, Event.MAILBOX_PROVED, Event.NUMBER_LOST, Event.NUMBER_REVIEWED,
    Event.PERSONAL_DATA_READ,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known of how one person was identified, the newest first; `registrations` are all under the same identity number."""

    name: str
    registrations: tuple[Registration, ...]
    accounts: tuple[Account, ...]
    changes: tuple[Change, ...]
    sessions: tuple[BrowserSession, ...]
    passkeys: tuple[Passkey, ...]
    deaths: tuple[DeathReport, ...]
    consents: tuple[Consent, ...]
    locked_until: datetime | None
    entries: tuple[Entry, ...]
    staff: dict[str, str]

    @property
    def about(self) -> About:
        """What a reading of this history is journaled about: the person's account, or where there is none their newest registration."""
        return self.accounts[0].about if self.accounts else self.registrations[0].about


def by_number(typed: str) -> tuple[Registration, ...]:
    """All registrations under this identity number, the newest first."""
    return tuple(_registrations().filter(person__id_index=keyring().blind("id_number", normalised(typed))))


def by_address(typed: str) -> tuple[Registration, ...]:
    """All registrations of whoever signs in, or once signed in, with this phone number or e-mail address."""
    index = address_index(typed)
    owners = Account.objects.filter(Q(phone_index=index) | Q(mail_index=index)).values("id_index")
    return tuple(_registrations().filter(person__id_index__in=owners))


def by_person(person_id: UUID) -> tuple[Registration, ...]:
    """All registrations of the person whom one of them names; only that one where no number was said yet."""
    same_number = Registration.objects.filter(person=person_id).exclude(person__id_index=None).values("person__id_index")
    return tuple(_registrations().filter(Q(person=person_id) | Q(person__id_index__in=same_number)))


def history(registrations: tuple[Registration, ...]) -> History:
    """Everything around these registrations of one person, in eight queries."""
    accounts = tuple(each.account for each in registrations if hasattr(each, "account"))
    entries = tuple(
        Entry.objects.filter(subject_id__in=[each.pk for each in accounts], event__in=[event.value for event in EVENTS]).order_by("-at")[
            :ENTRIES
        ]
    )
    by_staff = any(entry.actor_kind == "staff" for entry in entries)
    return History(
        name=name_of(accounts[0].registration if accounts else registrations[0]),
        registrations=registrations,
        accounts=accounts,
        changes=tuple(Change.objects.filter(account__in=accounts).order_by("-asked_at")),
        sessions=tuple(BrowserSession.objects.filter(account__in=accounts).order_by("-opened_at")[:SESSIONS]),
        passkeys=tuple(Passkey.objects.filter(account__in=accounts).order_by("-made_at")),
        deaths=tuple(DeathReport.objects.filter(account__in=accounts).order_by("-reported_at")),
        consents=tuple(consents_of(each.person_id for each in registrations)),
        locked_until=Guessing.objects.filter(subject__in=[each.pk for each in accounts]).aggregate(Max("locked_until"))[
            "locked_until__max"
        ],
        entries=entries,
        staff=staff_names() if by_staff else {},
    )


def _registrations() -> QuerySet[Registration]:
    return Registration.objects.select_related("person__key", "account").order_by("-created_at", "-id")
