"""What would stop an application, found while it is still being entered, so that nobody types on or pays in vain.

The pages tell it; what is the insurer's own of it (OF_THE_APPLICATION) is judged when it is sent in, and the limit again at underwriting.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from toubao.business.identity.facts import asleep_to_buy
from toubao.business.identity.queries import cooling
from toubao.business.purchase import facts
from toubao.business.purchase.models import LIVE, Purchase
from toubao.products import Product
from toubao.products.limits import NoLimit

_STANDING = """
SELECT EXISTS (
    SELECT FROM purchase_purchase WHERE person_id = %(person)s AND product = %(product)s AND starts = %(starts)s AND ends = %(ends)s
      AND state = ANY(%(live)s) AND id <> %(this)s
), (
    SELECT coalesce(sum(amount), 0)::bigint FROM underwriting_reservation WHERE insured = %(person)s AND line = %(line)s
      AND starts < %(ends)s AND ends > %(starts)s AND state <> 'released' AND purchase <> %(this)s
)
"""
"""Applications of the same person for the very same trip, and what they hold of the limit in its period: one statement for both."""


class Kind(StrEnum):
    """What is in the way."""

    ASLEEP = "asleep"
    SAME_TRIP = "same_trip"
    COOLING = "cooling"
    LIMIT = "over_limit"
    NO_LIMIT = "no_limit"


OF_THE_APPLICATION = frozenset({Kind.SAME_TRIP, Kind.LIMIT, Kind.NO_LIMIT})
"""What keeps it from being sent in by the insurer's own rules (11.2.4); the account's state has gates of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing in the way: until when it lasts, and the NT$ that can still be insured in this period, where that is what it is about."""

    kind: Kind
    until: datetime | None = None
    room: int = 0


def obstacle(purchase: Purchase, product: Product, *, now: datetime) -> Obstacle | None:
    """The first thing that stops this application as it is kept now: the account is asleep (7.3), a change of how the applicant is reached
    still cools off (2.6), the same trip was applied for already, or our own limit is too low (11.2.2); None if nothing does.
    """
    if asleep_to_buy(purchase.account, now=now):
        return Obstacle(kind=Kind.ASLEEP)
    if until := cooling(purchase.account, now):
        return Obstacle(kind=Kind.COOLING, until=until)
    if purchase.starts is None or purchase.ends is None:
        return None
    same_trip, held = _standing(purchase, product.line)
    return Obstacle(kind=Kind.SAME_TRIP) if same_trip else _over(purchase, product, held, now)


def _standing(purchase: Purchase, line: str) -> tuple[bool, int]:
    """Whether the same trip was applied for in another application that stands, and the NT$ that others hold in this period."""
    told: dict[str, Any] = {
        "person": purchase.person_id, "product": purchase.product, "line": line, "starts": purchase.starts, "ends": purchase.ends,
        "this": purchase.pk, "live": list(LIVE),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, told)
        found: tuple[bool, int] = cursor.fetchone()
    return found


def _over(purchase: Purchase, product: Product, held: int, now: datetime) -> Obstacle | None:
    """Whether our own limit is too low; whether this is a customer already is asked only where that may help."""
    wanted = held + purchase.sum_insured
    try:
        company, _ = facts.limits_of(purchase.account.way, product, existing_customer=False, now=now)
        if wanted > company:
            company, _ = facts.limits(purchase, product, now=now)
    except NoLimit:
        return Obstacle(kind=Kind.NO_LIMIT)
    return Obstacle(kind=Kind.LIMIT, room=max(0, company - held)) if wanted > company else None
