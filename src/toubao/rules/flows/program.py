"""A program that acts for people: entered into the insurer's list by two people, and taken off it (2.3)."""

from enum import StrEnum

from toubao.rules.articles import art02_scope as art02
from toubao.rules.events import Event
from toubao.rules.facts import Noted, ProgramRegistering
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a program stands."""

    ASKED = "asked"
    REGISTERED = "registered"
    ENDED = "ended"


S = State
_Gates = (art02.no_agents_program, art02.sold_by_the_insurers_program)
# fmt: off
#               event                      from               to             judged on           gates
REGISTER = Step(Event.PROGRAM_REGISTERED, (S.ASKED,),         S.REGISTERED,  ProgramRegistering, _Gates)
END      = Step(Event.PROGRAM_ENDED,      (S.REGISTERED,),    S.ENDED,       Noted)
# fmt: on

FLOW = Flow("program", "登記程式", State, S.ASKED, (S.ENDED,), (REGISTER, END))
