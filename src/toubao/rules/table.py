"""What a flow is: a table of steps, each with the gates that guard it; judging needs no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from toubao.rules.events import Event
from toubao.rules.kit import Gate, Ruling, Verdict, Waiver


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a flow: on `event` the thing goes from one of `sources` to `target`, if every gate lets the facts pass."""

    event: Event
    sources: tuple[str, ...]
    target: str
    facts: type[Any]
    gates: tuple[Gate[Any], ...] = ()

    def judge(self, facts: Any, *, on: date, waivers: Iterable[Waiver] = ()) -> tuple[Verdict, ...]:
        """The verdict of each gate of this step, in the table's order. Raises TypeError for facts of another moment."""
        if not isinstance(facts, self.facts):
            raise TypeError(f"{self.event} is judged on {self.facts.__name__}, not {type(facts).__name__}")
        given = tuple(waivers)
        return tuple(each.judge(facts, on=on, waivers=given) for each in self.gates)


def outcome(verdicts: Iterable[Verdict]) -> Ruling:
    """What verdicts come to together: shut if one is shut, else refer if one refers, else open."""
    rulings = {v.ruling for v in verdicts}
    return next((r for r in (Ruling.SHUT, Ruling.REFER) if r in rulings), Ruling.OPEN)


@dataclass(frozen=True, slots=True)
class Flow:
    """A named table: its states, where it starts, where it may end, and its steps."""

    name: str
    title: str
    states: type[StrEnum]
    start: str
    finals: tuple[str, ...]
    steps: tuple[Step, ...]

    def leaving(self, state: str) -> tuple[Step, ...]:
        """The steps that may be taken from a state."""
        return tuple(s for s in self.steps if state in s.sources)
