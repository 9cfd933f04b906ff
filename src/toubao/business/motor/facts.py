"""Motor policies and their proofs as facts for the gates of 8.3."""

from datetime import datetime

from toubao.business.motor import queries
from toubao.business.motor.models import MotorPolicy
from toubao.rules.facts import ProofAsked, ProofMade
from toubao.rules.personal import Personal


def asked(policy: MotorPolicy, *, matched: bool, network: str, now: datetime) -> ProofAsked:
    """Somebody applies for the proof of a policy that they looked up."""
    return ProofAsked(
        certificate_number=policy.number, compulsory=policy.line == "compulsory", covered=queries.covered(policy, now), matched=matched,
        network=Personal(network),
    )  # fmt: skip


def made(policy: MotorPolicy, *, issue: int, digest: str, signature_intact: bool, now: datetime) -> ProofMade:
    """A proof was typeset and signed."""
    return ProofMade(
        certificate_number=policy.number, compulsory=policy.line == "compulsory", covered=queries.covered(policy, now), issue=issue,
        document_digest=digest, signature_intact=signature_intact,
    )  # fmt: skip
