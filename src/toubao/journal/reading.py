"""Reading the journal: the entries of a subject, their personal facts where the key is there, and whether they are intact."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from toubao.journal.codec import digest
from toubao.journal.envelope import Unreadable, unseal
from toubao.journal.keyring import keyring
from toubao.journal.models import Entry, OpenDuty, SubjectKey
from toubao.rules.events import Event


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry with its personal facts opened; `personal` is None where the key was destroyed."""

    entry: Entry
    personal: dict[str, Any] | None


def entries(subject: UUID) -> QuerySet[Entry]:
    """The entries of a subject in their order, with the subject; personal parts stay closed."""
    return Entry.objects.filter(subject_id=subject).select_related("subject").order_by("number")


def latest(subject: UUID, events: Iterable[Event], *, most: int) -> list[Entry]:
    """The last entries of a subject that tell of these events, newest first; personal parts stay closed."""
    wanted = [event.value for event in events]
    return list(Entry.objects.filter(subject_id=subject, event__in=wanted).order_by("-number")[:most])


def last_refusal(subject: UUID) -> Entry | None:
    """The last entry of a subject, if it tells of a refused step."""
    entry = Entry.objects.filter(subject_id=subject).order_by("-number").first()
    return entry if entry is not None and entry.outcome == "refused" else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a subject's story: its event (an institution's answer as `institution.operation`), outcome, time, and reason if noted."""

    what: str
    outcome: str
    at: datetime
    because: str = ""


_LINES = """
SELECT CASE WHEN event = %s THEN concat(facts ->> 'institution', '.', facts ->> 'operation') ELSE event END, outcome, at,
    coalesce(facts ->> 'because', '')
FROM journal_entry WHERE subject_id = %s ORDER BY number
"""


def lines(subject: UUID) -> list[Line]:
    """What happened to a subject so far, in order; nothing personal is opened."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [Event.INSTITUTION_ANSWERED.value, subject])
        return [Line(*row) for row in cursor.fetchall()]


def opened_each(entries: Sequence[Entry]) -> Iterator[Opened]:
    """These entries, read with their subjects, with personal facts decrypted; whoever shows one to somebody journals that."""
    holders = {entry.subject.holder for entry in entries if entry.personal is not None and entry.subject.holder is not None}
    keys = {each.holder: keyring().unwrap(bytes(each.wrapped)) for each in SubjectKey.objects.filter(holder__in=holders) if each.wrapped}
    for entry in entries:
        holder = entry.subject.holder
        yield Opened(entry, _open(entry, keys.get(holder) if holder else None))


def opened(subject: UUID, holder: UUID | None) -> Iterator[Opened]:
    """The entries of a subject with personal facts decrypted; the caller journals that somebody read them."""
    kept = SubjectKey.objects.filter(holder=holder).first() if holder else None
    key = keyring().unwrap(bytes(kept.wrapped)) if kept and kept.wrapped else None
    for entry in entries(subject):
        yield Opened(entry, _open(entry, key))


def _open(entry: Entry, key: bytes | None) -> dict[str, Any] | None:
    if entry.personal is None:
        return {}
    if key is None:
        return None
    try:
        found: dict[str, Any] = json.loads(unseal(key, bytes(entry.personal), f"entry:{entry.subject_id}:{entry.number}"))
    except Unreadable:
        return None
    return found


def intact(entry: Entry) -> bool:
    """Whether the row's digest still fits its columns; whether it is the entry that stood there, and none is missing, is `chain.py`'s."""
    row = {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields}
    return digest(row) == bytes(entry.digest)


def open_duties() -> QuerySet[OpenDuty]:
    """Duties not met yet, the most urgent first."""
    return OpenDuty.objects.filter(met_at=None).order_by("due_at")


def due(now: datetime) -> QuerySet[OpenDuty]:
    """Duties whose time has come and that are not met."""
    return open_duties().filter(due_at__lte=now)
