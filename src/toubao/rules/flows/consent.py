"""A consent to one use of a person's data: given, replaced by one to newer words, or taken back at once (15.1.2)."""

from enum import StrEnum

from toubao.rules.articles import art15_privacy as art15
from toubao.rules.events import Event
from toubao.rules.facts import Consenting, Nothing, Withdrawing
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a consent stands."""

    NEW = "new"
    GIVEN = "given"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


S = State

# fmt: off
#                 event                    from         to            judged on    gates
GIVE       = Step(Event.CONSENT_GIVEN,     (S.NEW,),    S.GIVEN,      Consenting,  (art15.agreed_freely, art15.agreed_to_what_is_told))
REPLACE    = Step(Event.CONSENT_REPLACED,  (S.GIVEN,),  S.REPLACED,   Nothing)
WITHDRAW   = Step(Event.CONSENT_WITHDRAWN, (S.GIVEN,),  S.WITHDRAWN,  Withdrawing, (art15.may_be_withdrawn,))
# fmt: on

FLOW = Flow("consent", "同意", State, S.NEW, (S.REPLACED, S.WITHDRAWN), (GIVE, REPLACE, WITHDRAW))
