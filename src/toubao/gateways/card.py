"""The card acquirer: hosted page, authorisation, capture, void, and its webhook; card numbers never pass here."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol, get_args
from urllib.parse import quote

from toubao.gateways import bounds
from toubao.gateways.answers import Answer, WrongAnswer, parse
from toubao.gateways.evidence import Evidence, Rejected
from toubao.gateways.listing import Page, Wanted, moment, page_of
from toubao.gateways.operations import CARD_CAPTURE, CARD_LOOK_UP, CARD_OPEN, CARD_ORDERS, CARD_REFUND, CARD_VOID
from toubao.gateways.transport import Transport

CardStatus = Literal["none", "open", "authorised", "declined", "captured", "voided", "expired", "refunded"]
STATUSES: tuple[CardStatus, ...] = get_args(CardStatus)
WEBHOOK_TOLERANCE = timedelta(minutes=5)
LONGEST_STAMP = 11
"""Digits of a time in seconds, which reach beyond the year 5000 and stay within what a datetime can be."""


@dataclass(frozen=True, slots=True)
class HostedPage:
    """Where the buyer's browser goes to pay."""

    url: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class CardState:
    """What the acquirer knows of an order; amount in New Taiwan dollars; texts are empty where there is nothing to say."""

    order: str
    status: CardStatus
    amount: int
    authorisation_code: str
    card_token: str
    last_four: str
    decline_reason: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class CardEvent:
    """What a webhook says; `event_id` is the same in every delivery of the same event. Trust only a look-up for more."""

    event_id: str
    order: str
    status: CardStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """An order in the acquirer's books: how it stands now, and when it moved last."""

    order: str
    status: CardStatus
    amount: int
    at: datetime


class BadWebhook(Exception):
    """A webhook that must not be believed; `reason` says why in a word or two."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CardAcquirer(Protocol):
    """Takes the buyer's card and money for us. Every operation may be repeated for the same order without acting twice."""

    def open_page(self, *, order: str, amount: int, description: str, return_url: str, webhook_url: str) -> HostedPage:
        """Open the order's payment page."""

    def look_up(self, *, order: str) -> CardState:
        """The truth about an order; status "none" for one that was never opened."""

    def capture(self, *, order: str, amount: int) -> CardState:
        """Take the authorised money, once."""

    def void(self, *, order: str) -> CardState:
        """Give the authorisation up, once; an order not paid yet can't be paid any more."""

    def refund(self, *, order: str) -> CardState:
        """Give the whole of a captured amount back, once."""

    def orders(self, wanted: Wanted) -> Page[OrderEntry]:
        """What the books say of the orders that moved within a time."""


class HttpCardAcquirer:
    """The acquirer over HTTP, as docs/sandbox-contracts.md says."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def open_page(self, *, order: str, amount: int, description: str, return_url: str, webhook_url: str) -> HostedPage:
        """Open the order's payment page; the same order with other contents is Rejected as `order-differs`."""
        question = {
            "order": order,
            "amount": amount,
            "currency": "TWD",
            "description": description,
            "return_url": return_url,
            "webhook_url": webhook_url,
        }
        return self._transport.ask(CARD_OPEN, "POST", "/card/api/orders", question, _page)

    def look_up(self, *, order: str) -> CardState:
        """The truth about an order; status "none" for one that was never opened."""
        try:
            return self._transport.ask(CARD_LOOK_UP, "GET", _path(order), {"order": order}, _state_of(order))
        except Rejected as no:
            if no.code == "unknown-order":
                return CardState(order, "none", 0, "", "", "", "", no.evidence)
            raise

    def capture(self, *, order: str, amount: int) -> CardState:
        """Take the money, once; an answer over another amount is none.

        Rejected: unknown-order, not-authorised, already-voided, already-refunded, authorisation-expired, capture-declined.
        """
        question = {"order": order, "amount": amount}
        return self._transport.ask(CARD_CAPTURE, "POST", _path(order, "/capture"), question, _state_of(order, amount=amount))

    def void(self, *, order: str) -> CardState:
        """Give the authorisation up, once; Rejected: unknown-order, already-captured, already-refunded. Declined and expired orders stay
        as they are.
        """
        return self._transport.ask(CARD_VOID, "POST", _path(order, "/void"), {"order": order}, _state_of(order))

    def refund(self, *, order: str) -> CardState:
        """Give the whole of a captured amount back, once; Rejected: unknown-order, not-captured."""
        return self._transport.ask(CARD_REFUND, "POST", _path(order, "/refund"), {"order": order}, _state_of(order))

    def orders(self, wanted: Wanted) -> Page[OrderEntry]:
        """A page of the books; never Rejected."""
        read = page_of("orders", _entry, wanted=wanted)
        return self._transport.ask(CARD_ORDERS, "GET", wanted.path("/card/api/orders"), wanted.question(), read)


def _entry(answer: Answer) -> OrderEntry:
    order, status = answer.text("order", longest=bounds.ORDER), answer.word("status", STATUSES)
    return OrderEntry(order, status, answer.integer("amount"), moment(answer, "at"))


def _path(order: str, tail: str = "") -> str:
    return f"/card/api/orders/{quote(order, safe='')}{tail}"


def _page(answer: Answer, evidence: Evidence) -> HostedPage:
    url = answer.text("pay_url", longest=bounds.ADDRESS)
    if not url.startswith(("https://", "http://")):
        raise WrongAnswer("pay_url is not an address")
    return HostedPage(url, evidence)


def _state_of(order: str, *, amount: int | None = None) -> Callable[[Answer, Evidence], CardState]:
    def read(answer: Answer, evidence: Evidence) -> CardState:
        if answer.text("order") != order:
            raise WrongAnswer("an answer about another order")
        if amount not in (None, answer.integer("amount")):
            raise WrongAnswer("an answer over another amount")
        return CardState(
            order=order,
            status=answer.word("status", STATUSES),
            amount=answer.integer("amount"),
            authorisation_code=answer.text("authorisation_code", empty=True, longest=bounds.AUTHORISATION_CODE),
            card_token=answer.text("card_token", empty=True, longest=bounds.CARD_TOKEN),
            last_four=answer.text("last_four", empty=True, longest=bounds.LAST_FOUR),
            decline_reason=answer.text("decline_reason", empty=True, longest=bounds.REASON),
            evidence=evidence,
        )

    return read


def verify_webhook(*, secret: bytes, headers: Mapping[str, str], body: bytes, now: datetime) -> CardEvent:
    """The event in a webhook of the acquirer, or BadWebhook: unsigned, tampered with, older or newer than five minutes, or unreadable.

    `headers` in any case; `now` is aware of its zone. The signature is `v1=` and HMAC-SHA256 over timestamp, ".", body.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    stamp, signature = lower.get("acquirer-timestamp", ""), lower.get("acquirer-signature", "")
    if not (stamp and signature):
        raise BadWebhook("unsigned")
    expected = "v1=" + hmac.new(secret, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise BadWebhook("wrong signature")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP):
        raise BadWebhook("unreadable time")
    if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > WEBHOOK_TOLERANCE:
        raise BadWebhook("too old or too new")
    return _event(body)


def _event(body: bytes) -> CardEvent:
    try:
        told = Answer(parse(body))
        event_id, order = told.text("event_id", longest=bounds.EVENT_ID), told.text("order", longest=bounds.ORDER)
        event = CardEvent(event_id, order, told.word("status", STATUSES), datetime.fromisoformat(told.text("at", longest=bounds.MOMENT)))
    except (WrongAnswer, ValueError) as wrong:
        raise BadWebhook(f"unreadable: {wrong}") from None
    if event.at.tzinfo is None:
        raise BadWebhook("unreadable: at has no zone")
    return event
