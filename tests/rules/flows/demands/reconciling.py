"""What is demanded of a difference between two books: the norm names none, so nothing but that it ends once."""

from tests.rules.flows.walker import Demand, Norm
from toubao.rules.events import Event

E = Event

DIFFERENCE = Norm(
    (
        Demand("12.1", E.DIFFERENCE_FOUND, "it is found once", never_after=(E.DIFFERENCE_FOUND,)),
        Demand("12.1", E.DIFFERENCE_SETTLED, "what is settled was found", after=(E.DIFFERENCE_FOUND,)),
        Demand("12.1", E.DIFFERENCE_SOLVED, "what is solved was found", after=(E.DIFFERENCE_FOUND,)),
    ),
)
