"""Our side of each book: what we say of one reference, and what of ours moved within a time and was not listed; asks nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from toubao.business.correspondence.models import Message
from toubao.business.payment.models import Payment
from toubao.business.payment.queries import unsettled
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.queries import STALLED_AFTER
from toubao.business.reconciliation.comparing import Entry
from toubao.business.reconciliation.models import Comparison, Listed
from toubao.rules.flows.settlement import Standing

RECEIPT: Final = "receipt-"
UNHEARD: Final = timedelta(hours=1)
"""A payment that was begun and of which nothing was heard for so long is compared, whenever it was begun."""
_STANDINGS: Final = {
    "confirmed": Standing.PAYING, "authorised": Standing.PAYING, "received": Standing.PAYING, "accepted": Standing.ACCEPTED,
    "refused": Standing.ENDED, "withdrawn": Standing.ENDED, "referred": Standing.ENDED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What we say of a reference, and of which purchase it is."""

    entry: Entry
    purchase: UUID | None


def order(reference: str) -> Found | None:
    """A payment, by its order."""
    payment = Payment.objects.filter(pk=key).first() if (key := _uuid(reference)) else None
    if payment is None:
        return None
    purchase = Purchase.objects.filter(pk=payment.purchase).first()
    standing = _standing(payment, purchase)
    entry = Entry(payment.state, payment.amount, standing=standing, busy=_busy(purchase) and standing is not Standing.CONTRACTED)
    return Found(entry, payment.purchase)


def _standing(payment: Payment, purchase: Purchase | None) -> Standing:
    """Where the money of a payment stands: one that is over holds none, whatever became of its purchase."""
    state = purchase.state if purchase else "withdrawn"
    if payment.state == "captured":
        return Standing.CONTRACTED if state in ("concluded", "reported") else Standing.ENDED
    return _STANDINGS.get(state, Standing.ENDED) if payment.state in ("new", "intended", "authorised") else Standing.ENDED


def receipt(reference: str) -> Found | None:
    """A purchase, by the reference of its receipt."""
    purchase = Purchase.objects.filter(pk=key).first() if (key := _uuid(reference.removeprefix(RECEIPT))) else None
    if purchase is None or not reference.startswith(RECEIPT):
        return None
    policy = Policy.objects.filter(purchase=purchase.pk).values_list("number", flat=True).first() or ""
    return Found(Entry(purchase.state, purchase.premium, purchase.receipt, policy, busy=_busy(purchase)), purchase.pk)


def message(reference: str) -> Found | None:
    """An SMS, by its reference."""
    found = Message.objects.filter(reference=reference, channel="sms").first()
    return None if found is None else Found(Entry(found.state), found.subject if found.subject_kind == "purchase" else None)


def _busy(purchase: Purchase | None) -> bool:
    """Whether the worker still brings this purchase to its end; one that it can't is stalled, and compared."""
    return purchase is not None and purchase.next_at is not None and purchase.tries <= STALLED_AFTER


def _orders(comparison: Comparison, now: datetime) -> QuerySet[Any]:
    """Payments that were begun or ended within the time, and those of which nothing was heard."""
    silent = [each.pk for each in unsettled(now, older_than=UNHEARD)]
    return (
        Payment.objects.filter(_within(comparison, "intended_at", "ended_at") | Q(pk__in=silent))
        .annotate(part=F("id"))
        .values_list("pk", "part")
    )


def _receipts(comparison: Comparison, now: datetime) -> QuerySet[Any]:
    moved = Purchase.objects.filter(_within(comparison, "authorised_at", "concluded_at", "ended_at"))
    return moved.exclude(receipt="").annotate(part=F("id")).values_list("pk", "part")


def _messages(comparison: Comparison, now: datetime) -> QuerySet[Any]:
    moved = Message.objects.filter(_within(comparison, "sent_at"), channel="sms", state="sent")
    return moved.annotate(part=F("reference")).values_list("pk", "part")


def _within(comparison: Comparison, *columns: str) -> Q:
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__gte": comparison.since, f"{column}__lt": comparison.until})
    return found


@dataclass(frozen=True, slots=True)
class Side:
    """Our side of a book: how one reference is found, which of ours moved (as primary key and what its reference is made of), and what a
    reference begins with.
    """

    find: Callable[[str], Found | None]
    moved: Callable[[Comparison, datetime], QuerySet[Any]]
    prefix: str = ""


SIDES: Final = {"card": Side(order, _orders), "industry_report": Side(receipt, _receipts, RECEIPT), "sms": Side(message, _messages)}


def unlisted(comparison: Comparison, institution: str, *, after: str, most: int, now: datetime) -> tuple[list[str], str]:
    """References of ours that moved and were not listed, from the row `after` on, and the row to go on after (empty: no more)."""
    side = SIDES[institution]
    rows = side.moved(comparison, now).order_by("pk")
    chunk = [(str(key), side.prefix + str(part)) for key, part in (rows.filter(pk__gt=after) if after else rows)[:most]]
    listed = Listed.objects.filter(comparison=comparison, institution=institution, reference__in=[reference for _, reference in chunk])
    known = set(listed.values_list("reference", flat=True))
    following = chunk[-1][0] if len(chunk) == most else ""
    return [reference for _, reference in chunk if reference not in known], following


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
