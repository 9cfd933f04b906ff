"""The electronic proof on its way (8.3): applied for once a look-up, made once, marked where it is issued again, fetched in time."""

import signal
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import builders
from tests.business.motor import given
from tests.fixtures.mortal import Workers
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import due
from toubao.business.identity.codes.allowances import limits
from toubao.business.motor import jobs, proving, queries
from toubao.business.motor.models import ElectronicProof, MotorPolicy
from toubao.business.policies import making
from toubao.business.policies.paper import signing
from toubao.business.work import JOBS
from toubao.journal.models import Entry
from toubao.journal.reading import intact
from toubao.journal.replay import judged_again, recorded

NOW = given.NOW
LATER = timedelta(minutes=30)


def apply(
    policy: MotorPolicy, ticket: bytes = b"a look-up", *, matched: bool = True, now: datetime = NOW, network: str = "n"
) -> proving.Applied:
    return proving.apply(policy=policy, ticket=ticket, matched=matched, until=now + LATER, network=network, now=now)


def made(policy: MotorPolicy, ticket: bytes = b"a look-up", *, now: datetime = NOW) -> ElectronicProof:
    """A proof that was applied for and made by the worker."""
    proof = apply(policy, ticket, now=now).proof
    assert proof is not None
    JOBS["motor.prove"](proof=str(proof.pk), now=now)
    return queries.proof(proof.pk)


def events(policy: MotorPolicy) -> list[tuple[str, str]]:
    told = Entry.objects.filter(subject_id=policy.pk).order_by("number").values_list("event", "outcome")
    return [(event.removeprefix("motor."), outcome) for event, outcome in told if event != "motor.entered"]


@pytest.mark.django_db
def test_8_3_process_a_proof_is_made_signed_and_fetched(institutions: RunningSandbox) -> None:
    policy = given.policy(1)
    proof = made(policy)
    pdf = queries.pdf(proof)
    assert (proof.state, proof.issue, proof.digest) == ("issued", 1, sha256(pdf).hexdigest())
    assert making.signature_holds(pdf, now=NOW)
    assert bytes(proof.sealed or b"")[:4] != b"%PDF"
    assert proving.fetch(proof=proof, network="n", now=NOW).taken
    assert proving.fetch(proof=proof, network="n", now=NOW).taken
    assert events(policy) == [
        ("proof_applied_for", "taken"), ("proof_issued", "taken"), ("proof_fetched", "taken"), ("proof_fetched", "taken"),
    ]  # fmt: skip
    assert queries.proof(proof.pk).state == "fetched"


@pytest.mark.django_db
def test_8_3_process_asked_twice_in_a_look_up_it_is_one_document(institutions: RunningSandbox) -> None:
    policy = given.policy(1)
    first = made(policy)
    again = apply(policy)
    assert again.proof is not None
    assert again.proof.pk == first.pk
    JOBS["motor.prove"](proof=str(first.pk), now=NOW)
    assert queries.proof(first.pk).digest == first.digest
    assert ElectronicProof.objects.count() == 1
    assert events(policy) == [("proof_applied_for", "taken"), ("proof_issued", "taken")]


@pytest.mark.django_db
def test_8_3_process_the_next_look_ups_proof_is_issued_again_and_says_so(institutions: RunningSandbox) -> None:
    policy = given.policy(1)
    proofs = [made(policy, bytes([n])) for n in range(3)]
    assert [each.issue for each in proofs] == [1, 2, 3]
    issues = (
        Entry.objects.filter(subject_id=policy.pk, event="motor.proof_issued").order_by("number").values_list("facts__issue", flat=True)
    )
    assert [*issues] == [1, 2, 3]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "matched", "gate"),
    [
        ({}, False, "number_and_plate_match"),
        ({"line": "voluntary"}, True, "cover_to_be_proved"),
        ({"starts": NOW + timedelta(hours=1)}, True, "cover_to_be_proved"),
        ({"starts": NOW - 2 * given.YEAR, "ends": NOW}, True, "cover_to_be_proved"),
        ({"ended_at": NOW - timedelta(days=1)}, True, "cover_to_be_proved"),
    ],
    ids=["not matched", "voluntary", "coming", "ended", "stopped"],
)
def test_8_3_process_without_cover_or_without_a_look_up_there_is_no_proof(changes: dict[str, Any], matched: bool, gate: str) -> None:
    policy = given.policy(1, **changes)
    applied = apply(policy, matched=matched)
    assert applied.proof is None
    assert applied.decision is not None
    assert [verdict.gate for verdict in applied.decision.shut] == [gate]
    assert events(policy) == [("proof_applied_for", "refused")]
    assert not ElectronicProof.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="motor.prove").exists()


@pytest.mark.django_db
def test_8_3_process_a_contract_that_ends_before_it_is_made_gets_no_proof(institutions: RunningSandbox) -> None:
    policy = given.policy(1)
    proof = apply(policy).proof
    assert proof is not None
    given.policy(1, ended_at=NOW)
    JOBS["motor.prove"](proof=str(proof.pk), now=NOW)
    assert (queries.proof(proof.pk).state, queries.proof(proof.pk).sealed) == ("lapsed", None)
    assert events(policy)[-2:] == [("proof_issued", "refused"), ("proof_lapsed", "taken")]


@pytest.mark.django_db
def test_8_3_process_a_broken_signature_is_no_proof(institutions: RunningSandbox) -> None:
    policy = given.policy(1)
    proof = apply(policy).proof
    assert proof is not None
    decision = proving.issue(proof=proof, issue=1, pdf=b"%PDF", signature_intact=False, now=NOW)
    assert [verdict.gate for verdict in decision.shut] == ["proof_signed"]
    assert queries.proof(proof.pk).sealed is None


@pytest.mark.django_db
def test_8_3_process_a_proof_that_was_changed_after_it_was_signed_is_not_handed_out(
    institutions: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign = signing.sign
    monkeypatch.setattr(signing, "sign", lambda pdf, **how: sign(pdf, **how) + b"% changed")
    policy = given.policy(1)
    proof = apply(policy).proof
    assert proof is not None
    JOBS["motor.prove"](proof=str(proof.pk), now=NOW)
    assert (queries.proof(proof.pk).state, queries.proof(proof.pk).sealed) == ("lapsed", None)
    entry = Entry.objects.get(subject_id=policy.pk, event="motor.proof_issued")
    assert (entry.outcome, [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"]) == ("refused", ["proof_signed"])
    assert Entry.objects.get(subject_id=policy.pk, event="motor.proof_lapsed").facts["because"] == "not signed", "it is covered"


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["motor_proof", "motor_proof_network", "motor_proof_all"])
def test_8_3_process_proofs_are_limited(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), limit, {**limits()[limit], "most": 2})
    policies = [given.policy(n) for n in (1, 2, 3)]
    told = [apply(policies[0] if limit == "motor_proof" else policies[n], bytes([n])).limit for n in range(3)]
    assert told == ["", "", limit]
    assert apply(policies[0], bytes([0])).limit == "", "what was applied for stays"


@pytest.mark.django_db
def test_8_3_process_what_nobody_fetches_lapses_and_a_lost_job_is_taken_up(institutions: RunningSandbox) -> None:
    policy, other = given.policy(1), given.policy(2)
    proof, forgotten = made(policy), apply(other).proof
    assert forgotten is not None
    ProcrastinateJob.objects.all().delete()
    assert due.act(NOW)["proofs_lapsed"] == 0
    assert not ProcrastinateJob.objects.filter(task_name="motor.prove").exists(), "not yet"
    due.act(NOW + timedelta(minutes=2))
    due.act(NOW + timedelta(minutes=3))
    assert ProcrastinateJob.objects.filter(task_name="motor.prove").count() == 1
    builders.drain(now=NOW + timedelta(minutes=3))
    assert queries.proof(forgotten.pk).state == "issued"
    assert due.act(NOW + LATER)["proofs_lapsed"] == 2
    assert queries.proof(proof.pk).state == "lapsed"
    assert queries.pdf(queries.proof(proof.pk)).startswith(b"%PDF"), "what was issued stays as evidence"
    assert not proving.fetch(proof=queries.proof(proof.pk), network="n", now=NOW + LATER).taken
    assert jobs.act_on_due(NOW + 2 * LATER) == 0


@pytest.mark.django_db
def test_8_3_process_while_the_stamp_is_out_of_reach_nothing_is_issued_and_afterwards_it_is(institutions: RunningSandbox) -> None:
    policy = given.policy(1)
    proof = apply(policy).proof
    assert proof is not None
    institutions.switch("tsa", down=True)
    with pytest.raises(signing.TimestampUnavailable):
        JOBS["motor.prove"](proof=str(proof.pk), now=NOW)
    assert queries.proof(proof.pk).state == "applied"
    institutions.switch("tsa", down=False)
    JOBS["motor.prove"](proof=str(proof.pk), now=NOW + timedelta(minutes=5))
    assert queries.proof(proof.pk).issue == 1


@pytest.mark.django_db
def test_8_3_process_every_decision_comes_out_the_same_when_it_is_judged_again(institutions: RunningSandbox) -> None:
    policy = given.policy(1)
    made(policy)
    apply(policy, b"other", matched=False)
    judged = [entry for entry in Entry.objects.filter(subject_id=policy.pk).order_by("number") if entry.verdicts]
    assert len(judged) == 3
    for entry in judged:
        assert judged_again(entry, {"network": "n"} if entry.personal else {}) == recorded(entry)
        assert intact(entry)


@pytest.mark.crash
def test_8_3_process_a_worker_killed_anywhere_while_it_makes_a_proof_leaves_one_document(workers: Workers, tmp_path: Path) -> None:
    record = tmp_path / "points"
    first = _waiting(1)
    assert workers.work(now=NOW, record=str(record)) == 0
    assert queries.proof(first).state == "issued"
    points = record.read_text().splitlines()
    assert {"motor.proof_issued:before-commit#1", "motor.proof_issued:after-commit#1"} <= {*points}
    for serial, point in enumerate(points, start=2):
        proof = _waiting(serial)
        assert workers.work(now=NOW, armed=point) == -signal.SIGKILL, point
        _restart(workers)
        left = queries.proof(proof)
        assert (left.state, left.issue) == ("issued", 1), point
        issued = Entry.objects.filter(subject_id=left.policy_id, event="motor.proof_issued", outcome="taken")
        assert [entry.facts["document_digest"] for entry in issued] == [left.digest]
        assert sha256(queries.pdf(left)).hexdigest() == left.digest


def _waiting(serial: int) -> UUID:
    """A proof that was applied for, its job in the queue."""
    proof = apply(given.policy(serial), network=f"n{serial}").proof
    assert proof is not None
    return proof.pk


def _restart(workers: Workers) -> None:
    """What happens after a crash: the dead worker's jobs are taken up, and what is due is acted on."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    assert workers.work(now=NOW + timedelta(minutes=3), due=True) == 0
