"""What needs two people: asked for by one, released or refused by another, at most once and within its time (25.1)."""

from enum import StrEnum

from toubao.rules.articles import art25_people as art25
from toubao.rules.events import Event
from toubao.rules.facts import Noted, ReleaseAsked, ReleaseDecided
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a request for release stands."""

    NEW = "new"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    VOID = "void"


S = State
_DECIDES = (art25.may_release, art25.released_by_somebody_else)
_GIVES = (*_DECIDES, art25.as_it_was_asked, art25.released_in_time)

# fmt: off
#               event                     from        to            judged on       gates
ASK      = Step(Event.RELEASE_ASKED,      (S.NEW,),   S.ASKED,      ReleaseAsked,   (art25.may_ask_for_release,))
GIVE     = Step(Event.RELEASE_GIVEN,      (S.ASKED,), S.GIVEN,      ReleaseDecided, _GIVES)
REFUSE   = Step(Event.RELEASE_REFUSED,    (S.ASKED,), S.REFUSED,    ReleaseDecided, _DECIDES)
WITHDRAW = Step(Event.RELEASE_WITHDRAWN,  (S.ASKED,), S.WITHDRAWN,  Noted)
LAPSE    = Step(Event.RELEASE_LAPSED,     (S.ASKED,), S.LAPSED,     Noted)
VOID     = Step(Event.RELEASE_VOIDED,     (S.ASKED,), S.VOID,       Noted)
# fmt: on

FLOW = Flow(
    "release", "雙人放行", State, S.NEW, (S.GIVEN, S.REFUSED, S.WITHDRAWN, S.LAPSED, S.VOID), (ASK, GIVE, REFUSE, WITHDRAW, LAPSE, VOID)
)
