"""What policyholders are given and do with it (articles 6, 8, 12)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A policy document was typeset, signed, sent, opened or signed for (6.1.3, 12.1.4)."""

    policy_number: str
    contract_concluded: bool
    document_digest: str
    signature_intact: bool
    by: str
