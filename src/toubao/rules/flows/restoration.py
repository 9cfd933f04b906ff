"""A database that was put back to an older state: found, everybody signed out, numbers moved on, books compared, doors opened by hand."""

from enum import StrEnum

from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """How far a restoration has come; the doors stay shut until the last."""

    NEW = "new"
    FOUND = "found"
    SIGNED_OUT = "signed_out"
    MOVED_ON = "moved_on"
    COMPARED = "compared"
    OPENED = "opened"


S = State
# fmt: off
#               event                          from              to             judged on
FIND     = Step(Event.RESTORATION_FOUND,       (S.NEW,),         S.FOUND,       Noted)
SIGN_OUT = Step(Event.RESTORATION_SIGNED_OUT,  (S.FOUND,),       S.SIGNED_OUT,  Noted)
MOVE_ON  = Step(Event.RESTORATION_MOVED_ON,    (S.SIGNED_OUT,),  S.MOVED_ON,    Noted)
COMPARE  = Step(Event.RESTORATION_COMPARED,    (S.MOVED_ON,),    S.COMPARED,    Noted)
OPEN     = Step(Event.RESTORATION_OPENED,      (S.COMPARED,),    S.OPENED,      Noted)
# fmt: on

FLOW = Flow("restoration", "資料庫還原", State, S.NEW, (S.OPENED,), (FIND, SIGN_OUT, MOVE_ON, COMPARE, OPEN))
