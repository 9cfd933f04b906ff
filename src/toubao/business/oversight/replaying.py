"""Judging every recorded decision again from the facts that were kept, and journaling what differs; one decision is `journal/replay.py`."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from toubao.business.identity.proving.ways import approved
from toubao.business.oversight.queries import JOURNAL
from toubao.business.steps import SYSTEM, note
from toubao.journal.reading import Opened
from toubao.journal.replay import Outcome, decisions, differences
from toubao.rules.events import Event
from toubao.rules.facts import DecisionsReplayed

FEW: Final = 20
"""So many decisions that differ are named."""
OFTEN: Final = 2_000


@dataclass(slots=True)
class _Tally:
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    gates: Counter[str] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)

    def add(self, found: Opened) -> None:
        """Judge one decision again, and count what came of it."""
        waivers = [waiver for way in approved().values() for waiver in way.waivers]
        outcome, gates = differences(found, waivers=waivers)
        self.outcomes[outcome] += 1
        self.gates.update(gates)
        if outcome is Outcome.DIFFERENT and len(self.places) < FEW:
            self.places.append(f"{found.entry.subject.kind} {found.entry.subject_id}: {found.entry.number} {', '.join(gates)}")


def replay(*, now: datetime, say: Callable[[str], None] = lambda _: None) -> DecisionsReplayed:
    """Judge everything again, in the order in which it was written, holding no more than a batch; nothing that is opened is shown."""
    tally = _Tally()
    for count, found in enumerate(decisions(), start=1):
        tally.add(found)
        if count % OFTEN == 0:
            say(f"decisions judged: {count:,}")
    told = DecisionsReplayed(
        decisions=tally.outcomes.total(), same=tally.outcomes[Outcome.SAME], different=tally.outcomes[Outcome.DIFFERENT],
        older=tally.outcomes[Outcome.OLDER], sealed=tally.outcomes[Outcome.SEALED],
        gates=tuple(f"{gate}: {count}" for gate, count in tally.gates.most_common(FEW)), places=tuple(tally.places),
    )  # fmt: skip
    note(Event.DECISIONS_REPLAYED, about=JOURNAL, actor=SYSTEM, now=now, facts=told)
    return told
