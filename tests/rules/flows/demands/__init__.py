"""What the norm demands of each flow, in words and as a predicate of its own; nothing here looks at a gate or at a table."""

from tests.rules.flows.demands.buying import DELIVERY, PAYMENT, PUBLICATION, PURCHASE
from tests.rules.flows.demands.changing import CHANGE, DEATH
from tests.rules.flows.demands.consenting import CONSENT
from tests.rules.flows.demands.programs import PROGRAM
from tests.rules.flows.demands.proving import PROOF
from tests.rules.flows.demands.reconciling import DIFFERENCE
from tests.rules.flows.demands.recovering import RECOVERY
from tests.rules.flows.demands.registering import REGISTRATION
from tests.rules.flows.demands.releasing import RELEASE
from tests.rules.flows.demands.restoring import RESTORATION

__all__ = ["NORMS"]

NORMS = {"registration": REGISTRATION, "purchase": PURCHASE, "payment": PAYMENT, "delivery": DELIVERY, "publication": PUBLICATION,
    "change": CHANGE, "death": DEATH, "release": RELEASE, "consent": CONSENT, "proof": PROOF, "difference": DIFFERENCE,
    "restoration": RESTORATION,
    "recovery": RECOVERY,
    "program": PROGRAM,
}  # fmt: skip
