"""A difference between our books and an institution's: found, then settled by the system or solved by a person with a reason."""

from enum import StrEnum

from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a difference stands."""

    NEW = "new"
    OPEN = "open"
    SETTLED = "settled"
    SOLVED = "solved"


S = State
# fmt: off
#             event                     from        to          judged on
FIND   = Step(Event.DIFFERENCE_FOUND,   (S.NEW,),   S.OPEN,     Noted)
SETTLE = Step(Event.DIFFERENCE_SETTLED, (S.OPEN,),  S.SETTLED,  Noted)
SOLVE  = Step(Event.DIFFERENCE_SOLVED,  (S.OPEN,),  S.SOLVED,   Noted)
# fmt: on

FLOW = Flow("difference", "帳目差異", State, S.NEW, (S.SETTLED, S.SOLVED), (FIND, SETTLE, SOLVE))
