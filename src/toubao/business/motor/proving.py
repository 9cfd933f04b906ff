"""Electronic proofs of compulsory motor insurance (8.3): applied for in a look-up, issued once, fetched while its time lasts."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from toubao.business.identity.codes.allowances import spend
from toubao.business.motor import facts, queries
from toubao.business.motor.looking import visitor
from toubao.business.motor.models import ElectronicProof, MotorPolicy
from toubao.business.steps import SYSTEM, Decision, again, take
from toubao.business.work import defer
from toubao.journal.keys import seal_bytes_for
from toubao.rules.facts import Noted
from toubao.rules.flows import proof as flow


class Overtaken(Exception):
    """Another proof of the same policy was issued meanwhile: this one has to be made anew, with the next number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What came of an application: the proof, or the shut gates, or the allowance that is used up."""

    proof: ElectronicProof | None = None
    decision: Decision | None = None
    limit: str = ""


def apply(*, policy: MotorPolicy, ticket: bytes, matched: bool, until: datetime, network: str, now: datetime) -> Applied:
    """Apply for the proof of a policy that was looked up (8.3); asked twice in one look-up, it is the same proof, and counts once."""
    try:
        with transaction.atomic():
            MotorPolicy.objects.select_for_update().get(pk=policy.pk)  # of presses at one moment, the first makes it and the others find it
            there = queries.proof_of(policy.pk, ticket)
            if there is not None:
                return Applied(proof=there)
            made = ElectronicProof(policy=policy, ticket=ticket, applied_at=now, expires_at=until)
            told = facts.asked(policy, matched=matched, network=network, now=now)
            decision = take(flow.APPLY, thing=made, facts=told, actor=visitor(network), now=now)
            if decision.taken:
                work_on(made)
            _spend(policy, network, now)
    except _UsedUp as used:
        return Applied(limit=str(used))
    return Applied(proof=made, decision=decision) if decision.taken else Applied(decision=decision)


class _UsedUp(Exception):
    """Nothing is left of this allowance: what was written for it is taken back."""


def _spend(policy: MotorPolicy, network: str, now: datetime) -> None:
    """Take one proof from the allowances, last in the transaction. Raises _UsedUp."""
    limit = spend(("motor_proof", str(policy.pk)), ("motor_proof_network", network), ("motor_proof_all", "all"), now=now)
    if limit:
        raise _UsedUp(limit)


@transaction.atomic
def issue(*, proof: ElectronicProof, issue: int, pdf: bytes, signature_intact: bool, now: datetime) -> Decision:
    """Keep the signed document of a proof, once, as the issue that it says it is (8.3). Raises Overtaken if that number is taken."""
    MotorPolicy.objects.select_for_update().get(pk=proof.policy_id)
    if queries.next_issue(proof.policy_id) != issue:
        raise Overtaken(str(proof.pk))
    digest = sha256(pdf).hexdigest()
    told = facts.made(proof.policy, issue=issue, digest=digest, signature_intact=signature_intact, now=now)
    sealed = seal_bytes_for(proof.policy.insured.key, pdf, context=f"motor-proof:{proof.pk}")
    changes = {"issue": issue, "digest": digest, "sealed": sealed, "issued_at": now}
    return take(flow.ISSUE, thing=proof, facts=told, actor=SYSTEM, now=now, changes=changes)


@transaction.atomic(savepoint=False)
def fetch(*, proof: ElectronicProof, network: str, now: datetime) -> Decision:
    """Whoever applied for it takes the document; each time is journaled."""
    first, actor = Noted(because="", reference=proof.digest), visitor(network)
    decision = take(flow.FETCH, thing=proof, facts=first, actor=actor, now=now, changes={"fetched_at": now})
    if decision.stale and proof.state == flow.State.FETCHED:
        return again(flow.FETCH, thing=proof, facts=Noted(because="fetched again", reference=proof.digest), actor=actor, now=now)
    return decision


def lapse(*, proof: ElectronicProof, because: str, now: datetime) -> Decision:
    """Let go of a proof that nobody fetched in time, or that can't be made any more; what was issued stays as evidence."""
    return take(flow.LAPSE, thing=proof, facts=Noted(because=because), actor=SYSTEM, now=now)


def work_on(proof: ElectronicProof, *, once: bool = False) -> None:
    """Have the worker make a proof; those of one policy are made one by one."""
    defer("motor.prove", proof=str(proof.pk), lock=f"motor-policy:{proof.policy_id}", once=once)
