"""Figures of the journal: what its gates said, how often something was recorded, how institutions answered. What was counted until the last
minute or two stands in the figures; the entries since are counted as they are, so that nothing is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

AT_ONCE: Final = 100_000
"""So many entries are counted in one transaction."""
_KEPT: Final = """
WITH mark AS (SELECT coalesce(max(upto), 0) AS upto FROM figures_mark), kept AS (
    SELECT day, key, many FROM figures_figure WHERE what = %(what)s AND day >= %(since)s
    UNION ALL SELECT day, key, many FROM figures_movement WHERE what = %(what)s AND day >= %(since)s
    UNION ALL SELECT day, key, many FROM mark, figures_of_entries(mark.upto, 9223372036854775807)
    WHERE what = %(what)s AND day >= %(since)s
)
"""
_BY_KEY: Final = "SELECT key, sum(many)::bigint FROM kept GROUP BY key HAVING sum(many) > 0 ORDER BY key"
_LAST: Final = """
SELECT event, found.at FROM unnest(%(events)s::text[]) AS each (event)
CROSS JOIN LATERAL (SELECT at FROM journal_entry entry WHERE entry.event = each.event ORDER BY at DESC LIMIT 1) found
"""
# The figures tell on which days which events have what is looked for: the newest of these are read, until there are enough.
_FOUND: Final = """
, places AS (
    SELECT day, key[4] AS event, sum(sum(many)) OVER (ORDER BY day DESC RANGE UNBOUNDED PRECEDING EXCLUDE GROUP) AS later
    FROM kept WHERE key[1] = %(clause)s AND (%(ruling)s = '' OR key[3] = %(ruling)s) GROUP BY day, key[4] HAVING sum(many) > 0
)
SELECT found.subject_id, subject.kind, found.number, found.event, found.outcome, found.at, (
    SELECT jsonb_agg(v) FROM jsonb_array_elements(found.verdicts) AS v WHERE v ->> 'clause' = %(clause)s)
FROM places CROSS JOIN LATERAL (
    SELECT * FROM journal_entry entry WHERE entry.event = places.event AND verdicts @> %(like)s
    AND at >= places.day::timestamp AT TIME ZONE 'Asia/Taipei' AND at < (places.day + 1)::timestamp AT TIME ZONE 'Asia/Taipei'
    ORDER BY at DESC LIMIT %(most)s
) found JOIN journal_subject subject ON subject.id = found.subject_id
WHERE coalesce(later, 0) < %(most)s ORDER BY found.at DESC, found.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry in which a clause was judged: whose and of what kind, which one, what was recorded and with what outcome, and the clause's
    own verdicts, as JSON.
    """

    subject: UUID
    kind: str
    number: int
    event: str
    outcome: str
    at: datetime
    verdicts: str


def by_key(what: str, *, since: date) -> Mapping[tuple[str, ...], int]:
    """Key → how many since a day: `ruling` by [clause, gate, ruling, event], `event` by [event], `answer` by [institution, event,
    milliseconds, of which two figures count].
    """
    return {tuple(key): many for key, many in _read(_KEPT + _BY_KEY, {"what": what, "since": since})}


def last(events: list[str]) -> Mapping[str, datetime]:
    """Event → when it was recorded last, of those that were."""
    return dict(_read(_LAST, {"events": events}))


def judged(clause: str, ruling: str, *, since: date, most: int) -> list[Found]:
    """The newest entries since a day in which a clause was judged; of one ruling only, if that is said."""
    like = [{"clause": clause, "ruling": ruling} if ruling else {"clause": clause}]
    wanted = {"what": "ruling", "since": since, "clause": clause, "ruling": ruling, "like": Jsonb(like), "most": most}
    return [Found(*row) for row in _read(_KEPT + _FOUND, wanted)]


def count() -> int:
    """Count the entries that were seen the last time and that nobody is about to write any more, then see which have come; how many numbers
    were counted. To be called outside of a transaction.
    """
    counted = 0
    while found := int(_read("SELECT figures_count_entries(%(most)s)", {"most": AT_ONCE})[0][0]):
        counted += found
    return counted


def _read(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
