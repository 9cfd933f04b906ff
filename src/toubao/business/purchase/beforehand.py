"""What would stop an application, found while it is still being entered, so that nobody types on or pays in vain.

It only tells: the gates at sending in and at underwriting decide.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from toubao.business.identity.facts import asleep_to_buy
from toubao.business.identity.queries import cooling
from toubao.business.purchase import facts, queries
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting.queries import overlapping
from toubao.products import Product
from toubao.products.limits import NoLimit


class Kind(StrEnum):
    """What is in the way."""

    ASLEEP = "asleep"
    SAME_TRIP = "same_trip"
    COOLING = "cooling"
    LIMIT = "limit"
    NO_LIMIT = "no_limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing in the way: until when it lasts, and the NT$ that can still be insured in this period, where that is what it is about."""

    kind: Kind
    until: datetime | None = None
    room: int = 0


def obstacle(purchase: Purchase, product: Product, *, now: datetime) -> Obstacle | None:
    """The first thing that stops this application as it is kept now: what bars it (`bar`), or our own limit, which is too low (11.2.2);
    None if nothing does.
    """
    return bar(purchase, now=now) or _over(purchase, product, now)


def bar(purchase: Purchase, *, now: datetime) -> Obstacle | None:
    """What stops it whatever the sum insured: the account is asleep (7.3), a change of how the applicant is reached still cools off (2.6),
    or the same trip was applied for already; None if nothing does.
    """
    if asleep_to_buy(purchase.account, now=now):
        return Obstacle(kind=Kind.ASLEEP)
    if until := cooling(purchase.account, now):
        return Obstacle(kind=Kind.COOLING, until=until)
    return Obstacle(kind=Kind.SAME_TRIP) if purchase.starts and queries.same_trip(purchase) else None


def _over(purchase: Purchase, product: Product, now: datetime) -> Obstacle | None:
    """Whether our own limit is too low; whether this is a customer already is asked only where that may help."""
    if purchase.starts is None or purchase.ends is None:
        return None
    held = overlapping(insured=purchase.person_id, line=product.line, starts=purchase.starts, ends=purchase.ends, apart_from=purchase.pk)
    wanted = held + purchase.sum_insured
    try:
        company, _ = facts.limits_of(purchase.account.way, product, existing_customer=False, now=now)
        if wanted > company:
            company, _ = facts.limits(purchase, product, now=now)
    except NoLimit:
        return Obstacle(kind=Kind.NO_LIMIT)
    return Obstacle(kind=Kind.LIMIT, room=max(0, company - held)) if wanted > company else None
