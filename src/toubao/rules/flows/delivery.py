"""Delivery of the policy (6.1.3, 12.1.4): typeset and signed, queued, taken by a carrier or handed over here, opened, signed for."""

from enum import StrEnum
from typing import Any

from toubao.rules.articles import art06_performance as art06
from toubao.rules.articles import art08_service as art08
from toubao.rules.events import Event
from toubao.rules.facts import Delivery, Noted, Serving
from toubao.rules.kit import Gate
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a policy's delivery stands."""

    NEW = "new"
    ISSUED = "issued"
    QUEUED = "queued"
    SENT = "sent"
    RETURNED = "returned"
    OPENED = "opened"
    SIGNED_FOR = "signed_for"


S = State
_SERVED: tuple[Gate[Any], ...] = (art08.account_serves, art08.awake_to_be_served)
_AS_MADE: tuple[Gate[Any], ...] = (art06.as_agreed, art06.delivered_safely)
_MADE: tuple[Gate[Any], ...] = (art06.after_conclusion, *_AS_MADE)
# fmt: off
#               event                    from           to            judged on  gates
ISSUE    = Step(Event.POLICY_ISSUED,     (S.NEW,),      S.ISSUED,     Delivery,  _MADE)
QUEUE    = Step(Event.POLICY_QUEUED,     (S.ISSUED, S.RETURNED), S.QUEUED, Delivery, _AS_MADE)
SEND     = Step(Event.POLICY_SENT,       (S.QUEUED, S.RETURNED), S.SENT,  Delivery,  _AS_MADE)
RETURN   = Step(Event.POLICY_RETURNED,   (S.QUEUED, S.SENT),     S.RETURNED, Noted)
OPEN     = Step(Event.POLICY_OPENED,     (S.SENT,),     S.OPENED,     Serving,   _SERVED)
SIGN_FOR = Step(Event.POLICY_SIGNED_FOR, (S.SENT, S.OPENED), S.SIGNED_FOR, Serving,   _SERVED)
# fmt: on

FLOW = Flow("delivery", "保單交付", State, S.NEW, (S.SIGNED_FOR,), (ISSUE, QUEUE, SEND, RETURN, OPEN, SIGN_FOR))
