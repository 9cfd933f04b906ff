"""Accounts that sleep or soon will: two clocks, one for purchases (7.3) and one for services (8.2), counted and listed apart."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from toubao.business.governance.queries.cases import shown_name
from toubao.business.identity import facts
from toubao.business.identity.models import Account
from toubao.business.keyset import Cursor, Page, page

PAGE: Final = 25
CLOCKS: Final = ("purchase", "service")
SHOWN: Final = ("asleep", "soon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One account on one of its clocks: verified and last used when, until when it is awake, warned and asleep since when."""

    account: Account
    name: str
    verified: datetime | None
    used: datetime | None
    until: datetime | None
    warned: datetime | None
    slept: datetime | None


def counts() -> dict[tuple[str, str], int]:
    """(clock, asleep or soon) → how many open accounts; each by an index of its own."""
    return {(clock, shown): _those(clock, shown).count() for clock in CLOCKS for shown in SHOWN}


def listed(clock: str, shown: str, *, at: Cursor | None = None) -> tuple[tuple[Row, ...], Page[Account]]:
    """A page of the accounts that sleep on a clock, or were told that they soon will, the latest first; as lines, and as it is."""
    found = page(_those(clock, shown).select_related("person__key"), by=_column(clock, shown), size=PAGE, at=at)
    return tuple(_row(clock, each) for each in found.rows), found


def _those(clock: str, shown: str) -> QuerySet[Account]:
    found = Account.objects.filter(closed_at=None, **{f"{_column(clock, shown)}__isnull": False})
    return found if shown == "asleep" else found.filter(**{f"{clock}_slept_at": None})


def _column(clock: str, shown: str) -> str:
    return f"{clock}_{'slept' if shown == 'asleep' else 'warned'}_at"


def _row(clock: str, account: Account) -> Row:
    buys = clock == "purchase"
    return Row(
        account=account, name=shown_name(account.person), verified=account.verified_at if buys else account.served_from,
        used=account.last_purchase_at if buys else account.last_service_at,
        until=facts.purchases_until(account) if buys else facts.serves_until(account), warned=getattr(account, f"{clock}_warned_at"),
        slept=getattr(account, f"{clock}_slept_at"),
    )  # fmt: skip
