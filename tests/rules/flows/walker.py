"""Walks a flow's table: every state a thing can reach, under every combination of facts that its gates tell apart; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from toubao.rules.events import Event
from toubao.rules.kit import Gate, Ruling
from toubao.rules.table import Flow, Step

ON = date(2026, 11, 23)
Past = frozenset[str]
Place = tuple[str, Past]


@dataclass(frozen=True, slots=True)
class Demand:
    """What the norm demands whenever an event happens, said without the gates:
    of its facts, and of what happened before and still stands.
    """

    clause: str
    event: Event
    says: str
    of: Callable[[Any], object] | None = None
    after: tuple[Event, ...] = ()
    after_one: tuple[Event, ...] = ()
    never_after: tuple[Event, ...] = ()

    def holds(self, facts: Any, past: Past) -> bool:
        """Whether the demand is met by an event with these facts and this past."""
        told = self.of is None or bool(self.of(facts))
        one = not self.after_one or any(e.value in past for e in self.after_one)
        return told and one and all(e.value in past for e in self.after) and not any(e.value in past for e in self.never_after)


@dataclass(frozen=True, slots=True)
class Norm:
    """The demands on one flow; `undoes`: what no longer stands after an event; `carried`: facts that stay the same all along."""

    demands: tuple[Demand, ...]
    undoes: Mapping[Event, tuple[Event, ...]] = field(default_factory=dict)
    carried: tuple[str, ...] = ()


@dataclass(slots=True)
class Walk:
    """What a walk found: places (a state and what had happened), steps taken with their facts, demands that were broken."""

    places: set[Place] = field(default_factory=set)
    taken: int = 0
    events: set[Event] = field(default_factory=set)
    broken: set[Demand] = field(default_factory=set)
    arrows: dict[str, set[str]] = field(default_factory=dict)

    @property
    def states(self) -> set[str]:
        """The states that were reached."""
        return {str(state) for state, _ in self.places}

    def reach(self, goals: Iterable[str]) -> set[str]:
        """The states from which one of the goals can be reached."""
        found = {str(goal) for goal in goals}
        while more := {state for state, targets in self.arrows.items() if targets & found} - found:
            found |= more
        return found


Situations = Mapping[type[Any], tuple[Any, ...]]


def walk(flow: Flow, situations: Situations, norm: Norm) -> Walk:
    """Walk a flow from its start through all that its gates let pass, and try every demand on every step taken."""
    found, todo = Walk(), [(flow.start, Past())]
    found.places = set(todo)
    while todo:
        state, past = todo.pop()
        for step in flow.leaving(state):
            for facts in _passing(step, situations):
                if _fits(facts, past, norm):
                    place = _step(found, step, facts, past, norm)
                    if place not in found.places:
                        found.places.add(place)
                        todo.append(place)
            found.arrows.setdefault(str(state), set()).add(str(step.target))
    return found


def _step(found: Walk, step: Step, facts: Any, past: Past, norm: Norm) -> Place:
    """Take one step with one set of facts: what it breaks, and where it leads."""
    found.taken += 1
    found.events.add(step.event)
    found.broken.update(d for d in norm.demands if d.event is step.event and not d.holds(facts, past))
    undone = {e.value for e in norm.undoes.get(step.event, ())}
    return step.target, (past - undone) | {step.event.value} | _carried(facts, norm)


def _carried(facts: Any, norm: Norm) -> Past:
    return Past(f"{name}={getattr(facts, name)}" for name in norm.carried if hasattr(facts, name))


def _fits(facts: Any, past: Past, norm: Norm) -> bool:
    """Whether facts agree with what was said before of the same thing."""
    told = _carried(facts, norm)
    return not any(kept.partition("=")[0] == each.partition("=")[0] and kept != each for each in told for kept in past)


def _passing(step: Step, situations: Situations) -> tuple[Any, ...]:
    """The facts that every gate of a step lets pass."""
    every = situations[step.facts]
    key = (id(every), *(id(gate) for gate in step.gates))
    if key not in _PASSED:
        _KEPT.append(every)
        ruled = [rulings(gate, every) for gate in step.gates]
        open_or_not_asked = (Ruling.OPEN, Ruling.NOT_APPLICABLE)
        _PASSED[key] = tuple(facts for number, facts in enumerate(every) if all(r[number] in open_or_not_asked for r in ruled))
    return _PASSED[key]


def rulings(gate: Gate[Any], every: tuple[Any, ...]) -> tuple[Ruling, ...]:
    """What a gate says of each of the facts; gates are pure, so each is asked once."""
    key = (id(gate), id(every))
    if key not in _RULED:
        _KEPT.append(every)
        _RULED[key] = tuple(gate.judge(facts, on=ON).ruling for facts in every)
    return _RULED[key]


# Kept by identity, since to hash thousands of facts costs more than to judge them; what is kept lives on, so that no identity comes twice.
_PASSED: dict[tuple[int, ...], tuple[Any, ...]] = {}
_RULED: dict[tuple[int, int], tuple[Ruling, ...]] = {}
_KEPT: list[tuple[Any, ...]] = []


def without(flow: Flow, step: Step, gate: Gate[Any]) -> Flow:
    """The flow with one gate taken out of one step."""
    changed = replace(step, gates=tuple(g for g in step.gates if g is not gate))
    return replace(flow, steps=tuple(changed if s is step else s for s in flow.steps))


def ungated(flow: Flow) -> Flow:
    """The flow with no gate at all."""
    return replace(flow, steps=tuple(replace(s, gates=()) for s in flow.steps))


def with_shortcut(flow: Flow, step: Step, state: str) -> Flow:
    """The flow with one step allowed in one more state."""
    changed = replace(step, sources=(*step.sources, state))
    return replace(flow, steps=tuple(changed if s is step else s for s in flow.steps))


def plainly(flow: Flow, situations: Situations, norm: Norm) -> dict[type[Any], tuple[Any, ...]]:
    """For each step only the first facts that pass all of its gates, of each thing that stays the same all along: enough to try the order
    of things.
    """
    found: dict[type[Any], tuple[Any, ...]] = {}
    for step in flow.steps:
        first: dict[Past, Any] = {}
        for facts in _passing(step, situations):
            first.setdefault(_carried(facts, norm), facts)
        found[step.facts] = tuple(dict.fromkeys((*found.get(step.facts, ()), *first.values())))
    return found
