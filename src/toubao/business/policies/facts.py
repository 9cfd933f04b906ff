"""A policy as facts for the gates of delivery (6.1.2, 6.1.3)."""

from toubao.business.policies.models import Policy
from toubao.rules.facts import Delivery


def delivery(policy: Policy, *, digest: str, signature_intact: bool, by: str) -> Delivery:
    """A step of a policy's way to its holder; a policy's row is only made when its contract is concluded."""
    return Delivery(
        policy_number=policy.number, contract_concluded=policy.concluded_at is not None, document_digest=digest,
        signature_intact=signature_intact, by=by,
    )  # fmt: skip
