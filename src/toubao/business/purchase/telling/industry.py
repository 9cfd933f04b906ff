"""What the industry is told of one purchase (11.2.1): its receipt, its issue, or that it is taken back; what is recorded is in settling."""

from datetime import datetime
from functools import partial

from toubao.business.identity.queries import known as known_of
from toubao.business.outside import ask, institutions
from toubao.business.purchase import queries
from toubao.business.purchase.models import Purchase
from toubao.gateways.evidence import Rejected
from toubao.rules.periods import day_of


def receipt(purchase: Purchase, now: datetime) -> str:
    """Tell that an authorised application came in; the number of its receipt. A second report is the first one again."""
    assert purchase.starts is not None
    assert purchase.ends is not None
    reporting = partial(
        institutions().industry_report.receipt, reference=f"receipt-{purchase.pk}", id_number=known_of(purchase.person).id_number,
        line=queries.product(purchase, now=now).line, sum_insured=purchase.sum_insured,
        starts=day_of(purchase.starts), ends=day_of(purchase.ends), applied_at=purchase.confirmed_at or now,
    )  # fmt: skip
    return ask(reporting, name="industry.receipt", about=purchase.about, now=now).number


def issue(purchase: Purchase, policy_number: str, now: datetime) -> str:
    """Tell that the contract was concluded; the number of that report."""
    reporting = partial(
        institutions().industry_report.issue, reference=f"issue-{purchase.pk}", receipt=purchase.receipt, policy_number=policy_number,
        concluded_at=purchase.concluded_at or now, premium=purchase.premium,
    )  # fmt: skip
    return ask(reporting, name="industry.issue", about=purchase.about, now=now).number


def withdraw(purchase: Purchase, now: datetime) -> None:
    """Take a receipt back; one that the industry doesn't have, or has no more, is taken back already."""
    withdrawing = partial(
        institutions().industry_report.withdraw, reference=f"withdraw-{purchase.pk}", receipt=purchase.receipt, reason=purchase.state
    )
    try:
        ask(withdrawing, name="industry.withdraw", about=purchase.about, now=now)
    except Rejected as refusal:
        if refusal.code not in ("receipt-withdrawn", "unknown-receipt"):
            raise
