"""What the system does about a difference: let money go, give it back, charge what a contract is owed, or wake the worker; a look at the
books afterwards says whether they agree.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from toubao.business.outside import ask, institutions
from toubao.business.payment.models import Payment
from toubao.business.purchase.actions import look_again
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.queries import purchase as whole
from toubao.business.purchase.telling import letters
from toubao.business.reconciliation import actions, comparing, ours, theirs
from toubao.business.reconciliation.comparing import Does
from toubao.business.reconciliation.models import Difference
from toubao.business.steps import SYSTEM, About, note
from toubao.gateways.card import CardState
from toubao.gateways.evidence import Rejected
from toubao.rules.events import Event
from toubao.rules.facts import Noted

JUDGES: Final = {"card": comparing.card, "industry_report": comparing.industry_report, "sms": comparing.sms}
TRIES: Final = 12
"""So often the system tries by itself, a minute apart; then a person is called."""
_DONE: Final = {"voided": Event.ORDER_VOIDED, "refunded": Event.ORDER_REFUNDED, "captured": Event.ORDER_CHARGED}


def examine(institution: str, reference: str, *, lost: bool, about: About, now: datetime) -> Difference | None:
    """Look at one reference in both books, as they are now, and act on what is found; the difference, if there is a new one.
    Raises GatewayError.
    """
    there = theirs.one(institution, reference, about=about, now=now)
    here = ours.SIDES[institution].find(reference)
    judged = JUDGES[institution](here.entry if here else None, there, lost=lost)
    if judged is None:
        return None
    found = actions.find(institution=institution, reference=reference, judged=judged, ours=here, theirs=there, lost=lost, now=now)
    if found is not None and found.remedy:
        pursue(found, now)
    return found


def pursue(difference: Difference, now: datetime) -> None:
    """Do what the system does about an open difference; settled as soon as both books agree. Raises GatewayError."""
    if difference.remedy == Does.CLOSE:
        actions.settle(difference=difference, because="nothing is held there", now=now)
        return
    if difference.tries:
        look(difference, now)
    if difference.state != "open" or not difference.remedy:
        return
    if difference.tries >= TRIES:
        actions.leave_to_person(difference=difference)
        return
    Difference.objects.filter(pk=difference.pk).update(tries=difference.tries + 1)
    difference.tries += 1
    _DO[Does(difference.remedy)](difference, now)
    if difference.remedy != Does.WAKE:
        look(difference, now)


def look(difference: Difference, now: datetime) -> None:
    """Settle an open difference if both books agree by now; leave it to a person if the system can do nothing. Raises GatewayError."""
    there = theirs.one(difference.institution, difference.reference, about=difference.about, now=now)
    here = ours.SIDES[difference.institution].find(difference.reference)
    judged = JUDGES[difference.institution](here.entry if here else None, there, lost=difference.lost)
    busy = here is not None and here.entry.busy
    if (judged is None and not busy) or (judged is not None and judged.does is Does.CLOSE):
        actions.settle(difference=difference, because=str(there) if there else "not there any more", now=now)
    elif judged is not None and judged.does is Does.NOTHING and difference.remedy:
        actions.leave_to_person(difference=difference)


def _void(difference: Difference, now: datetime) -> None:
    _ask(difference, institutions().card.void, "card.void", now)


def _refund(difference: Difference, now: datetime) -> None:
    """Give the money back, and tell whoever is known to have paid it."""
    if _ask(difference, institutions().card.refund, "card.refund", now) != "refunded" or difference.purchase is None:
        return
    purchase, payment = whole(difference.purchase), Payment.objects.filter(pk=difference.reference).first()
    if purchase is not None and payment is not None:
        letters.refunded(purchase=purchase, payment=payment, now=now)


def _charge(difference: Difference, now: datetime) -> None:
    """A contract stands whose premium was recorded as charged and was not: charge it."""
    payment = Payment.objects.get(pk=difference.reference)
    _ask(difference, partial(institutions().card.capture, amount=payment.amount), "card.capture", now)


def _ask(difference: Difference, operation: Callable[..., CardState], name: str, now: datetime) -> str:
    """Ask the acquirer, and record what it says it did; a refusal says nothing here, since the order is looked at again."""
    try:
        state = ask(partial(operation, order=difference.reference), name=name, about=difference.about, now=now)
    except Rejected:
        return ""
    event = _DONE.get(state.status)
    if event is not None:
        told = Noted(because=f"NT${state.amount:,}", reference=difference.reference)
        note(event, about=difference.about, actor=SYSTEM, now=now, facts=told)
    return state.status


def _wake(difference: Difference, now: datetime) -> None:
    purchase = Purchase.objects.filter(pk=difference.purchase).first() if difference.purchase else None
    if purchase is not None:
        Purchase.objects.filter(pk=purchase.pk, next_at=None).update(next_at=now, tries=0)
        look_again(purchase)


_DO: Final[dict[Does, Callable[[Difference, datetime], None]]] = {
    Does.VOID: _void, Does.REFUND: _refund, Does.CHARGE: _charge, Does.WAKE: _wake,
}  # fmt: skip
