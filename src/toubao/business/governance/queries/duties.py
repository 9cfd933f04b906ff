"""Duties: those of one kind, a page at a time; how many there are of each, and how long they took."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from toubao.business.figures import queries as figures
from toubao.business.keyset import Cursor, Page, page
from toubao.journal.models import OpenDuty
from toubao.rules.events import Event
from toubao.rules.kit import duties

KINDS: Final = ("open", "late", "met", "met_late")
PAGE: Final = 50
# An index holds how long each took, by name.
_LONGEST: Final = """
SELECT each.name, each.clause, longest.took FROM unnest(%(names)s::text[], %(clauses)s::text[]) AS each (name, clause)
CROSS JOIN LATERAL (
    SELECT met_at - opened_at AS took FROM journal_openduty duty
    WHERE duty.name = each.name AND duty.clause = each.clause AND met_at IS NOT NULL ORDER BY met_at - opened_at DESC LIMIT 1
) longest
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByName:
    """One duty: how many of it are open (late ones too), late, met (late too) and met late; how long those took that were met."""

    name: str
    clause: str
    open: int
    late: int
    met: int
    met_late: int
    took: timedelta | None
    longest: timedelta | None


def listed(kind: str, now: datetime, *, at: Cursor | None = None, size: int = PAGE) -> Page[OpenDuty]:
    """A page of the duties of one kind: open (late ones too) and late, the most urgent first; met and met late, the latest first."""
    by, rising = ("due_at", True) if kind in ("open", "late") else ("met_at", False)
    return page(_of(kind, now), by=by, rising=rising, size=size, at=at)


def by_name(now: datetime) -> list[ByName]:
    """Every duty that ever began, by clause and name."""
    counted: dict[tuple[str, str], dict[str, figures.Sum]] = {}
    for (name, clause, kind), each in figures.by_key("duty").items():
        counted.setdefault((clause, name), {})[kind] = each
    late, longest = _late(now), _longest(counted)
    return [
        _one(name, clause, of, late.get((name, clause), 0), longest.get((name, clause))) for (clause, name), of in sorted(counted.items())
    ]


def totals(found: Iterable[ByName]) -> dict[str, int]:
    """How many there are of each kind, all duties together."""
    rows = list(found)
    return {kind: sum(getattr(each, kind) for each in rows) for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Urgent:
    """The most urgent of the open duties, late ones first; how many are late, of all and of those to answer somebody's request."""

    shown: list[OpenDuty]
    late: int
    asked_late: int


def urgent(now: datetime, *, most: int) -> Urgent:
    """What is to be done first."""
    asked = Count("pk", filter=Q(name__in=to_answer()))
    return Urgent(list(listed("open", now, size=most).rows), **_of("late", now).order_by().aggregate(late=Count("pk"), asked_late=asked))


def to_answer() -> frozenset[str]:
    """The duties to answer what somebody asked for or complained of."""
    return frozenset(duty.name for duty in duties() if duty.met_by is Event.REQUEST_ANSWERED)


def _of(kind: str, now: datetime) -> QuerySet[OpenDuty]:
    found = OpenDuty.objects.select_related("subject")
    if kind == "late":
        return found.filter(met_at=None, due_at__lte=now)
    if kind == "met":
        return found.filter(met_at__isnull=False)
    if kind == "met_late":
        return found.filter(met_at__gt=F("due_at"))
    return found.filter(met_at=None)


def _one(name: str, clause: str, of: dict[str, figures.Sum], late: int, longest: timedelta | None) -> ByName:
    none = figures.Sum(0, 0)
    in_time, too_late = of.get("met", none), of.get("met_late", none)
    met = in_time.many + too_late.many
    took = timedelta(microseconds=(in_time.amount + too_late.amount) // met) if met else None
    return ByName(
        name=name, clause=clause, open=of.get("open", none).many, late=late, met=met, met_late=too_late.many, took=took, longest=longest
    )


def _late(now: datetime) -> dict[tuple[str, str], int]:
    found: Any = _of("late", now).order_by().values_list("name", "clause").annotate(many=Count("pk"))
    return {(name, clause): many for name, clause, many in found}


def _longest(counted: Collection[tuple[str, str]]) -> dict[tuple[str, str], timedelta]:
    with connection.cursor() as cursor:
        cursor.execute(_LONGEST, {"names": [name for _, name in counted], "clauses": [clause for clause, _ in counted]})
        return {(name, clause): took for name, clause, took in cursor.fetchall()}
