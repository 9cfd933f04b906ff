"""Every flow is walked with every combination of facts: what the norm demands holds on each step, and each gate is needed for it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.rules.flows.demands import NORMS
from tests.rules.flows.situations import SITUATIONS
from tests.rules.flows.walker import ON, Demand, Walk, plainly, rulings, ungated, walk, with_shortcut, without
from toubao import law
from toubao.rules.drawing import flows
from toubao.rules.kit import Gate, Ruling, gates
from toubao.rules.table import Flow, Step, outcome

FLOWS = {flow.name: flow for flow in flows()}
GUARDED = [(flow, step, gate) for flow in FLOWS.values() for step in flow.steps for gate in step.gates]


@cache
def walked(name: str) -> Walk:
    return walk(FLOWS[name], SITUATIONS, NORMS[name])


def demands() -> Iterator[tuple[str, Demand]]:
    return ((name, demand) for name, norm in NORMS.items() for demand in norm.demands)


def test_every_flow_is_walked() -> None:
    assert set(NORMS) == set(FLOWS)


@pytest.mark.parametrize("name", FLOWS)
def test_what_the_norm_demands_holds_on_every_step(name: str) -> None:
    assert {f"{d.clause}: {d.says}" for d in walked(name).broken} == set()


@pytest.mark.parametrize("name", FLOWS)
def test_what_the_norm_allows_is_never_stopped(name: str) -> None:
    """The other way round: facts that meet every demand on a step pass all of its gates."""
    for step in FLOWS[name].steps:
        asked = [d.of for d in NORMS[name].demands if d.event is step.event and d.of is not None]
        stopped = [f for f in SITUATIONS[step.facts] if all(of(f) for of in asked) and outcome(step.judge(f, on=ON)) is not Ruling.OPEN]
        assert stopped == []


@pytest.mark.parametrize("name", FLOWS)
def test_every_state_is_reached_and_every_step_taken(name: str) -> None:
    assert walked(name).states == {state.value for state in FLOWS[name].states}
    assert walked(name).events == {step.event for step in FLOWS[name].steps}


@pytest.mark.parametrize("name", FLOWS)
def test_every_state_can_reach_an_end_and_an_end_is_left_by_nothing(name: str) -> None:
    flow = FLOWS[name]
    assert walked(name).reach(flow.finals) == walked(name).states
    assert [step.event for final in flow.finals for step in flow.leaving(final)] == []


@pytest.mark.parametrize(("flow", "step", "gate"), GUARDED, ids=lambda each: getattr(each, "name", None) or getattr(each, "event", None))
def test_without_any_one_gate_the_walk_fails(flow: Flow, step: Step, gate: Gate[Any]) -> None:
    assert walk(without(flow, step, gate), SITUATIONS, NORMS[flow.name]).broken != set()


@cache
def shortcuts() -> dict[tuple[str, str], frozenset[Demand]]:
    """Each step allowed in one more state, and the demands that this breaks."""
    plain = {name: plainly(flow, SITUATIONS, NORMS[name]) for name, flow in FLOWS.items()}
    return {
        (step.event.value, str(state)): frozenset(walk(with_shortcut(flow, step, state), plain[name], NORMS[name]).broken)
        for name, flow in FLOWS.items()
        for step in flow.steps
        for state in flow.states
        if state not in step.sources
    }


# Shortcuts that the norm would not mind: to let go or give up what binds nobody yet, and to say again what stands.
HARMLESS = {
    "change.stopped": ["proved"],
    "delivery.policy_opened": ["opened"],
    "payment.declined": ["new"],
    "payment.voided": ["new"],
    "payment.refunded": ["new"],
    "product.published": ["published"],
    "registration.assertion_agreed": ["identified", "submitted"],
    "registration.assertion_agreed_again": ["submitted"],
    "registration.identity_asserted": ["submitted"],
    "registration.proved": ["submitted"],
    "registration.verified": ["submitted"],
    "purchase.refused": ["new", "started", "informed", "confirmed"],
    "purchase.revised": ["started"],
    "purchase.withdrawn": ["new", "authorised", "received", "accepted", "referred"],
}


def test_with_any_one_shortcut_the_walk_fails() -> None:
    ends = {final for flow in FLOWS.values() for final in flow.finals}  # nothing leaves an end: the test above
    assert [at for at, broken in shortcuts().items() if not broken and at[1] not in ends and at[1] not in HARMLESS.get(at[0], [])] == []
    assert [(word, state) for word, states in HARMLESS.items() for state in states if shortcuts()[word, state]] == []


def test_no_demand_is_idle() -> None:
    """Positive control: each demand on facts is broken without gates, each demand on what went before by a shortcut."""
    gateless = {d for name, flow in FLOWS.items() for d in walk(ungated(flow), SITUATIONS, NORMS[name]).broken}
    broken = gateless.union(*shortcuts().values())
    assert [f"{name} {d.clause}: {d.says}" for name, d in demands() if d not in broken] == []


def test_demands_name_clauses_of_the_norm() -> None:
    assert [d.clause for _, d in demands() if not law.current().has(d.clause)] == []


@pytest.mark.parametrize("gate", {id(g): g for _, _, g in GUARDED}.values(), ids=lambda gate: gate.name)
def test_each_gate_opens_somewhere_stops_somewhere_and_is_not_applicable_somewhere_if_it_can_be(gate: Gate[Any]) -> None:
    said = {ruling for _, step, g in GUARDED if g is gate for ruling in rulings(gate, SITUATIONS[step.facts])}
    assert Ruling.OPEN in said
    assert {Ruling.SHUT, Ruling.REFER} & said
    assert (Ruling.NOT_APPLICABLE in said) is (gate.when is not None)


def test_every_gate_guards_a_step() -> None:
    assert {gate.name for _, _, gate in GUARDED} == set(gates())


@pytest.mark.parametrize("name", FLOWS)
def test_a_step_is_open_when_each_of_its_gates_lets_the_facts_pass(name: str) -> None:
    """The walk asks gates one by one; `Step.judge` and `outcome` come to the same."""
    for step in FLOWS[name].steps:
        every = SITUATIONS[step.facts]
        one_by_one = [
            all(r in (Ruling.OPEN, Ruling.NOT_APPLICABLE) for r in given)
            for given in zip(*(rulings(g, every) for g in step.gates), strict=True)
        ]
        if step.gates:
            assert [outcome(step.judge(facts, on=ON)) is Ruling.OPEN for facts in every] == one_by_one


class Watched:
    """Facts that remember what was read of them."""

    def __init__(self, facts: Any, read: dict[str, set[Any]]) -> None:
        self._facts, self._read = facts, read

    def __getattr__(self, name: str) -> Any:
        self._read.setdefault(name, set())
        return getattr(self._facts, name)


@pytest.mark.parametrize(("flow", "step", "gate"), GUARDED, ids=lambda each: getattr(each, "name", None) or getattr(each, "event", None))
def test_what_a_gate_reads_is_varied_in_the_walk(flow: Flow, step: Step, gate: Gate[Any]) -> None:
    every, read = SITUATIONS[step.facts], dict[str, set[Any]]()
    for facts in every:
        gate.judge(Watched(facts, read), on=ON)
    for name in read:
        read[name] = {getattr(facts, name) for facts in every}
    once = {name for name, values in read.items() if len(values) < 2}
    assert once <= {"on", "premium", "company_limit", "industry_limit", "digest"}, f"{gate.name} reads {once}, which the walk never varies"
