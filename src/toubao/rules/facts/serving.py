"""What policyholders are given and do with it (articles 6, 8, 12), and what is answered without signing in (8.3)."""

from dataclasses import dataclass

from toubao.rules.personal import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A policy document was typeset, signed, sent, opened or signed for (6.1.3, 12.1.4)."""

    policy_number: str
    agreed_to: str
    says: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """Somebody asked with the insured's number (`kind`: of a person, a business, or given by the tax authorities) and the plate, and was
    told of this policy (8.3).
    """

    kind: str
    network: Personal[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpsMissed:
    """Look-ups that found nothing since they were told last, from how many networks, and how often one met a limit; about nobody (8.3)."""

    misses: int
    limited: int
    networks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofAsked:
    """Somebody who has looked a policy up applies for its electronic proof (8.3). `matched`: with its number and plate, in this session."""

    certificate_number: str
    compulsory: bool
    covered: bool
    matched: bool
    network: Personal[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofMade:
    """An electronic proof was typeset and signed; `issue` is 1 for the first of a policy, one more each time that it is issued again."""

    certificate_number: str
    compulsory: bool
    covered: bool
    issue: int
    document_digest: str
    signature_intact: bool
