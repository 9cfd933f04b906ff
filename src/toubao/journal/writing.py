"""The one way into the journal: append an entry, open duties, meet duties; reading is `reading.py`."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg.types.json import Jsonb

from toubao.journal.codec import canonical, digest, split
from toubao.journal.envelope import seal
from toubao.journal.keyring import keyring
from toubao.law import edition
from toubao.rules.events import Event
from toubao.rules.kit import Duty, Verdict, duties
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
RETURNING last + 1, head, (SELECT wrapped FROM journal_subjectkey k WHERE k.holder = journal_subject.holder)
"""
_COLUMNS = (
    "subject_id", "number", "event", "outcome", "actor_kind", "actor_id", "at", "norm", "release", "facts", "personal", "verdicts",
    "digest", "previous",
)  # fmt: skip
_INSERT = f"INSERT INTO journal_entry ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))}) RETURNING id"  # noqa: S608 columns above only


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
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [about.id, about.kind, about.holder])
        number, previous, wrapped = cursor.fetchone()
        row: dict[str, Any] = {
            "subject_id": about.id, "number": number, "event": event.value, "outcome": outcome, "actor_kind": actor.kind,
            "actor_id": actor.id,
            "at": now.astimezone(UTC), "norm": edition(on=now.astimezone(TAIPEI).date()).version, "release": RELEASE, "facts": open_part,
            "personal": _hide(personal_part if wrapped or not keyless else {}, wrapped, about, number),
            "verdicts": [_verdict(v) for v in verdicts],
            "previous": bytes(previous),
        }  # fmt: skip
        row["digest"] = digest(row)
        row["facts"], row["verdicts"] = Jsonb(row["facts"]), Jsonb(row["verdicts"])
        cursor.execute(_INSERT, [row[name] for name in _COLUMNS])
    return int(number)


def _hide(personal: dict[str, Any], wrapped: bytes | memoryview | None, about: About, number: int) -> bytes | None:
    if not personal:
        return None
    if wrapped is None:
        raise ValueError(f"{about.kind} {about.id} has personal facts but no key")
    return seal(keyring().unwrap(bytes(wrapped)), canonical(personal), f"entry:{about.id}:{number}")


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
            cursor.executemany(
                "INSERT INTO journal_openduty (subject_id, name, clause, opened_at, due_at) VALUES (%s, %s, %s, %s, %s) "
                "ON CONFLICT DO NOTHING",
                _rows(started, subject, since or now),
            )


def reopen(event: Event, *, subject: UUID) -> None:
    """Open again the duties of the subject that `event` met last, since what it told of has come undone; they are due when they were."""
    with connection.cursor() as cursor:
        cursor.execute(_REOPEN, {"subject": subject, "names": [d.name for d in duties() if d.met_by is event]})


_REOPEN = """
UPDATE journal_openduty SET met_at = NULL WHERE id IN (
    SELECT max(id) FROM journal_openduty WHERE subject_id = %(subject)s AND name = ANY(%(names)s) GROUP BY name
)
"""


def _rows(started: Iterable[Duty], subject: UUID, since: datetime) -> list[list[Any]]:
    return [[subject, d.name, d.clause, since, ends(since, d.within)] for d in started]
