"""Judging recorded decisions again from the facts that were kept: the verdicts must be the same; nothing is written."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final

from toubao.journal.codec import restored
from toubao.journal.models import Entry
from toubao.journal.reading import Opened, opened_each
from toubao.journal.writing import TAIPEI
from toubao.rules.drawing import flows
from toubao.rules.kit import Ruling, Verdict, Waiver
from toubao.rules.table import Step, outcome

BATCH: Final = 500
"""So many entries are read at once."""
OUTCOMES: Final = {Ruling.OPEN: "taken", Ruling.SHUT: "refused", Ruling.REFER: "referred"}
WHOLE: Final = "outcome"
"""What verdicts come to together, where gates are named."""


class Outcome(StrEnum):
    """What came of judging a decision again."""

    SAME = "same"
    DIFFERENT = "different"
    OLDER = "older"
    """It was made on facts, or by gates, of another release: what both have says the same."""
    SEALED = "sealed"
    """The key of the person was destroyed, and with it the facts."""


def decisions() -> Iterator[Opened]:
    """Every decision of a gate, in the order in which it was written, opened where the key is there; a batch at a time."""
    guarded = [event for event, step in _steps().items() if step.gates]
    decided = Entry.objects.filter(event__in=guarded).exclude(outcome="noted").select_related("subject").order_by("pk")
    last = 0
    while batch := list(decided.filter(pk__gt=last)[:BATCH]):
        yield from opened_each(batch)
        last = batch[-1].pk


def differences(found: Opened, *, waivers: Iterable[Waiver]) -> tuple[Outcome, tuple[str, ...]]:
    """Judge a decision again: what came of it, and the names of the gates that say otherwise now. Words for people are not compared.

    `waivers` are all that are known: only those that the decision names can have opened a gate then.
    """
    if found.personal is None:
        return Outcome.SEALED, ()
    try:
        before = {verdict.gate: verdict for verdict in recorded(found.entry)}
        named = [waiver for waiver in waivers if waiver.number in {verdict.waiver for verdict in before.values()}]
        again = {verdict.gate: verdict for verdict in judged_again(found.entry, found.personal, waivers=named)}
    except (LookupError, TypeError, ValueError):
        return Outcome.OLDER, ()
    differ = tuple(gate for gate in before if gate in again and _decided(before[gate]) != _decided(again[gate]))
    if found.entry.outcome != OUTCOMES[outcome(before.values())]:
        differ += (WHOLE,)
    if differ:
        return Outcome.DIFFERENT, differ
    return (Outcome.SAME if before.keys() == again.keys() else Outcome.OLDER), ()


def _decided(verdict: Verdict) -> tuple[str, Ruling, str]:
    return verdict.clause, verdict.ruling, verdict.waiver


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
