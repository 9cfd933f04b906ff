"""Judging recorded decisions again from the facts that were kept: the verdicts must be the same; nothing is written."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from toubao.journal.codec import restored
from toubao.journal.models import Entry
from toubao.journal.writing import TAIPEI
from toubao.rules.drawing import flows
from toubao.rules.kit import Ruling, Verdict, Waiver
from toubao.rules.table import Step


def judged_again(entry: Entry, personal: Mapping[str, Any], *, waivers: Iterable[Waiver] = ()) -> tuple[Verdict, ...]:
    """What today's gates say of the facts of an old decision, as of its day; nothing for an entry that no gate decided.

    `waivers` are those that were in force then. Raises LookupError where the facts are of a kind that is not known any more.
    """
    step = _steps().get(entry.event)
    if step is None or entry.outcome == "noted":
        return ()
    return step.judge(restored(entry.facts, personal), on=entry.at.astimezone(TAIPEI).date(), waivers=waivers)


def recorded(entry: Entry) -> tuple[Verdict, ...]:
    """The verdicts as the journal keeps them."""
    return tuple(Verdict(**{**kept, "ruling": Ruling(kept["ruling"])}) for kept in entry.verdicts)


@cache
def _steps() -> dict[str, Step]:
    return {step.event.value: step for flow in flows() for step in flow.steps}
