"""Cases as staff see them: a list to search, and one case with everything that belongs to it; names come masked, nothing else personal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from toubao.business.correspondence.models import Message
from toubao.business.figures import queries as figures
from toubao.business.governance.models import Staff
from toubao.business.identity.models import Person
from toubao.business.identity.queries import known as known_of
from toubao.business.keyset import Cursor, Page, Span, page
from toubao.business.payment import queries as payments
from toubao.business.payment.models import Payment
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting.models import Referral
from toubao.journal.envelope import Unreadable
from toubao.journal.models import Entry, OpenDuty
from toubao.journal.writing import TAIPEI
from toubao.rules.personal import masked_name

PAGE = 25
DESTROYED = "（個資已銷毀）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of cases is narrowed to; empty means everything. `number` is a serial or a policy number."""

    state: str = ""
    product: str = ""
    day: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list of cases."""

    purchase: Purchase
    name: str
    policy_number: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, its rows as lines, and how many there are in all."""

    page: Page[Purchase]
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """All that belongs to one purchase. `entries` are the purchase's own, `registration` those of how its applicant was verified."""

    purchase: Purchase
    name: str
    entries: tuple[Entry, ...]
    registration: tuple[Entry, ...]
    duties: tuple[OpenDuty, ...]
    messages: tuple[Message, ...]
    payments: tuple[Payment, ...]
    policy: Policy | None
    referral: Referral | None


def listed(wanted: Wanted, *, at: Cursor | None = None) -> Listed:
    """The cases that fit, newest first, from a place on; in four queries, however many there are."""
    found = _narrowed(wanted).select_related("person__key")
    if wanted.number:
        few = Page(tuple(found[:PAGE]))
        return Listed(few, rows(few.rows), len(few.rows))
    like = ("case", wanted.product, wanted.state)
    shown = page(found, by="began_at", size=PAGE, at=at, spans=partial(_spans, like) if any(like[1:]) and not wanted.day else None)
    days: dict[str, Any] = {"since": wanted.day, "until": wanted.day} if wanted.day else {}
    return Listed(shown, rows(shown.rows), figures.total(*like, **days))


def _spans(like: tuple[str, ...], at: Cursor | None) -> list[Span]:
    return figures.spans(*like, most=PAGE + 1, at=at)


def rows(purchases: Iterable[Purchase]) -> tuple[Row, ...]:
    """Purchases (with their persons' keys) as lines of a list."""
    found = list(purchases)
    numbers = dict(Policy.objects.filter(purchase__in=[p.pk for p in found]).values_list("purchase", "number"))
    return tuple(Row(p, shown_name(p.person), numbers.get(p.pk, "")) for p in found)


def named(subjects: Iterable[UUID]) -> dict[UUID, Row]:
    """The purchases among these subjects of the journal, as lines of a list."""
    found = Purchase.objects.filter(pk__in=list(subjects)).select_related("person__key")
    return {row.purchase.pk: row for row in rows(found)}


def shown_name(person: Person) -> str:
    """A person's name with its middle hidden; says so where their data was destroyed."""
    try:
        return masked_name(known_of(person).name)
    except (Unreadable, ValueError):
        return DESTROYED


def case(purchase_id: UUID) -> CaseFile | None:
    """One case with everything on it, in seven queries."""
    purchase = Purchase.objects.select_related("account", "person__key").filter(pk=purchase_id).first()
    if purchase is None:
        return None
    subjects = (purchase.pk, purchase.account.registration_id)
    entries = list(Entry.objects.filter(subject_id__in=subjects).select_related("subject").order_by("number"))
    return CaseFile(
        purchase=purchase,
        name=shown_name(purchase.person),
        entries=tuple(e for e in entries if e.subject_id == purchase.pk),
        registration=tuple(e for e in entries if e.subject_id != purchase.pk),
        duties=tuple(OpenDuty.objects.filter(subject_id=purchase.pk).order_by("due_at", "pk")),
        messages=tuple(Message.objects.filter(subject=purchase.pk).select_related("key").order_by("queued_at")),
        payments=tuple(payments.of(purchase.pk)),
        policy=Policy.objects.select_related("person__key", "document").filter(purchase=purchase.pk).first(),
        referral=Referral.objects.filter(purchase=purchase.pk).first(),
    )


def staff_names() -> dict[str, str]:
    """The names of staff by sign-in name, those who left too."""
    return dict(Staff.objects.values_list("username", "name"))


def _narrowed(wanted: Wanted) -> QuerySet[Purchase]:
    found = Purchase.objects.all()
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.product:
        found = found.filter(product=wanted.product)
    if wanted.day:
        found = found.filter(began_at__gte=midnight(wanted.day), began_at__lt=midnight(wanted.day + timedelta(days=1)))
    if wanted.number:
        of_policy = Policy.objects.filter(number=wanted.number).values("purchase")
        found = found.filter(Q(serial=wanted.number) | Q(pk__in=of_policy))
    return found


def midnight(day: date) -> datetime:
    """The first moment of a day in Taipei."""
    return datetime.combine(day, time.min, TAIPEI)
