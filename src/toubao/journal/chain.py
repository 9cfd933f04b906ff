"""Whether a subject's entries are whole: each fits its digest, follows the one before, and none is missing; one subject, or all of them.

What this holds: an entry that was changed, even with its digest made anew, one that was taken out, also at the end, is told by place.
What it does not: who owns the database can write a subject's whole chain anew together with its count.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, groupby
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from toubao.journal.codec import digest, linked
from toubao.journal.models import Entry
from toubao.journal.reading import intact

MOST: Final = 100
"""So many faults of a subject are told, the first ones."""
BATCH: Final = 500
"""So many subjects are read in one transaction, and so many rows at once."""
_COLUMNS: Final = (
    "number", "event", "outcome", "actor_kind", "actor_id", "at", "norm", "release", "facts", "personal", "verdicts", "digest", "previous",
)  # fmt: skip
_KEPT: Final = 5
"""So many columns are of the subject, the others of the entry."""
_WALKED: Final = f"""
SELECT s.id, s.kind, s.last, s.head, s.chained_from, {", ".join(f"e.{name}" for name in _COLUMNS)}
FROM (SELECT * FROM journal_subject WHERE id BETWEEN %s AND %s ORDER BY id LIMIT %s) s LEFT JOIN journal_entry e ON e.subject_id = s.id
ORDER BY s.id, e.number
"""  # noqa: S608 columns above only
_STRAYS: Final = """
SELECT count(*) FROM journal_entry e WHERE NOT EXISTS (SELECT FROM journal_subject s WHERE s.id = e.subject_id)
"""
_COUNTED: Final = "SELECT count(*), coalesce(max(id), 0), count(*) FILTER (WHERE id <= %s) FROM journal_entry"


class Kind(StrEnum):
    """What can be wrong with entries."""

    CHANGED = "changed"
    """They don't fit their own digest."""
    REPLACED = "replaced"
    """They fit their digest, and are not those that stood there when the next was written, or when they were counted."""
    MISSING = "missing"
    UNCOUNTED = "uncounted"
    """They are there, and were never counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the entries `first` to `last` of a subject."""

    kind: Kind
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Count:
    """What is kept of a subject apart from its entries; see `models.Subject`."""

    last: int
    head: bytes
    chained_from: int = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """How the entries of a subject stand. Those before `chained_from` were written without a chain, and linked when there was one."""

    subject: UUID
    entries: int
    faults: tuple[Fault, ...]
    chained_from: int = 1

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong with them."""
        return not self.faults

    def at(self, number: int) -> Fault | None:
        """What is wrong with one entry."""
        return next((fault for fault in self.faults if fault.first <= number <= fault.last), None)


@dataclass(slots=True)
class Walk:
    """Goes along the entries of a subject in their order, holding no more than what was found."""

    subject: UUID
    count: Count
    entries: int = 0
    _expected: int = 1
    _head: bytes | None = b""
    """What the next must follow; None where that can't be known, after a gap."""
    _faults: list[Fault] = field(default_factory=list)

    def step(self, number: int, previous: bytes | None, own: bytes, *, fits: bool) -> None:
        """The next entry: its number, the digest of the one before that it holds, its own digest, and whether that fits its columns."""
        self.entries += 1
        if number < self._expected:
            self._find(Kind.UNCOUNTED, number)
            return
        if number > self._expected:
            self._find(Kind.MISSING, self._expected, number - 1)
            self._head = None
        chained = number >= self.count.chained_from
        if not fits:
            self._find(Kind.CHANGED, number)
        elif (previous is not None) != chained:
            self._find(Kind.REPLACED, number)
        elif chained and self._head is not None and previous != self._head:
            self._blame(number - 1)
        if chained:
            self._head = own
        elif self._head is not None:
            self._head = linked(self._head, own)
        self._expected = number + 1

    def end(self) -> Standing:
        """What was found, when there are no more."""
        found = self._expected - 1
        if found < self.count.last:
            self._find(Kind.MISSING, self._expected, self.count.last)
        elif found > self.count.last:
            self._find(Kind.UNCOUNTED, self.count.last + 1, found)
        elif self._head is not None and self._head != self.count.head:
            self._blame(found)
        return Standing(self.subject, self.entries, tuple(self._faults), self.count.chained_from)

    def _blame(self, number: int) -> None:
        """What stands before does not lead here: the entry with this number is another, or, before there was a chain, one up to it."""
        first = number if number >= self.count.chained_from else 1
        if not self._faults or self._faults[-1].last < first:
            self._find(Kind.REPLACED, first, max(first, number))

    def _find(self, kind: Kind, first: int, last: int | None = None) -> None:
        found = Fault(kind, first, first if last is None else last)
        before = self._faults[-1] if self._faults else None
        if before and before.kind is kind and before.last == first - 1:
            self._faults[-1] = Fault(kind, before.first, found.last)
        elif len(self._faults) < MOST:
            self._faults.append(found)


def standing(entries: Sequence[Entry], subject: UUID) -> Standing:
    """How all the entries of a subject stand, which were read in their order together with it (`select_related("subject")`)."""
    if not entries:
        return next((found for _, found in _walked(subject, subject)), Standing(subject, 0, ()))
    kept = entries[0].subject
    walk = Walk(subject, Count(kept.last, bytes(kept.head), kept.chained_from))
    for entry in entries:
        previous = None if entry.previous is None else bytes(entry.previous)
        walk.step(entry.number, previous, bytes(entry.digest), fits=intact(entry))
    return walk.end()


def standings() -> Iterator[tuple[str, Standing]]:
    """How the entries of every subject stand, after its kind; holds up no writer, and its memory does not grow."""
    first, last = UUID(int=0), UUID(int=2**128 - 1)
    while True:
        found = list(_walked(first, last))
        yield from found
        if len(found) < BATCH:
            return
        first = UUID(int=found[-1][1].subject.int + 1)


def strays() -> int:
    """How many entries belong to a subject that is not there."""
    with connection.cursor() as cursor:
        cursor.execute(_STRAYS)
        return int(cursor.fetchone()[0])


def counted(up_to: int) -> tuple[int, int, int]:
    """How many entries there are, the highest id among them, and how many have an id up to `up_to`."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [up_to])
        entries, highest, before = cursor.fetchone()
    return int(entries), int(highest), int(before)


def _walked(first: UUID, last: UUID) -> Iterator[tuple[str, Standing]]:
    """The first subjects between these ids: count and entries as they stood at one moment."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_WALKED, [first, last, BATCH])
        rows = iter(lambda: cursor.fetchmany(BATCH), [])
        for _, group in groupby((row for chunk in rows for row in chunk), key=lambda row: row[0]):
            yield _along(group)


def _along(rows: Iterator[tuple[Any, ...]]) -> tuple[str, Standing]:
    """One subject with its rows; a row without a number says that it has no entries."""
    first = next(rows)
    subject, kind, last, head, chained_from = first[:_KEPT]
    walk = Walk(subject, Count(last, bytes(head), chained_from))
    for row in chain([first], rows):
        entry = dict(zip(_COLUMNS, row[_KEPT:], strict=True)) | {"subject_id": subject}
        if entry["number"] is not None:
            entry |= {name: json.loads(entry[name]) for name in ("facts", "verdicts")}
            walk.step(entry["number"], entry["previous"], entry["digest"], fits=digest(entry) == entry["digest"])
    return kind, walk.end()
