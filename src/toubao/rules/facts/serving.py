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


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A policyholder opens or signs for an e-policy: a service over the web (2.7, 8.1, 8.2)."""

    policy_number: str
    document_digest: str
    by: str
    way: str
    own: bool
    registered: bool
    verified: bool
    asleep: bool
