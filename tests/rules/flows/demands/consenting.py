"""What the norm demands where people agree to a use of their data, or take that back."""

from tests.rules.flows.walker import Demand, Norm
from toubao.rules.events import Event

E = Event

CONSENT = Norm(
    (
        Demand("15.1.2", E.CONSENT_GIVEN, "nobody agrees but by their own tick", lambda f: f.ticked),
        Demand("15.1.2", E.CONSENT_GIVEN, "nobody agrees to what isn't said any more", lambda f: f.in_force),
        Demand("15.1.2", E.CONSENT_GIVEN, "a consent is given once", never_after=(E.CONSENT_GIVEN,)),
        Demand("15.1.2", E.CONSENT_REPLACED, "what is replaced was given", after=(E.CONSENT_GIVEN,)),
        Demand("15.1.2", E.CONSENT_WITHDRAWN, "what the contract needs stands", lambda f: f.optional, (E.CONSENT_GIVEN,)),
    ),
)
