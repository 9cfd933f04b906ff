"""Making proofs, and what is due around them; called by the worker, safe to run again."""

from datetime import datetime
from uuid import UUID

from toubao.business.motor import certificate, looking, proving, queries
from toubao.business.work import SOON, job
from toubao.rules.articles import art08_service as art08


@job("motor.prove", retry=SOON)
def prove(*, proof: str, now: datetime) -> None:
    """Typeset and sign a proof, if that is not done; one whose cover has ended meanwhile, or whose signature is broken, is let go."""
    found = queries.proof(UUID(proof))
    if found.state != "applied":
        return
    number = queries.next_issue(found.policy_id)
    pdf, intact = certificate.signed_pdf(found.policy, issue=number, now=now)
    decision = proving.issue(proof=found, issue=number, pdf=pdf, signature_intact=intact, now=now)
    if decision.shut:
        broken = art08.proof_signed.name in {verdict.gate for verdict in decision.shut}
        proving.lapse(proof=found, because="not signed" if broken else "not covered", now=now)


def act_on_due(now: datetime) -> int:
    """Let go of proofs whose time is over, take up those whose job was lost, tell of look-ups that found nothing; how many were let go."""
    looking.tell_misses(now=now)
    for waiting in queries.forgotten(now):
        proving.work_on(waiting, once=True)
    return sum(proving.lapse(proof=each, because="time over", now=now).taken for each in queries.over(now))
