"""Registrations as staff see them: how far people come in each way, a list by key, and one with everything that belongs to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from toubao.business.consents.models import Consent
from toubao.business.consents.queries import of_subject
from toubao.business.correspondence.models import Message
from toubao.business.figures import queries as figures
from toubao.business.governance.queries.cases import midnight, shown_name
from toubao.business.governance.queries.stopped import stopped
from toubao.business.identity.models import Account, Registration
from toubao.business.keyset import Cursor, Page, Span, page
from toubao.journal.models import Entry
from toubao.journal.reading import entries

PAGE: Final = 25
UNSAID: Final = "（還沒有填）"
REACHED: Final[Mapping[str, int]] = {
    "started": 0, "noticed": 1, "identified": 2, "submitted": 2, "refused": 2, "verified": 3, "opened": 4, "renewed": 4,
}  # fmt: skip
"""How far along its way each state is: begun, agreed, said who they are, verified, done."""
STEPS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What the list is narrowed to; empty means everything. Without a day the figures are of the days since `since`."""

    way: str = ""
    purpose: str = ""
    state: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The registrations of one way and purpose: how many came at least to each step, how many were refused, how many ended well."""

    way: str
    purpose: str
    reached: tuple[int, ...]
    refused: int

    @property
    def share(self) -> float:
        """Those that ended well, of those that were begun (0 to 1)."""
        return self.reached[-1] / self.reached[0] if self.reached[0] else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `stopped`: it stands still, since there is an account already."""

    registration: Registration
    name: str
    stopped: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list, and its rows as lines."""

    page: Page[Registration]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationFile:
    """All that belongs to one registration. `account` is the one that it opened, or verified anew; `stopped` as in a row."""

    registration: Registration
    name: str
    stopped: bool
    account: Account | None
    entries: tuple[Entry, ...]
    messages: tuple[Message, ...]
    consents: tuple[Consent, ...]


def groups(sought: Sought, *, since: date) -> list[Group]:
    """The registrations of one day, or since one, by way and purpose, in one query."""
    days: dict[str, Any] = {"since": sought.day, "until": sought.day} if sought.day else {"since": since}
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for (way, purpose, state), each in figures.by_key(*_like(sought), **days).items():
        counted.setdefault((way, purpose), {})[state] = each.many
    return [_group(way, purpose, states) for (way, purpose), states in counted.items()]


def together(found: Iterable[Group]) -> tuple[int, ...]:
    """How many came at least to each step, in all ways together."""
    return tuple(map(sum, zip(*(group.reached for group in found), strict=True))) or (0,) * STEPS


def done_on(day: date) -> int:
    """How many registrations were finished on a day in Taipei."""
    first = midnight(day)
    done = Registration.objects.filter(state__in=("opened", "renewed"), completed_at__gte=first, completed_at__lt=first + timedelta(days=1))
    return done.count()


def listed(sought: Sought, *, at: Cursor | None = None) -> Listed:
    """The registrations that fit, the newest first, from a place on."""
    found, like = _narrowed(sought).select_related("person__key"), _like(sought)
    shown = page(found, by="created_at", size=PAGE, at=at, spans=partial(_spans, like) if any(like[1:]) and not sought.day else None)
    still = stopped([each.pk for each in shown.rows])
    return Listed(shown, tuple(Row(each, name_of(each), each.pk in still) for each in shown.rows))


def registration(registration_id: UUID) -> RegistrationFile | None:
    """One registration with everything on it, in five queries."""
    found = Registration.objects.select_related("person__key", "account", "renews").filter(pk=registration_id).first()
    if found is None:
        return None
    opened: Account | None = getattr(found, "account", None)
    return RegistrationFile(
        registration=found, name=name_of(found), stopped=bool(stopped([found.pk])), account=opened or found.renews,
        entries=tuple(entries(found.pk)),
        messages=tuple(Message.objects.filter(subject=found.pk).order_by("queued_at")), consents=tuple(of_subject(found.pk)),
    )  # fmt: skip


def name_of(found: Registration) -> str:
    """Whose registration it is, masked; says so where they have not said it yet."""
    return shown_name(found.person) if found.person.sealed is not None else UNSAID


def _like(sought: Sought) -> tuple[str, ...]:
    """The figures of what is sought."""
    return "registration", sought.way, sought.purpose, sought.state


def _spans(like: tuple[str, ...], at: Cursor | None) -> list[Span]:
    return figures.spans(*like, most=PAGE + 1, at=at)


def _narrowed(sought: Sought) -> QuerySet[Registration]:
    same = {name: value for name in ("way", "purpose", "state") if (value := getattr(sought, name))}
    found = Registration.objects.filter(**same)
    if sought.day:
        found = found.filter(created_at__gte=midnight(sought.day), created_at__lt=midnight(sought.day + timedelta(days=1)))
    return found


def _group(way: str, purpose: str, states: Mapping[str, int]) -> Group:
    reached = tuple(sum(many for state, many in states.items() if REACHED.get(state, 0) >= step) for step in range(STEPS))
    return Group(way, purpose, reached, states.get("refused", 0))
