"""Writing payments: intended before the acquirer is asked, then whatever it turned out to be; asking is in jobs and doors' steps."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from toubao.business import whose
from toubao.business.outside import ask, institutions
from toubao.business.payment import queries
from toubao.business.payment.models import Payment, Stray
from toubao.business.prepared import change
from toubao.business.steps import SYSTEM, Actor, Decision, again, note, opens, take
from toubao.gateways import bounds
from toubao.gateways.card import CardEvent, CardState
from toubao.gateways.evidence import Rejected
from toubao.rules.events import Event
from toubao.rules.facts import Authorisation, Capture, Noted
from toubao.rules.flows import payment as flow
from toubao.rules.flows.settlement import Remedy, Standing, remedy


class NotToBeCharged(Exception):
    """The gates did not let the acquirer be asked for a charge; `decision` says which."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(", ".join(verdict.gate for verdict in decision.shut))
        self.decision = decision


def intend(*, purchase: UUID, holder: UUID, amount: int, actor: Actor, now: datetime) -> Payment:
    """Commit the intent to be paid, before anybody is asked; a purchase has one live payment, which is given back on a second call."""
    found = queries.live(purchase)
    if found is not None:
        return found
    payment = Payment(purchase=purchase, holder=holder, amount=amount, intended_at=now)
    try:
        with transaction.atomic():
            take(flow.INTEND, thing=payment, facts=Noted(because="own card"), actor=actor, now=now)
    except IntegrityError:
        other = queries.live(purchase)
        if other is None:
            raise
        return other
    return payment


def open_page(*, payment: Payment, description: str, return_url: str, webhook_url: str, now: datetime) -> str | None:
    """The address where the buyer pays (12.1, 17.1); asks the acquirer, which opens one page an order. Raises GatewayError.

    None where the payment was let go meanwhile: a page that nobody is shown is one at which nobody pays.
    """
    if payment.page:
        return payment.page
    opening = partial(
        institutions().card.open_page, order=str(payment.pk), amount=payment.amount, description=description,
        return_url=return_url, webhook_url=webhook_url,
    )  # fmt: skip
    page = ask(opening, name="card.open", about=payment.about, now=now)
    still_meant = change(Payment, where={"pk": payment.pk, "state": flow.State.INTENDED}, to={"page": page.url})
    return page.url if still_meant else None


_STRAY = """
INSERT INTO payment_stray (id, event, "order", status, at, heard_at)
SELECT %s, %s, %s, %s, %s, %s WHERE (SELECT count(*) FROM payment_stray WHERE examined_at IS NULL) < %s
ON CONFLICT (event) DO NOTHING
"""
STRAYS: Final = 500
"""So many webhooks about orders that we don't know wait at once; more of them are not taken, so the acquirer keeps them and asks again."""
_HEAR = "INSERT INTO payment_heard (event, payment, status, at) VALUES (%s, %s, %s, %s) ON CONFLICT (event) DO NOTHING"


def hear(*, event: CardEvent, now: datetime) -> Payment | bool:
    """A webhook that was verified: remembered once, and the payment it speaks of. True where nothing follows, since it was heard before, or
    was kept apart as one about an order that is not ours; False where it could not be kept.
    """
    order = _uuid(event.order)
    with whose.finding(whose.Finding.ORDER):
        payment = Payment.objects.filter(pk=order).first() if order else None
    if payment is None:
        return keep_stray(event=event, now=now)
    with connection.cursor() as cursor:
        cursor.execute(_HEAR, [event.event_id, payment.pk, event.status, now])
        return payment if cursor.rowcount else True


@transaction.atomic
def keep_stray(*, event: CardEvent, now: datetime) -> bool:
    """Keep a webhook that was verified and names no order of ours, once: it is looked at in the acquirer's books within a minute.
    False where so many wait that it is not kept.
    """
    stray = Stray(event=event.event_id, order=event.order, status=event.status, at=event.at, heard_at=now)
    with connection.cursor() as cursor:
        cursor.execute(_STRAY, [stray.pk, stray.event, stray.order, stray.status, stray.at, now, STRAYS])
        kept = bool(cursor.rowcount)
    if kept:
        facts = Noted(because=event.status, reference=event.order)
        note(Event.ORDER_UNKNOWN, about=stray.about, actor=Actor("institution", "card"), now=now, facts=facts)
    return kept or Stray.objects.filter(event=stray.event).exists()


def look_up(*, payment: Payment, now: datetime) -> CardState:
    """What the acquirer knows of a payment. Raises GatewayError."""
    return ask(partial(institutions().card.look_up, order=str(payment.pk)), name="card.look_up", about=payment.about, now=now)


def authorise(*, payment: Payment, facts: Authorisation, code: str, last_four: str, now: datetime) -> Decision:
    """Record that the premium is authorised on the applicant's own instrument (12.1.1, 12.1.2), or why it must not be taken."""
    changes = {"authorisation_code": code, "last_four": last_four}
    return take(flow.AUTHORISE, thing=payment, facts=facts, actor=Actor("institution", "card"), now=now, changes=changes)


def decline(*, payment: Payment, because: str, now: datetime) -> Decision:
    """Record that the acquirer declined, or that the page ran out: nothing was taken, another card may be tried."""
    changes = {"reason": because[: bounds.REASON], "ended_at": now}
    return take(flow.DECLINE, thing=payment, facts=Noted(because=because), actor=Actor("institution", "card"), now=now, changes=changes)


def charge(*, payment: Payment, facts: Capture, now: datetime) -> CardState:
    """Ask the acquirer to charge, if the gates let it (11.2.1); it charges an order once. Raises GatewayError, and NotToBeCharged if a
    gate is shut: then that is journaled, and nobody was asked.
    """
    if not opens(flow.CAPTURE, facts, now):
        raise NotToBeCharged(again(flow.CAPTURE, thing=payment, facts=facts, actor=SYSTEM, now=now))
    asking = partial(institutions().card.capture, order=str(payment.pk), amount=payment.amount)
    return ask(asking, name="card.capture", about=payment.about, now=now)


def record_charge(*, payment: Payment, facts: Capture, now: datetime) -> Decision:
    """Record that the premium was charged."""
    return take(flow.CAPTURE, thing=payment, facts=facts, actor=SYSTEM, now=now, changes={"ended_at": now})


def release(*, payment: Payment, now: datetime) -> str:
    """Have the acquirer let go, or give back, whatever it holds for a payment; asks, and records nothing. Raises GatewayError.

    Gives its word for the order afterwards, such as voided or refunded, or nothing if it still holds something: then ask again later.
    A refusal is never believed to be the whole story: the order is looked up.
    """
    status = _asked(institutions().card.void, "card.void", payment, now)
    if remedy(Standing.ENDED, status) is Remedy.REFUND:
        status = _asked(institutions().card.refund, "card.refund", payment, now)
    return status if remedy(Standing.ENDED, status) is Remedy.SETTLE else ""


def _asked(operation: Callable[..., CardState], name: str, payment: Payment, now: datetime) -> str:
    try:
        return ask(partial(operation, order=str(payment.pk)), name=name, about=payment.about, now=now).status
    except Rejected:
        return look_up(payment=payment, now=now).status


def settle(*, payment: Payment, status: str, because: str, now: datetime) -> Decision:
    """Record that the acquirer holds nothing of a payment any more, by its own word for the order: voided, refunded, or never paid."""
    never_paid = payment.state == flow.State.INTENDED and status not in ("voided", "refunded")
    step = flow.REFUND if status == "refunded" else flow.DECLINE if never_paid else flow.VOID
    words = because if status in ("voided", "refunded") else status
    changes = {"reason": words[: bounds.REASON], "ended_at": now}
    return take(step, thing=payment, facts=Noted(because=words), actor=SYSTEM, now=now, changes=changes)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
