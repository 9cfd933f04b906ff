"""What is demanded of a restoration: each step once, and the doors open last."""

from tests.rules.flows.walker import Demand, Norm
from toubao.rules.events import Event

E = Event

RESTORATION = Norm(
    (
        Demand("12.1", E.RESTORATION_FOUND, "it is found once", never_after=(E.RESTORATION_FOUND,)),
        Demand(
            "12.1",
            E.RESTORATION_SIGNED_OUT,
            "everybody is signed out once",
            after=(E.RESTORATION_FOUND,),
            never_after=(E.RESTORATION_SIGNED_OUT,),
        ),
        Demand(
            "12.1",
            E.RESTORATION_MOVED_ON,
            "whoever was signed in is out",
            after=(E.RESTORATION_SIGNED_OUT,),
            never_after=(E.RESTORATION_MOVED_ON,),
        ),
        Demand(
            "12.1",
            E.RESTORATION_COMPARED,
            "numbers are new before money moves",
            after=(E.RESTORATION_MOVED_ON,),
            never_after=(E.RESTORATION_COMPARED,),
        ),
        Demand("12.1", E.RESTORATION_OPENED, "nobody comes in before the books were compared", after=(E.RESTORATION_COMPARED,)),
    ),
)
