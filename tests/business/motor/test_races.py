"""Guesses at the same moment never overspend a limit, and applications at the same moment make one proof (8.3)."""

from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from tests.business.motor import given
from tests.fixtures.at_once import at_once
from toubao.business import whose
from toubao.business.identity.codes import allowances
from toubao.business.identity.models import Allowance, FailedAttempt
from toubao.business.motor import looking, proving
from toubao.business.motor.models import ElectronicProof, MotorPolicy
from toubao.journal.models import Entry

NOW, MOST, MANY = given.NOW, 3, 8


def guess(serial: int) -> looking.Answer:
    """One guess at a plate with the same number, from a network of its own."""
    with whose.nobody():
        return looking.look_up(given.question(plate=f"NO-{serial:03d}", network=f"203.0.113.{serial}"), now=NOW)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(allowances.limits(), "motor_number", {"seconds": 3600, "most": MOST})


def test_8_3_process_of_many_guesses_at_once_no_more_are_looked_up_than_there_is_left(lasting: None, few: None) -> None:
    given.policy(1)
    answers = at_once(*[partial(guess, serial) for serial in range(MANY)])
    assert [each.limit for each in answers].count("") <= MOST
    assert FailedAttempt.objects.exclude(by__startswith="limit").count() <= MOST
    assert Allowance.objects.get(bucket__startswith="motor_number:").used <= MOST
    assert guess(99).limit == "motor_number" or [each.limit for each in answers].count("") < MOST


def test_control_looking_first_and_counting_afterwards_lets_them_all_through(
    lasting: None, few: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it would be with a look at what is left, and a count after the question: all look before any counts."""
    given.policy(1)
    all_have_looked = Barrier(MANY)

    def look_then_count(*wanted: tuple[str, str], now: Any, **_: Any) -> str:
        full = next((name for name, key in wanted if not allowances.left(name, key, now=now)), "")
        all_have_looked.wait(30)
        allowances.count(*wanted, now=now)
        return full

    monkeypatch.setattr(looking, "spend", look_then_count)
    answers = at_once(*[partial(guess, serial) for serial in range(MANY)])
    assert [each.limit for each in answers].count("") == MANY > MOST


def press(policy: MotorPolicy, ticket: bytes) -> proving.Applied:
    with whose.nobody(), whose.person(policy.insured_id):
        return proving.apply(policy=policy, ticket=ticket, matched=True, until=NOW + given.YEAR, network="n", now=NOW)


def test_8_3_process_a_button_pressed_many_times_at_once_makes_one_proof(lasting: None) -> None:
    policy = given.policy(1)
    pressed = at_once(*[partial(press, policy, b"one look-up")] * 6)
    assert {each.proof.pk for each in pressed if each.proof} == {ElectronicProof.objects.get().pk}
    assert all(each.proof for each in pressed)
    assert Entry.objects.filter(event="motor.proof_applied_for").count() == 1
    assert Allowance.objects.get(bucket__startswith="motor_proof:").used == 1, "who presses many times pays once"


def test_control_without_the_lock_presses_at_once_both_find_nothing_and_one_is_refused_by_the_table(
    lasting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy, both, found = given.policy(1), Barrier(2), proving.queries.proof_of

    def look(*told: Any) -> ElectronicProof | None:
        there = found(*told)
        both.wait(30)
        return there

    def told_or_refused() -> str:
        try:
            return "told" if press(policy, b"one look-up").proof else "nothing"
        except IntegrityError:
            return "refused"

    monkeypatch.setattr(MotorPolicy.objects, "select_for_update", MotorPolicy.objects.all)
    monkeypatch.setattr(proving.queries, "proof_of", look)
    assert sorted(at_once(*[told_or_refused] * 2)) == ["refused", "told"]


def test_8_3_process_where_nothing_is_left_for_proofs_nothing_is_written(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(allowances.limits(), "motor_proof", {"seconds": 86400, "most": 1})
    policy = given.policy(1)
    assert press(policy, b"first").proof
    assert press(policy, b"second").limit == "motor_proof"
    assert press(policy, b"first").proof, "what was applied for before is found"
    assert (ElectronicProof.objects.count(), Entry.objects.filter(event="motor.proof_applied_for").count()) == (1, 1)


def test_8_3_process_proofs_made_at_once_never_bear_the_same_number(lasting: None) -> None:
    policy = given.policy(1)
    proofs = [press(policy, bytes([n])).proof for n in range(4)]

    def make(proof: ElectronicProof) -> str:
        try:
            with whose.system():
                fresh = ElectronicProof.objects.select_related("policy__insured__key").get(pk=proof.pk)
                return proving.issue(proof=fresh, issue=1, pdf=b"%PDF", signature_intact=True, now=NOW).outcome
        except proving.Overtaken:
            return "overtaken"

    told = at_once(*[partial(make, proof) for proof in proofs if proof])
    assert sorted(told) == ["overtaken", "overtaken", "overtaken", "taken"]
    assert [*ElectronicProof.objects.exclude(issue=None).values_list("issue", flat=True)] == [1]


def test_control_without_the_look_at_the_next_number_the_table_itself_refuses(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last guard: two proofs of a policy can't bear one number, whatever the code thinks."""
    policy = given.policy(1)
    monkeypatch.setattr(proving.queries, "next_issue", lambda policy: 1)
    first, second = press(policy, b"a").proof, press(policy, b"b").proof
    assert first
    assert second
    assert proving.issue(proof=first, issue=1, pdf=b"%PDF", signature_intact=True, now=NOW).taken
    with pytest.raises(IntegrityError):
        proving.issue(proof=second, issue=1, pdf=b"%PDF", signature_intact=True, now=NOW)
