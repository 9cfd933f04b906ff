"""A policy as facts for the gates of delivery (6.1.2, 6.1.3) and of service (2.7, 8)."""

from datetime import datetime

from toubao.business.identity import facts as identity
from toubao.business.identity.models import Account
from toubao.business.policies import contract
from toubao.business.policies.models import Policy
from toubao.rules.facts import Delivery, Serving


def delivery(policy: Policy, *, digest: str, signature_intact: bool, by: str) -> Delivery:
    """A step of a policy's way to its holder; what was concluded is the journal's to say, not the row's."""
    said = contract.said(policy.purchase)
    was, says = contract.compared(policy, said.agreed)
    return Delivery(
        agreed_to=was, says=says, policy_number=policy.number, contract_concluded=said.concluded,
        document_digest=digest, signature_intact=signature_intact, by=by,
    )  # fmt: skip


def serving(policy: Policy, account: Account, *, now: datetime) -> Serving:
    """Somebody opens or signs for an e-policy over the web; `account` is as it stands now, not as it was when the request came in."""
    return Serving(
        policy_number=policy.number, document_digest=policy.document.digest, by=str(account.person_id), way=account.way,
        own=policy.person_id == account.person_id, registered=identity.is_registered(account), verified=account.served_from is not None,
        asleep=identity.asleep_to_be_served(account, now=now),
    )  # fmt: skip
