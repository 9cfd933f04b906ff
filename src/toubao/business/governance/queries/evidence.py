"""What the journal shows of a clause: how often each gate said what, how often an event was recorded, and the newest cases."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from toubao.rules.drawing import flows

_RULINGS = """
SELECT v ->> 'clause', v ->> 'gate', v ->> 'ruling', count(*)
FROM journal_entry, jsonb_array_elements(verdicts) AS v
WHERE event = ANY(%(events)s) AND at >= %(since)s
GROUP BY 1, 2, 3
"""
_CASES = """
SELECT subject_id, kind, number, event, outcome, at, (
    SELECT jsonb_agg(v) FROM jsonb_array_elements(verdicts) AS v WHERE v ->> 'clause' = %(clause)s)
FROM journal_entry JOIN journal_subject ON journal_subject.id = subject_id
WHERE event = ANY(%(events)s) AND at >= %(since)s AND verdicts @> %(like)s
ORDER BY at DESC LIMIT %(most)s
"""
_EVENTS = "SELECT event, count(*), max(at) FROM journal_entry WHERE event = ANY(%(events)s) AND at >= %(since)s GROUP BY 1"


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry in which a clause was judged: whose journal and of what kind, which entry, the step and its outcome, and the clause's own
    verdicts.
    """

    subject: UUID
    kind: str
    number: int
    event: str
    outcome: str
    at: datetime
    verdicts: list[dict[str, str]]


def rulings(since: datetime) -> dict[tuple[str, str], dict[str, int]]:
    """(clause, gate) → ruling → how often, since a moment."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for clause, gate, ruling, count in _read(_RULINGS, {"events": _guarded(), "since": since}):
        found.setdefault((clause, gate), {})[ruling] = count
    return found


def judged(clause: str, *, since: datetime, ruling: str = "", most: int = 20) -> list[Judged]:
    """The newest entries in which the clause was judged; of one ruling only, if that is said."""
    like = [{"clause": clause, "ruling": ruling} if ruling else {"clause": clause}]
    wanted = {"events": _guarded(), "since": since, "clause": clause, "like": Jsonb(like), "most": most}
    return [
        Judged(subject, kind, number, event, outcome, at, json.loads(verdicts))
        for subject, kind, number, event, outcome, at, verdicts in _read(_CASES, wanted)
    ]


def counted(events: tuple[str, ...], *, since: datetime) -> dict[str, tuple[int, datetime]]:
    """Event → how often it was recorded since a moment, and when last."""
    return {event: (count, last) for event, count, last in _read(_EVENTS, {"events": list(events), "since": since})}


@cache
def _guarded() -> list[str]:
    """The events of all steps that have gates: only their entries have verdicts."""
    return sorted({step.event.value for flow in flows() for step in flow.steps if step.gates})


def _read(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of a plain query; Django's cursor gives JSON as text."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
