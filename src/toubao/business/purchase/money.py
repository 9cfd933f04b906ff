"""The money of one purchase, asked for or let go at the acquirer; what is done when is decided in jobs, what is recorded in settling."""

from datetime import datetime

from toubao.business.payment import actions as payments
from toubao.business.payment.models import Payment
from toubao.business.purchase import facts, settling
from toubao.business.purchase.models import Purchase
from toubao.gateways.card import CardState
from toubao.gateways.evidence import Rejected
from toubao.rules.flows.settlement import Remedy, Standing, remedy


def charge(*, purchase: Purchase, payment: Payment, now: datetime) -> tuple[CardState, str]:
    """What the acquirer says of the order after it was asked for the premium, and its code if it refused. Raises GatewayError, and
    NotToBeCharged where it must not be asked.

    Who may have asked before looks first; a refusal is believed together with a look at the order.
    """
    if purchase.tries:
        card = payments.look_up(payment=payment, now=now)
        if remedy(Standing.ACCEPTED, card.status) is not Remedy.CHARGE:
            return card, ""
    try:
        return payments.charge(payment=payment, facts=facts.charge(purchase, payment), now=now), ""
    except Rejected as refusal:
        return payments.look_up(payment=payment, now=now), refusal.code


def let_go(*, purchase: Purchase, payment: Payment, because: str, now: datetime) -> bool:
    """Have the acquirer let the money go or give it back, and record it; False while it still holds it. Raises GatewayError."""
    status = payments.release(payment=payment, now=now)
    if status:
        settling.let_go(purchase=purchase, payment=payment, status=status, because=because, now=now)
    return bool(status)
