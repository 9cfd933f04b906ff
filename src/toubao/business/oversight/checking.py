"""Walking the whole journal, subject by subject, and journaling what was found; how one is walked is `journal/chain.py`."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from toubao.business.oversight.queries import JOURNAL, last
from toubao.business.steps import SYSTEM, note
from toubao.journal import chain
from toubao.journal.chain import Standing
from toubao.rules.events import Event
from toubao.rules.facts import JournalChecked

FEW: Final = 20
"""So many faulty subjects are named."""
OFTEN: Final = 2_000


def check(*, now: datetime, say: Callable[[str], None] = lambda _: None) -> JournalChecked:
    """Walk every subject, and journal what was found. Those who write meanwhile are not held up."""
    subjects, faulty, places = 0, 0, list[str]()
    for kind, found in chain.standings():
        subjects += 1
        if not found.whole:
            faulty += 1
            places += [_place(kind, found)] if len(places) < FEW else []
        if subjects % OFTEN == 0:
            say(f"subjects walked: {subjects:,}")
    before = last([Event.JOURNAL_CHECKED]).get(Event.JOURNAL_CHECKED)
    known = before.facts if before else {"last_entry": 0, "entries": 0, "gone": 0}
    entries, last_entry, still = chain.counted(known["last_entry"])
    told = JournalChecked(
        subjects=subjects, entries=entries, faulty=faulty, strays=chain.strays(), gone=known["gone"] + max(0, known["entries"] - still),
        last_entry=last_entry, places=tuple(places),
    )  # fmt: skip
    note(Event.JOURNAL_CHECKED, about=JOURNAL, actor=SYSTEM, now=now, facts=told)
    return told


def _place(kind: str, found: Standing) -> str:
    """A subject and its first faults, as `purchase 0b9f…: missing 27, changed 31-33`."""
    said = ", ".join(f"{each.kind} {each.first}" + (f"-{each.last}" if each.last > each.first else "") for each in found.faults[:5])
    return f"{kind} {found.subject}: {said}"
