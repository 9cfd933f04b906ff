"""The kit: what a gate, a waiver and a verdict do, whatever the clause; and what holds for every answer there is."""

import re
from dataclasses import replace
from datetime import date
from typing import get_args, get_type_hints

import pytest

from tests.rules.samples import IN_ORDER, ON
from toubao.business.work import JOBS
from toubao.rules import kit
from toubao.rules.drawing import flows
from toubao.rules.events import Event
from toubao.rules.facts import Noted, Nothing
from toubao.rules.kit import Answer, Disclosure, Duty, Gate, Process, Ruling, Trace, Waiver, answers, duties, gate, gates
from toubao.rules.table import Step, outcome

ADULT = Gate(clause="7.1", quote="具行為能力", name="adult", decides=lambda age: age >= 18, when=lambda age: age < 200, otherwise="未成年")
DOUBTFUL = Gate(
    clause="11.2.4", quote="轉人工", name="doubtful", decides=lambda age: Ruling.REFER if age > 80 else Ruling.OPEN, otherwise="請人看"
)
TRIAL = Waiver("金管保綜字第1號", "7.1", date(2026, 1, 1), date(2026, 12, 31))
BY_PEOPLE = {"destroy_key", "review_access", "decide_referral", "review_number"}
BY_PEOPLE |= {"answer_data_request", "answer_correction_request", "answer_complaint"}
BY_PEOPLE |= {"answer_service_request", "answer_extended_data_request", "answer_extended_correction_request"}
TOLD = {Event.CONFIRMATION_SENT, Event.CHANGE_TOLD, Event.REFUSAL_TOLD, Event.REFERRAL_TOLD, Event.CLEARANCE_TOLD, Event.WAIT_TOLD}
LOOKED = {Event.JOURNAL_CHECK_BEGUN, Event.JOURNAL_CHECKED, Event.REPLAY_BEGUN, Event.DECISIONS_REPLAYED}
NOTED = TOLD | LOOKED | {Event.PURCHASE_DELAYED, Event.REFERRAL_DECIDED, Event.ACCESS_REVIEW_OPENED, Event.ACCESS_REVIEW_CLOSED}
NOTED |= {Event.NUMBER_LOST, Event.NUMBER_REVIEWED, Event.KEEPING_ENDED, Event.KEY_DESTROYED}
NOTED |= {Event.DATA_REQUESTED, Event.CORRECTION_REQUESTED, Event.COMPLAINT_MADE, Event.REQUEST_ANSWERED}
NOTED |= {Event.CONTRACT_CHANGE_NEAR, Event.CONTRACT_CHANGE_TOLD}
NOTED |= {Event.SERVICE_REQUESTED, Event.DATA_EXTENDED, Event.CORRECTION_EXTENDED}
GUARDS = [(step, each) for flow in flows() for step in flow.steps for each in step.gates]


def test_a_gate_is_open_shut_or_not_applicable() -> None:
    assert ADULT.judge(18, on=ON).ruling is Ruling.OPEN
    assert ADULT.judge(17, on=ON).ruling is Ruling.SHUT
    assert ADULT.judge(200, on=ON).ruling is Ruling.NOT_APPLICABLE


def test_a_gate_may_refer_to_a_person() -> None:
    verdict = DOUBTFUL.judge(81, on=ON)
    assert (verdict.ruling, verdict.words, verdict.lets_pass) == (Ruling.REFER, "請人看", False)


def test_words_say_why_only_when_the_step_is_stopped() -> None:
    assert [ADULT.judge(age, on=ON).words for age in (17, 18, 200)] == ["未成年", "", ""]


@pytest.mark.parametrize(
    ("on", "opens"), [(date(2025, 12, 31), False), (TRIAL.starts, True), (TRIAL.ends, True), (date(2027, 1, 1), False)]
)
def test_a_waiver_opens_a_shut_gate_from_its_first_to_its_last_day_and_is_named(on: date, *, opens: bool) -> None:
    verdict = ADULT.judge(17, on=on, waivers=[TRIAL])
    assert verdict.ruling is (Ruling.OPEN if opens else Ruling.SHUT)
    assert verdict.waiver == (TRIAL.number if opens else "")
    assert bool(verdict.words) is not opens


def test_a_waiver_opens_a_gate_that_refers_but_is_not_named_where_nothing_had_to_be_opened() -> None:
    referral = replace(TRIAL, clause="11.2.4")
    assert DOUBTFUL.judge(81, on=ON, waivers=[referral]).waiver == TRIAL.number
    assert ADULT.judge(18, on=ON, waivers=[TRIAL]).waiver == ""
    assert ADULT.judge(200, on=ON, waivers=[TRIAL]).ruling is Ruling.NOT_APPLICABLE


def test_a_waiver_of_another_clause_opens_nothing() -> None:
    assert ADULT.judge(17, on=ON, waivers=[replace(TRIAL, clause="7.2")]).ruling is Ruling.SHUT


def test_a_gate_is_registered_with_its_quote_and_the_place_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    registry: list[Answer] = []
    monkeypatch.setattr(kit, "_registry", registry)

    @gate("1.1", otherwise="不行")
    def positive(facts: int) -> bool:
        """特訂定本自律規範"""
        return facts > 0

    assert registry == [positive]
    assert (positive.clause, positive.quote, positive.name, positive.otherwise) == ("1.1", "特訂定本自律規範", "positive", "不行")
    file, _, line = positive.where.rpartition(":")
    assert file.endswith("tests/rules/test_kit.py")
    assert int(line) > 0


def test_several_verdicts_come_to_the_worst_of_them() -> None:
    opened, shut, referred, passed = (g.judge(a, on=ON) for g, a in ((ADULT, 18), (ADULT, 1), (DOUBTFUL, 81), (ADULT, 200)))
    assert outcome([opened, passed]) is Ruling.OPEN
    assert outcome([opened, referred]) is Ruling.REFER
    assert outcome([referred, shut, opened]) is Ruling.SHUT
    assert outcome([]) is Ruling.OPEN


def test_a_step_refuses_facts_of_another_moment() -> None:
    step = Step(Event.PURCHASE_STARTED, ("new",), "started", Noted)
    assert step.judge(Noted(because="x"), on=ON) == ()
    with pytest.raises(TypeError, match="judged on Noted, not Nothing"):
        step.judge(Nothing(), on=ON)


@pytest.mark.parametrize(("step", "each"), GUARDS, ids=lambda value: getattr(value, "name", None) or value.event)
def test_with_everything_in_order_every_gate_lets_pass(step: Step, each: Gate[object]) -> None:
    assert each.judge(IN_ORDER[step.facts], on=ON).lets_pass


@pytest.mark.parametrize(("step", "each"), GUARDS, ids=lambda value: getattr(value, "name", None) or value.event)
def test_a_gate_and_its_when_read_the_facts_of_the_step_that_they_guard(step: Step, each: Gate[object]) -> None:
    """A table holds gates of many kinds of facts, so the type checker can't see this."""
    read = [get_type_hints(function)["facts"] for function in (each.decides, each.when) if function is not None]
    assert [hint for hint in read if step.facts not in (get_args(hint) or (hint,))] == []


@pytest.mark.parametrize("each", gates().values(), ids=lambda each: each.name)
def test_every_gate_tells_a_person_in_plain_words_why_it_is_shut(each: Gate[object]) -> None:
    assert re.search(r"[\u4e00-\u9fff]{4}", each.otherwise)
    assert each.otherwise.endswith("。")
    assert not re.search(r"[A-Za-z_]{3,}|\d+\.\d", each.otherwise), "no code and no clause number in what people read"


def test_no_two_gates_or_duties_share_a_name() -> None:
    named = [a.name for a in answers() if isinstance(a, Gate | Duty)]
    assert len(named) == len(set(named))
    assert gates().keys() | {d.name for d in duties()} == set(named)


@pytest.mark.parametrize("duty", duties(), ids=lambda duty: duty.name)
def test_every_duty_is_done_by_a_job_or_a_person_and_begins_and_ends_with_steps_or_what_is_noted(duty: Duty) -> None:
    assert (duty.then in JOBS) != (duty.name in BY_PEOPLE)
    taken = {step.event for flow in flows() for step in flow.steps}
    assert duty.starts in taken | NOTED
    assert duty.met_by in taken | NOTED


def test_every_process_names_steps_of_its_flow() -> None:
    by_name = {flow.name: {step.event for step in flow.steps} for flow in flows()}
    assert [p.clause for p in answers() if isinstance(p, Process) and not set(p.steps) <= by_name[p.flow]] == []


def test_every_trace_names_events_and_every_disclosure_places() -> None:
    assert all(a.events for a in answers() if isinstance(a, Trace))
    places = [place for a in answers() if isinstance(a, Disclosure) for place in a.places]
    assert places
    assert all(place == "footer" or (place.startswith("/")) for place in places)
