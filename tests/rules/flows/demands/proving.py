"""What the norm demands of the electronic proof of compulsory motor insurance."""

from tests.rules.flows.walker import Demand, Norm
from toubao.rules.events import Event

E = Event
PROOF = Norm(
    (
        Demand("8.3", E.PROOF_APPLIED_FOR, "who applies has looked it up by number and plate", lambda f: f.matched),
        Demand("8.3", E.PROOF_APPLIED_FOR, "there is cover to prove", lambda f: f.compulsory and f.covered),
        Demand("8.3", E.PROOF_APPLIED_FOR, "a proof is applied for once", never_after=(E.PROOF_APPLIED_FOR,)),
        Demand("8.3", E.PROOF_ISSUED, "there still is cover to prove", lambda f: f.compulsory and f.covered),
        Demand(
            "8.3",
            E.PROOF_ISSUED,
            "it is signed, and says which issue it is",
            lambda f: bool(f.document_digest) and f.signature_intact and f.issue >= 1,
        ),
        Demand("8.3", E.PROOF_ISSUED, "what is issued was applied for", after=(E.PROOF_APPLIED_FOR,)),
        Demand("8.3", E.PROOF_ISSUED, "a proof is issued once", never_after=(E.PROOF_ISSUED,)),
        Demand("8.3", E.PROOF_FETCHED, "what is fetched was issued", after=(E.PROOF_ISSUED,)),
        Demand("8.3", E.PROOF_LAPSED, "what lapses was applied for", after=(E.PROOF_APPLIED_FOR,)),
    )
)
