"""Counting every figure anew that is kept, and journaling what differed; how is `figures/recounting.py`."""

from datetime import datetime
from typing import Final

from toubao.business.figures.recounting import differences
from toubao.business.oversight.queries import JOURNAL
from toubao.business.steps import SYSTEM, note
from toubao.rules.events import Event
from toubao.rules.facts import FiguresRecounted

FEW: Final = 20
"""So many figures that differ are named."""


def recount(*, now: datetime) -> FiguresRecounted:
    """Count everything anew, put right what differs, and journal it. Those who write meanwhile are not held up."""
    found = differences(correct=True)
    told = FiguresRecounted(different=len(found), places=tuple(map(str, found[:FEW])))
    note(Event.FIGURES_RECOUNTED, about=JOURNAL, actor=SYSTEM, now=now, facts=told)
    return told
