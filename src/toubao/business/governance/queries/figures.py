"""The console's figures: sales by day, what waits, what was refused; what grows is kept counted (business/figures), few rows are read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Window

from toubao.business.figures import entries
from toubao.business.figures import queries as counted
from toubao.business.governance.queries.cases import Row, midnight, rows
from toubao.business.governance.queries.duties import to_answer
from toubao.business.purchase import queries as purchases
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting.models import Referral
from toubao.journal.models import Entry
from toubao.rules.events import Event
from toubao.rules.periods import day_of

WAITING = ("authorised", "received", "accepted", "concluded")
"""The states in which a purchase can only go on when an institution answers."""
_UNANSWERED = (Event.INSTITUTION_FAILED.value, Event.INSTITUTION_NOT_ASKED.value)
_ASKED = (Event.INSTITUTION_ANSWERED.value, *_UNANSWERED)
_ON_ITS_WAY = ("card", "holder_check", "industry_report", "industry_query")
"""Whom the worker asks about a purchase; mail and SMS are no part of its way."""
_WAITS = Q(state__in=WAITING) | Q(asked__in=_UNANSWERED)
"""Also whoever is at the acquirer, or has ended there, and nobody knows yet what became of the money."""
_STALLED = Q(tries__gt=purchases.STALLED_AFTER) & ~Q(state="confirmed")
DAYS = 14


@dataclass(frozen=True, slots=True)
class Day:
    """The contracts concluded on one day in Taipei, and their premiums in NT$."""

    day: date
    sales: int
    premium: int


@dataclass(frozen=True, slots=True)
class Lately:
    """Each of the last days with what was concluded on it, today last; how many cases stand in each state; how many duties are open,
    and how many of those are to answer a request.
    """

    sales: list[Day]
    states: Mapping[str, int]
    unmet: int
    asked: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """How many cases wait for an institution, how many have not come to an end for long, and the first of each."""

    waiting: int
    first_waiting: tuple[Row, ...]
    stalled: int
    first_stalled: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Institution:
    """How an institution answered within a time: questions, failures, and milliseconds."""

    name: str
    asked: int
    failed: int
    median_ms: int
    slowest_ms: int
    last_failure: datetime | None


def lately(now: datetime, *, days: int = DAYS, since: date) -> Lately:
    """The start page's figures, the cases' of those begun since a day."""
    first = day_of(now) - timedelta(days=days - 1)
    found = counted.several(sale=first, case=since, duty=counted.WHOLE)
    sold: dict[date, tuple[int, int]] = {}
    for day, _, each in found["sale"]:
        many, premium = sold.get(day, (0, 0))
        sold[day] = many + each.many, premium + each.amount
    states: Counter[str] = Counter()
    for _, (_, state), each in found["case"]:
        states[state] += each.many
    unmet: Counter[str] = Counter()
    for _, (name, *_, kind), each in found["duty"]:
        unmet[name] += each.many if kind == "open" else 0
    asked = sum(unmet[name] for name in to_answer())
    wanted = (first + timedelta(days=at) for at in range(days))
    return Lately([Day(day, *sold.get(day, (0, 0))) for day in wanted], states, sum(unmet.values()), asked)


def referred() -> list[tuple[Referral, Row]]:
    """The underwriters' queue with its cases, the oldest first (11.2.4)."""
    waiting = list(Referral.objects.filter(decided_at=None).order_by("referred_at")[:200])
    return _with_cases(waiting)


def decided(*, most: int = 25) -> list[tuple[Referral, Row]]:
    """What underwriters decided last."""
    return _with_cases(list(Referral.objects.exclude(decided_at=None).order_by("-decided_at")[:most]))


def _with_cases(referrals: list[Referral]) -> list[tuple[Referral, Row]]:
    found = Purchase.objects.filter(pk__in=[r.purchase for r in referrals]).select_related("person__key")
    by_id = {row.purchase.pk: row for row in rows(found)}
    return [(referral, by_id[referral.purchase]) for referral in referrals if referral.purchase in by_id]


def waiting_on_institutions(*, most: int = 20) -> tuple[Row, ...]:
    """Cases that go on only when an institution answers, the longest waiting first."""
    return rows(_unfinished().filter(_WAITS).order_by("authorised_at", "began_at")[:most])


def unfinished(*, most: int = 20) -> Unfinished:
    """Cases that wait for an institution, and those whose money or reports have not come to an end for long; all of them are counted."""
    found: Any = _unfinished().filter(_WAITS | _STALLED).annotate(
        waits=ExpressionWrapper(_WAITS, BooleanField()), late=ExpressionWrapper(_STALLED, BooleanField()),
        waiting=Window(Count("pk", filter=_WAITS)), stalled=Window(Count("pk", filter=_STALLED)),
    ).order_by("authorised_at", "began_at")  # fmt: skip
    shown: list[Any] = list(found[:200])
    named = dict(zip(shown, rows(shown), strict=True))
    return Unfinished(
        waiting=shown[0].waiting if shown else 0, first_waiting=tuple(named[each] for each in shown if each.waits)[:most],
        stalled=shown[0].stalled if shown else 0, first_stalled=tuple(named[each] for each in shown if each.late)[:most],
    )  # fmt: skip


def _unfinished() -> QuerySet[Purchase]:
    """What the worker has still to do, with how its last question to an institution ended."""
    asked = Entry.objects.filter(subject_id=OuterRef("pk"), event__in=_ASKED, facts__institution__in=_ON_ITS_WAY).order_by("-number")
    found = Purchase.objects.filter(next_at__isnull=False).select_related("person__key")
    return found.annotate(asked=Subquery(asked.values("event")[:1]))


def refused_on(day: date, *, most: int = 20) -> tuple[Row, ...]:
    """The cases that were refused on a day in Taipei, newest first."""
    found = Purchase.objects.filter(state="refused", ended_at__gte=midnight(day), ended_at__lt=midnight(day + timedelta(days=1)))
    return rows(found.select_related("person__key").order_by("-ended_at")[:most])


_LAST_FAILURES = """
SELECT facts ->> 'institution', max(at) FROM journal_entry WHERE event = %(failed)s AND at >= %(since)s GROUP BY 1
"""


def institutions(since: date) -> list[Institution]:
    """How each institution answered since a day; of milliseconds two figures count."""
    taken: dict[str, Counter[int]] = {}
    failed: Counter[str] = Counter()
    for (name, event, ms), many in entries.by_key("answer", since=since).items():
        taken.setdefault(name, Counter())[int(ms)] += many
        failed[name] += many if event == Event.INSTITUTION_FAILED else 0
    last = dict(_read(_LAST_FAILURES, {"failed": Event.INSTITUTION_FAILED.value, "since": midnight(since)}))
    return [
        Institution(name, times.total(), failed[name], _median(times), max(times), last.get(name)) for name, times in sorted(taken.items())
    ]


def _median(times: Counter[int]) -> int:
    """The middle one of so many of each, the lower one of two."""
    before = 0
    for ms, many in sorted(times.items()):
        before += many
        if 2 * before >= times.total():
            return ms
    return 0


def _read(sql: str, values: dict[str, Any]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
