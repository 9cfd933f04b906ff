"""Who waits: told when an institution keeps them for minutes, and let go when their cover would have begun without a decision."""

from datetime import datetime
from typing import Final

from toubao.business.purchase import queries, settling
from toubao.business.purchase.actions import look_again
from toubao.business.purchase.models import Purchase

TOLD_AFTER: Final = 7
"""After so many tries in one place, four minutes, the applicant is told that they wait."""
WAITING: Final = ("authorised", "received", "accepted", "concluded")


def tell(purchase: Purchase, because: str, now: datetime) -> None:
    """Tell the applicant once in each place that they wait for an institution."""
    if purchase.tries == TOLD_AFTER and purchase.state in WAITING:
        settling.delayed(purchase=purchase, product=queries.product(purchase, now=now), because=because, now=now)


def end_departed(now: datetime) -> int:
    """End the referred applications whose cover would have begun by now; how many there were. Safe to run at any time."""
    found = queries.departed(now)
    for purchase in found:
        settling.too_late(purchase=purchase, product=queries.product(purchase, now=now), now=now)
        look_again(purchase)
    return len(found)
