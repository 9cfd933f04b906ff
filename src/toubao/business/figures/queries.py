"""What is kept counted, added up: what was until the last minute, and what has moved since; exact at every moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import connection

from toubao.business.keyset import Cursor, Span
from toubao.journal.writing import TAIPEI

# `like` has an empty place for each part of the key that may be anything.
_KEPT: Final = """
WITH kept AS (
    SELECT day, key, many, amount FROM figures_figure WHERE what = %(what)s AND day BETWEEN %(since)s AND %(until)s
    UNION ALL SELECT day, key, many, amount FROM figures_movement WHERE what = %(what)s AND day BETWEEN %(since)s AND %(until)s
), fitting AS (
    SELECT * FROM kept
    WHERE (%(one)s = '' OR key[1] = %(one)s) AND (%(two)s = '' OR key[2] = %(two)s) AND (%(three)s = '' OR key[3] = %(three)s)
)
"""
_TOTAL: Final = "SELECT coalesce(sum(many), 0)::bigint FROM fitting"
_BY_KEY: Final = "SELECT key, sum(many)::bigint, sum(amount)::bigint FROM fitting GROUP BY key HAVING sum(many) <> 0 ORDER BY key"
_SEVERAL: Final = """
SELECT asked.what, day, key, sum(many)::bigint, sum(amount)::bigint
FROM unnest(%(what)s::text[], %(since)s::date[]) AS asked (what, since) CROSS JOIN LATERAL (
    SELECT day, key, many, amount FROM figures_figure its WHERE its.what = asked.what AND day >= asked.since
    UNION ALL SELECT day, key, many, amount FROM figures_movement its WHERE its.what = asked.what AND day >= asked.since
) kept GROUP BY 1, 2, 3 HAVING sum(many) <> 0 ORDER BY 1, 2, 3
"""
_BY_DAY: Final = "SELECT day, sum(many)::bigint, sum(amount)::bigint FROM fitting GROUP BY day HAVING sum(many) <> 0 ORDER BY day"
# The days on which there is anything, from one on, until there are enough; the first day may have been read in part already.
_NEXT: Final = """
, days AS (
    SELECT day, (day - DATE '2000-01-01') * %(way)s AS place, CASE WHEN day = %(first)s THEN 0 ELSE sum(many) END AS many
    FROM fitting GROUP BY day HAVING sum(many) > 0
), counted AS (SELECT day, place, sum(many) OVER (ORDER BY place) - many AS before FROM days)
SELECT day FROM counted WHERE before < %(most)s ORDER BY place
"""
WHOLE: Final = date(2000, 1, 1)
"""The day under which stands what is counted of all time."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many, and what they come to together."""

    many: int
    amount: int


def total(what: str, *like: str, since: date = date.min, until: date = date.max) -> int:
    """How many there are of a kind on these days, by whose key has these parts; an empty part is any."""
    return int(_read(_KEPT + _TOTAL, _asked(what, like, since, until))[0][0])


def by_key(what: str, *like: str, since: date = date.min, until: date = date.max) -> Mapping[tuple[str, ...], Sum]:
    """Key → how many, of those that there are."""
    return {tuple(key): Sum(many, amount) for key, many, amount in _read(_KEPT + _BY_KEY, _asked(what, like, since, until))}


def by_day(what: str, *like: str, since: date = date.min, until: date = date.max) -> Mapping[date, Sum]:
    """Day → how many, of the days on which there are any."""
    return {day: Sum(many, amount) for day, many, amount in _read(_KEPT + _BY_DAY, _asked(what, like, since, until))}


def several(**since: date) -> Mapping[str, list[tuple[date, tuple[str, ...], Sum]]]:
    """Of each of some kinds, since a day of its own: day, key and how many; in one query."""
    found: dict[str, list[tuple[date, tuple[str, ...], Sum]]] = {what: [] for what in since}
    for what, day, key, many, amount in _read(_SEVERAL, {"what": list(since), "since": list(since.values())}):
        found[what].append((day, tuple(key), Sum(many, amount)))
    return found


def spans(what: str, *like: str, most: int, at: Cursor | None = None) -> list[Span]:
    """The days on which so many can be found behind a place, in the order in which a list, the latest first, is read: so a list of what is
    rare reads no more than the days on which there is any.
    """
    place = at.at.astimezone(TAIPEI).date() if at else None
    up = at is not None and at.back
    asked = _asked(what, like, place if place and up else date.min, place if place and not up else date.max)
    return [_whole(found) for (found,) in _read(_KEPT + _NEXT, asked | {"first": place, "way": 1 if up else -1, "most": most})]


def add_up() -> int:
    """Add what has moved to the figures that are kept, so that few rows are read for each; how many rows there were."""
    return int(_read("SELECT figures_add_up()", {})[0][0])


def _whole(day: date) -> Span:
    """A day in Taipei from its first moment to the next day's."""
    first = datetime.combine(day, time.min, TAIPEI)
    return first, first + timedelta(days=1)


def _asked(what: str, like: Sequence[str], since: date, until: date) -> dict[str, Any]:
    one, two, three = (*like, *[""] * 3)[:3]
    return {"what": what, "one": one, "two": two, "three": three, "since": since, "until": until}


def _read(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
