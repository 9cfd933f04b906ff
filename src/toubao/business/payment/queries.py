"""Reading payments: the live one of a purchase, the charged one, all of them."""

from datetime import datetime, timedelta
from uuid import UUID

from toubao.business.payment.models import Payment
from toubao.business.prepared import Prepared

_LIVE = Prepared(lambda purchase: Payment.objects.filter(purchase=purchase, state__in=["new", "intended", "authorised"]), UUID)
_AUTHORISED = Prepared(lambda purchase: Payment.objects.filter(purchase=purchase, state="authorised"), UUID)
_ALL = Prepared(lambda purchase: Payment.objects.filter(purchase=purchase).order_by("intended_at"), UUID)


def live(purchase: UUID) -> Payment | None:
    """The payment of a purchase that is intended or authorised, if there is one."""
    return _LIVE.first(purchase)


def authorised(purchase: UUID) -> Payment:
    """The payment of a purchase that is authorised. Raises Payment.DoesNotExist."""
    return _AUTHORISED.one(purchase)


def of(purchase: UUID) -> list[Payment]:
    """Every payment of a purchase, oldest first."""
    return _ALL.all(purchase)


def charged(purchase: UUID) -> Payment | None:
    """The payment that was charged."""
    return Payment.objects.filter(purchase=purchase, state="captured").first()


def unsettled(now: datetime, *, older_than: timedelta) -> list[Payment]:
    """Payments that were begun and of which nothing was heard for a while."""
    return list(Payment.objects.filter(state="intended", intended_at__lte=now - older_than).order_by("intended_at")[:200])
