"""A death that was reported: the account rests at once, and a second person confirms it with evidence; a mistake is taken back."""

from enum import StrEnum

from toubao.rules.articles import art13_service as art13
from toubao.rules.events import Event
from toubao.rules.facts import DeathConfirmed, Noted
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a report of a death stands. A confirmed one stays so; only a mistake ends it."""

    NEW = "new"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


S = State
# fmt: off
#              event                  from                        to           judged on       gates
REPORT  = Step(Event.DEATH_REPORTED,  (S.NEW,),                   S.REPORTED,  Noted)
CONFIRM = Step(Event.DEATH_CONFIRMED, (S.REPORTED,),              S.CONFIRMED, DeathConfirmed, (art13.two_people_on_a_death,))
DISMISS = Step(Event.DEATH_DISMISSED, (S.REPORTED, S.CONFIRMED),  S.DISMISSED, Noted)
# fmt: on

FLOW = Flow("death", "身故通知", State, S.NEW, (S.DISMISSED,), (REPORT, CONFIRM, DISMISS))
