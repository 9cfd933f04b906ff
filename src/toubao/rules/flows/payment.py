"""The money of one purchase: intended, authorised, charged or let go; never charged before the risk is accepted."""

from enum import StrEnum
from typing import Any

from toubao.rules.articles import art11_underwriting as art11
from toubao.rules.articles import art12_payment as art12
from toubao.rules.events import Event
from toubao.rules.facts import Authorisation, Capture, Noted
from toubao.rules.kit import Gate
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a payment stands."""

    NEW = "new"
    INTENDED = "intended"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    DECLINED = "declined"
    VOIDED = "voided"
    REFUNDED = "refunded"


S = State
_OWN_MONEY: tuple[Gate[Any], ...] = (art12.own_instrument, art12.authorised_in_full, art12.holder_matched)

# fmt: off
#                event                     from                          to            judged on      gates
INTEND    = Step(Event.PAYMENT_INTENDED,   (S.NEW,),                     S.INTENDED,   Noted)
AUTHORISE = Step(Event.PAYMENT_AUTHORISED, (S.INTENDED,),                S.AUTHORISED, Authorisation, _OWN_MONEY)
DECLINE   = Step(Event.PAYMENT_DECLINED,   (S.INTENDED,),                S.DECLINED,   Noted)
CAPTURE   = Step(Event.PAYMENT_CAPTURED,   (S.AUTHORISED,),              S.CAPTURED,   Capture,       (art11.accepted_before_capture,))
VOID      = Step(Event.PAYMENT_VOIDED,     (S.INTENDED, S.AUTHORISED),   S.VOIDED,     Noted)
REFUND    = Step(Event.PAYMENT_REFUNDED,   (S.INTENDED, S.AUTHORISED),   S.REFUNDED,   Noted)
# fmt: on

FLOW = Flow(
    "payment", "付款", State, S.NEW, (S.CAPTURED, S.DECLINED, S.VOIDED, S.REFUNDED), (INTEND, AUTHORISE, DECLINE, CAPTURE, VOID, REFUND)
)
