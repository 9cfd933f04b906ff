"""The institutions' side: their books, read through the gateways into entries that can be compared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from toubao.business.outside import ask, institutions
from toubao.business.reconciliation.comparing import Entry
from toubao.gateways.card import OrderEntry
from toubao.gateways.industry_report import ReportEntry
from toubao.gateways.listing import Page, Wanted
from toubao.gateways.sms import MessageEntry
from toubao.journal.writing import About


@dataclass(frozen=True, slots=True)
class Read:
    """A page of a book: entries by reference, and the cursor of the next page (empty: no more)."""

    entries: tuple[tuple[str, Entry], ...]
    next: str


def _order(entry: OrderEntry) -> tuple[str, Entry]:
    return entry.order, Entry(entry.status, entry.amount)


def _receipt(entry: ReportEntry) -> tuple[str, Entry]:
    issued = entry.status == "issued"
    return entry.reference, Entry(entry.status, entry.premium if issued else None, entry.number, entry.policy_number)


def _message(entry: MessageEntry) -> tuple[str, Entry]:
    return entry.reference, Entry("sent", number=entry.id)


_Reader = tuple[Callable[[Wanted], Page[Any]], Callable[[Any], tuple[str, Entry]]]
_BOOKS: Final[dict[str, Callable[[], _Reader]]] = {
    "card": lambda: (institutions().card.orders, _order),
    "industry_report": lambda: (institutions().industry_report.receipts, _receipt),
    "sms": lambda: (institutions().sms.messages, _message),
}


def page(institution: str, wanted: Wanted, *, about: About, now: datetime) -> Read:
    """One page of an institution's book. Raises GatewayError."""
    asking, entry = _BOOKS[institution]()
    answer = ask(partial(asking, wanted), name=f"{institution}.books", about=about, now=now)
    return Read(tuple(entry(each) for each in answer.entries), answer.next)


def one(institution: str, reference: str, *, about: About, now: datetime) -> Entry | None:
    """What an institution says now of one reference; None if it has none. Raises GatewayError."""
    found = page(institution, Wanted(reference=reference), about=about, now=now)
    return dict(found.entries).get(reference)
