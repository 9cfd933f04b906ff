"""Whether this database is the one that the mark knows, and not an older state of it; a few times a minute, in every process.

The mark names the last journal entry that was seen committed, with its digest. Entries are never taken out, so a database in which that
entry is missing, or another, was put back to a time before it. Gaps in the ids and entries that were rolled back say nothing.
"""

import logging
import socket
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import connection

from toubao.business import whose
from toubao.business.restoration import actions, mark, numbers
from toubao.business.restoration.mark import Mark
from toubao.business.steps import SYSTEM, About, Actor, note
from toubao.rules.events import Event
from toubao.rules.facts import Noted

_logger = logging.getLogger(__name__)


class Doors(StrEnum):
    """Whether the doors are open, and if not, why."""

    OPEN = "open"
    RESTORED = "restored"
    """An older state of the database was found, and what has to be done is not done."""
    UNMARKED = "unmarked"
    """The mark that this place kept is gone, so nobody can say whether the database is an older state."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The doors, and in words what was seen."""

    doors: Doors
    words: str

    @property
    def shut(self) -> bool:
        """Whether nothing may be done for anybody."""
        return self.doors is not Doors.OPEN


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the database says: the digest of the marked entry, its last entry, and what is known of restorations."""

    there: str | None
    last: int
    digest: str
    at: datetime | None
    under_way: str | None
    dealt_with: bool


NOT_KEPT: Final = Standing(Doors.OPEN, "no mark is kept")
MARKS: Final = About(uuid5(NAMESPACE_URL, "toubao:mark"), "mark")
"""The subject of what is journaled about marks."""
_SEEN: Final = """
SELECT (SELECT encode(digest, 'hex') FROM journal_entry WHERE id = %(entry)s), coalesce(last.id, 0),
    coalesce(encode(last.digest, 'hex'), ''), last.at, (SELECT because FROM restoration_restoration WHERE open),
    EXISTS (SELECT FROM restoration_restoration WHERE open IS NULL AND last_entry < %(entry)s AND %(entry)s <= lost_until)
FROM (SELECT) one LEFT JOIN (SELECT id, digest, at FROM journal_entry ORDER BY id DESC LIMIT 1) last ON true
"""


def look(now: datetime) -> Standing:
    """Judge, record an older state where one is found, else move the mark on. Raises DatabaseError where the database can't be asked."""
    place: Path | None = settings.MARK
    if place is None:
        return NOT_KEPT
    with whose.system(), mark.alone(place):
        standing, seen, kept = _judge(place)
        if standing.doors is Doors.RESTORED and seen.under_way is None:
            actions.find(because=standing.words, last_entry=seen.last, last_at=seen.at, given=_numbers(kept), actor=SYSTEM, now=now)
        elif standing.doors is Doors.OPEN:
            _move_on(place, seen, kept, now)
    return standing


def judge() -> Standing:
    """The same, changing nothing."""
    place: Path | None = settings.MARK
    if place is None:
        return NOT_KEPT
    with whose.system():
        return _judge(place)[0]


def adopt(*, actor: Actor, now: datetime) -> None:
    """Begin a mark at this place with the database as it stands: for a new machine, or after the mark was lost. Raises OSError."""
    place: Path | None = settings.MARK
    if place is not None:
        with whose.system(), mark.alone(place):
            _begin(place, actor, now)


def shut_by_hand(*, because: str, actor: Actor, now: datetime) -> bool:
    """Shut the doors though the mark says nothing, since somebody knows that an older state was restored; False where they are shut."""
    place: Path | None = settings.MARK
    with whose.system():
        kept = _read(place) if place else None
        seen = _see(kept.entry if isinstance(kept, Mark) else 0)
        told = _numbers(kept if isinstance(kept, Mark) else None)
        return actions.find(because=because, last_entry=seen.last, last_at=seen.at, given=told, actor=actor, now=now) is not None


def _judge(place: Path) -> tuple[Standing, _Seen, Mark | None]:
    kept = _read(place)
    known = kept if isinstance(kept, Mark) else None
    seen = _see(known.entry if known else 0)
    if seen.under_way is not None:
        return Standing(Doors.RESTORED, seen.under_way), seen, known
    if known is None:
        return _unmarked(place, kept), seen, None
    if seen.there == known.digest:
        return Standing(Doors.OPEN, f"journal entry {known.entry} of the mark is in the database"), seen, known
    if seen.dealt_with:
        return Standing(Doors.OPEN, f"journal entry {known.entry} of the mark was lost with a restoration that is over"), seen, known
    what = "is missing" if seen.there is None else "is another"
    words = f"journal entry {known.entry}, which was committed, {what}; the database ends with {seen.last}"
    return Standing(Doors.RESTORED, words), seen, known


def _unmarked(place: Path, kept: object) -> Standing:
    """No mark can be read: a new place where none was ever kept begins one, everywhere else somebody has to say what happened."""
    if isinstance(kept, mark.Unreadable):
        return Standing(Doors.UNMARKED, str(kept))
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM journal_entry WHERE event = %s)", [Event.MARK_BEGUN.value])
        begun = bool(cursor.fetchone()[0])
    if begun:
        return Standing(Doors.UNMARKED, f"the database had a mark, and there is none at {place}")
    return Standing(Doors.OPEN, f"no mark was kept at {place} yet")


def _read(place: Path) -> Mark | mark.Unreadable | None:
    try:
        return mark.read(place)
    except mark.Unreadable as error:
        return error


def _see(entry: int) -> _Seen:
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, {"entry": entry})
        return _Seen(*cursor.fetchone())


def _move_on(place: Path, seen: _Seen, kept: Mark | None, now: datetime) -> None:
    """Let the mark name the last entry that is committed; a disk that is full is told, and the mark stays where it is."""
    try:
        if kept is None:
            _begin(place, SYSTEM, now)
        elif seen.last > kept.entry or seen.dealt_with:
            mark.write(place, Mark(seen.last, seen.digest, numbers.given()))
    except OSError as error:
        _logger.warning("the mark %s can't be written: %s", place, error.strerror)


def _begin(place: Path, actor: Actor, now: datetime) -> None:
    facts: Any = Noted(because="begun", reference=f"{socket.gethostname()}:{place}"[:200])
    note(Event.MARK_BEGUN, about=MARKS, actor=actor, now=now, facts=facts)
    seen = _see(0)
    mark.write(place, Mark(seen.last, seen.digest, numbers.given()))


def _numbers(kept: Mark | None) -> dict[str, int]:
    return dict(kept.numbers) if kept else {}
