"""What the norm demands of a program that acts for people: nobody sells but through the insurer's own (2.3)."""

from tests.rules.flows.walker import Demand, Norm
from toubao.rules.events import Event

E = Event

PROGRAM = Norm(
    (
        Demand("2.3", E.PROGRAM_REGISTERED, "no agent sets one up", lambda f: f.set_up_by != "agent"),
        Demand(
            "2.3", E.PROGRAM_REGISTERED, "people buy through the insurer's own alone", lambda f: f.set_up_by == "insurer" or not f.sells
        ),
        Demand("2.3", E.PROGRAM_REGISTERED, "it is registered once", never_after=(E.PROGRAM_REGISTERED,)),
        Demand("2.3", E.PROGRAM_ENDED, "what ends was registered", after=(E.PROGRAM_REGISTERED,)),
    ),
)
