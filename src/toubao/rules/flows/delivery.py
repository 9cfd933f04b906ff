"""Delivery of the policy (6.1.3, 12.1.4): typeset and signed, sent, opened, signed for."""

from enum import StrEnum

from toubao.rules.articles import art06_performance as art06
from toubao.rules.events import Event
from toubao.rules.facts import Delivery
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a policy's delivery stands."""

    NEW = "new"
    ISSUED = "issued"
    SENT = "sent"
    OPENED = "opened"
    SIGNED_FOR = "signed_for"


S = State
# fmt: off
#               event                    from           to            judged on  gates
ISSUE    = Step(Event.POLICY_ISSUED,     (S.NEW,),      S.ISSUED,     Delivery,  (art06.after_conclusion, art06.delivered_safely))
SEND     = Step(Event.POLICY_SENT,       (S.ISSUED,),   S.SENT,       Delivery,  (art06.delivered_safely,))
OPEN     = Step(Event.POLICY_OPENED,     (S.SENT,),     S.OPENED,     Delivery)
SIGN_FOR = Step(Event.POLICY_SIGNED_FOR, (S.SENT, S.OPENED), S.SIGNED_FOR, Delivery)
# fmt: on

FLOW = Flow("delivery", "保單交付", State, S.NEW, (S.SIGNED_FOR,), (ISSUE, SEND, OPEN, SIGN_FOR))
