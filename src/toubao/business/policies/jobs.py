"""Making and sending policies; called by the worker, safe to run again."""

from datetime import datetime
from uuid import UUID

from toubao.business.policies import actions, contract, delivering, mailing, making, queries
from toubao.business.work import Lane, give_way, job


@job("policies.issue", lane=Lane.DOCUMENTS)
def issue(*, policy: str, now: datetime) -> None:
    """Typeset and sign a policy if that is not done, then give it to the post if that is not done; charges that wait go before. One that
    was stopped goes on once it says again what was agreed to.
    """
    found = queries.unissued(UUID(policy))
    if found.stopped_at and not contract.holds(found):
        return
    if found.state == "new":
        give_way(Lane.PURCHASES)
        pdf, intact = making.signed_pdf(found, now=now)
        actions.issue(policy=found, pdf=pdf, signature_intact=intact, now=now)
        found = queries.issued(found.pk)
    if found.state == "issued":
        delivering.send_first_way(policy=found, now=now)


@job("policies.mail_again", lane=Lane.DOCUMENTS)
def mail_again(*, policy: str, reference: str, now: datetime) -> None:
    """Mail a policy once more, as its holder asked; the same `reference` is queued once."""
    found = queries.issued(UUID(policy))
    mailing.again(policy=found, files=mailing.enclosed(found, now=now), reference=reference, now=now)


@job("policies.send_forgotten")
def send_forgotten(*, now: datetime) -> None:
    """Take up policies whose job was lost, and those that came back from an address which its holder has mended since."""
    for policy in queries.unsent(now):
        actions.work_on(policy, once=True)
    for policy_back in queries.returned():
        delivering.send_mended(policy=policy_back, now=now)
