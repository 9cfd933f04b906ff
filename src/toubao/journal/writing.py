"""The one way into the journal: append an entry, open duties, meet duties; reading is `reading.py`."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg.types.json import Jsonb

from toubao.journal.codec import canonical, digest, split
from toubao.journal.envelope import seal
from toubao.journal.heads import HEADS, Head
from toubao.journal.keyring import keyring
from toubao.law import edition
from toubao.rules.events import Event
from toubao.rules.kit import Verdict, duties
from toubao.rules.periods import ends

TAIPEI = ZoneInfo("Asia/Taipei")
RELEASE = os.environ.get("TOUBAO_RELEASE", "1.0")


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about: a subject's id and kind, and whose key hides its personal facts (None: it has none)."""

    id: UUID
    kind: str
    holder: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: person, staff, system or institution, and which one."""

    kind: str
    id: str


# The subject's row is held until the transaction ends, so entries of one subject are written one after the other. The insert itself moves
# count and head (trigger journal_chain), and is refused where it does not follow what they say.
_HOLD = """
INSERT INTO journal_subject (id, kind, holder) VALUES (%s, %s, %s)
ON CONFLICT (id) DO UPDATE SET holder = COALESCE(journal_subject.holder, EXCLUDED.holder)
RETURNING last, head, holder, (SELECT wrapped FROM journal_subjectkey k WHERE k.holder = journal_subject.holder)
"""
_COLUMNS = (
    "subject_id", "number", "event", "outcome", "actor_kind", "actor_id", "at", "norm", "release", "facts", "personal", "verdicts",
    "digest", "previous",
)  # fmt: skip
_INTO = f"INSERT INTO journal_entry ({', '.join(_COLUMNS)})"
_VALUES = ", ".join(["%s"] * len(_COLUMNS))
_INSERT = f"{_INTO} VALUES ({_VALUES})"
# Nothing is written unless the subject stands as it is remembered: who writes to it at the same time is waited for, and then it does not.
_INSERT_AFTER = f"""
{_INTO} SELECT {_VALUES} FROM journal_subject s WHERE s.id = %s AND s.last = %s AND s.head = %s
    AND (%s OR EXISTS (SELECT FROM journal_subjectkey k WHERE k.holder = s.holder AND k.wrapped IS NOT NULL))
FOR NO KEY UPDATE OF s
"""  # noqa: S608 columns above only


def append(
    *,
    event: Event,
    about: About,
    actor: Actor,
    facts: Any,
    now: datetime,
    verdicts: Sequence[Verdict] = (),
    outcome: str = "taken",
    keyless: bool = False,
) -> int:
    """Write one entry and return its number within the subject; call it inside the transaction that does the thing.

    `facts` is a frozen dataclass; its Personal fields are encrypted under the holder's key. Raises ValueError for
    personal facts of a subject without a key, unless `keyless` lets them be left out; TypeError for a word that is not an Event.
    """
    if not isinstance(event, Event):
        raise TypeError(f"{event!r} is not a word of the journal")
    open_part, personal_part = split(facts)
    values: dict[str, Any] = {
        "subject_id": about.id, "event": event.value, "outcome": outcome, "actor_kind": actor.kind, "actor_id": actor.id,
        "at": now.astimezone(UTC), "norm": edition(on=now.astimezone(TAIPEI).date()).version, "release": RELEASE, "facts": open_part,
        "verdicts": [_verdict(v) for v in verdicts],
    }  # fmt: skip
    with connection.cursor() as cursor:
        seen = HEADS.get(about.id)
        if seen is not None and about.holder in (None, seen.holder) and (seen.wrapped or not personal_part):
            row = _after(seen, values, personal_part, about)
            cursor.execute(_INSERT_AFTER, [*_columns(row), about.id, seen.number, seen.digest, row["personal"] is None])
            if cursor.rowcount:
                return _wrote(about, seen, row)
        cursor.execute(_HOLD, [about.id, about.kind, about.holder])
        number, head, holder, wrapped = cursor.fetchone()
        stands = Head(number, bytes(head), holder, bytes(wrapped) if wrapped else None)
        row = _after(stands, values, personal_part if wrapped or not keyless else {}, about)
        cursor.execute(_INSERT, _columns(row))
    return _wrote(about, stands, row)


def _after(head: Head, values: dict[str, Any], personal: dict[str, Any], about: About) -> dict[str, Any]:
    """The entry that follows a head."""
    number = head.number + 1
    row = values | {"number": number, "previous": head.digest, "personal": _hide(personal, head.wrapped, about, number)}
    return row | {"digest": digest(row)}


def _columns(row: dict[str, Any]) -> list[Any]:
    kept = row | {"facts": Jsonb(row["facts"]), "verdicts": Jsonb(row["verdicts"])}
    return [kept[name] for name in _COLUMNS]


def _wrote(about: About, head: Head, row: dict[str, Any]) -> int:
    HEADS.put(about.id, Head(row["number"], row["digest"], head.holder, head.wrapped))
    return int(row["number"])


def _hide(personal: dict[str, Any], wrapped: bytes | None, about: About, number: int) -> bytes | None:
    if not personal:
        return None
    if wrapped is None:
        raise ValueError(f"{about.kind} {about.id} has personal facts but no key")
    return seal(keyring().unwrap(wrapped), canonical(personal), f"entry:{about.id}:{number}")


def _verdict(v: Verdict) -> dict[str, str]:
    return {"clause": v.clause, "gate": v.gate, "ruling": v.ruling.value, "words": v.words, "waiver": v.waiver}


def follow(event: Event, *, subject: UUID, now: datetime, since: datetime | None = None) -> None:
    """Open the duties that `event` starts for the subject, and meet those that it meets. Their time counts from `since`, where what the
    event tells of had happened before it was written down.
    """
    met = [d.name for d in duties() if event in (d.met_by, d.or_by)]
    started = [d for d in duties() if d.starts is event]
    with connection.cursor() as cursor:
        if met:
            cursor.execute(
                "UPDATE journal_openduty SET met_at = %s WHERE subject_id = %s AND name = ANY(%s) AND met_at IS NULL", [now, subject, met]
            )
        if started:
            names, clauses, due = [d.name for d in started], [d.clause for d in started], [ends(since or now, d.within) for d in started]
            cursor.execute(_OPEN, [subject, since or now, names, clauses, due])


def reopen(event: Event, *, subject: UUID) -> None:
    """Open again the duties of the subject that `event` met last, since what it told of has come undone; they are due when they were."""
    with connection.cursor() as cursor:
        cursor.execute(_REOPEN, {"subject": subject, "names": [d.name for d in duties() if d.met_by is event]})


_OPEN = """
INSERT INTO journal_openduty (subject_id, name, clause, opened_at, due_at)
SELECT %s, each.name, each.clause, %s, each.due_at FROM unnest(%s::text[], %s::text[], %s::timestamptz[]) AS each (name, clause, due_at)
ON CONFLICT DO NOTHING
"""
_REOPEN = """
UPDATE journal_openduty SET met_at = NULL WHERE id IN (
    SELECT max(id) FROM journal_openduty WHERE subject_id = %(subject)s AND name = ANY(%(names)s) GROUP BY name
)
"""
