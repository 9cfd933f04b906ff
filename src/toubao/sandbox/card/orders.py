"""The acquirer's orders and what may happen to them: opened, authorised or declined, captured once or voided once, or expired."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from toubao.sandbox.card.numbers import Card, by_token
from toubao.sandbox.contract import Refusal, Wanted
from toubao.sandbox.store import Store, digest_of, number

PAGE_LASTS = timedelta(hours=24)
AUTHORISATION_LASTS = timedelta(days=7)
PUBLIC = ("status", "amount", "authorisation_code", "card_token", "last_four", "decline_reason")


def opened(store: Store, secret: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    """Open an order, or find it: the same order with other contents is refused as `order-differs`."""
    name, digest = asked["order"], digest_of(asked)
    known = found(store, name)
    if known is None:
        token = hmac.new(secret, f"pay\n{name}".encode(), hashlib.sha256).hexdigest()[:32]
        store.write(
            "INSERT INTO orders (order_id, token, digest, amount, description, return_url, webhook_url, status, opened_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?)",
            *(name, token, digest, asked["amount"], asked["description"], asked["return_url"], asked["webhook_url"]),
            store.now().isoformat(),
        )
        _note(store, name, "opened", asked["amount"])
    elif known["digest"] != digest:
        raise Refusal(422, "order-differs", "這個訂單編號已經用在另一筆內容不同的訂單。")
    return existing(store, name)


def found(store: Store, name: str) -> dict[str, Any] | None:
    """An order as it stands now, or None; what has run out by the sandbox's clock becomes expired here."""
    return _fresh(store, store.row("SELECT * FROM orders WHERE order_id = ?", name))


def existing(store: Store, name: str) -> dict[str, Any]:
    """An order as it stands now, or a refusal."""
    order = found(store, name)
    if order is None:
        raise Refusal(404, "unknown-order", "查無這筆訂單。")
    return order


def by_page(store: Store, token: str) -> dict[str, Any] | None:
    """The order of a payment page, or None."""
    return _fresh(store, store.row("SELECT * FROM orders WHERE token = ?", token))


def decided(store: Store, order: dict[str, Any], card: Card, *, capture: bool) -> dict[str, Any]:
    """Authorise or decline an open order with a card; `capture` takes the money at once, where it is so agreed."""
    name, now = order["order_id"], store.now()
    status = "declined" if card.decline else "authorised"
    code = "" if card.decline else number("", "authorisation", name)[-6:]
    store.write(
        "UPDATE orders SET status = ?, authorised_at = ?, authorisation_code = ?, card_token = ?, last_four = ?, decline_reason = ?"
        " WHERE order_id = ? AND status = 'open'",
        *(status, None if card.decline else now.isoformat(), code, card.token, card.last_four, card.decline, name),
    )
    _note(store, name, status, order["amount"])
    decided_order = existing(store, name)
    return _move(store, decided_order, "captured") if capture and status == "authorised" else decided_order


def captured(store: Store, name: str, amount: int) -> dict[str, Any]:
    """Take the money of an authorised order, once; again is the same answer without another charge."""
    order = existing(store, name)
    if amount != order["amount"]:
        raise Refusal(422, "amount-differs", "請款金額和授權金額不同。")
    if order["status"] == "captured":
        return order
    _refuse_capture(order)
    return _move(store, order, "captured")


def _refuse_capture(order: dict[str, Any]) -> None:
    status = order["status"]
    if status == "voided":
        raise Refusal(409, "already-voided", "這筆授權已經取消。")
    if status == "refunded":
        raise Refusal(409, "already-refunded", "這筆訂單已經退款。")
    if status == "expired":
        raise Refusal(409, "authorisation-expired", "這筆授權已經逾期。")
    if status != "authorised":
        raise Refusal(409, "not-authorised", "這筆訂單沒有取得授權。")
    card = by_token(order["card_token"])
    if card is None or not card.capture:
        raise Refusal(409, "capture-declined", "發卡銀行拒絕請款。")


def voided(store: Store, name: str) -> dict[str, Any]:
    """Give an authorisation up, once, or close an open page; declined, expired and voided orders stay as they are."""
    order = existing(store, name)
    if order["status"] == "captured":
        raise Refusal(409, "already-captured", "這筆訂單已經請款，不能取消授權。")
    if order["status"] == "refunded":
        raise Refusal(409, "already-refunded", "這筆訂單已經退款。")
    return _move(store, order, "voided") if order["status"] in ("open", "authorised") else order


def refunded(store: Store, name: str) -> dict[str, Any]:
    """Give the money of a captured order back, once; again is the same answer without another movement."""
    order = existing(store, name)
    if order["status"] not in ("captured", "refunded"):
        raise Refusal(409, "not-captured", "這筆訂單沒有請款，不能退款。")
    return _move(store, order, "refunded") if order["status"] == "captured" else order


BY_HAND = {"captured": ("authorised",), "voided": ("open", "authorised"), "expired": ("open", "authorised"), "refunded": ("captured",)}
"""What somebody at the acquirer may do to an order by hand: the state it gets, and those it may have had."""


def moved_by_hand(store: Store, name: str, status: str) -> dict[str, Any]:
    """Move an order as somebody at the acquirer would, behind the merchant's back. Raises Refusal where that can't be done."""
    order = existing(store, name)
    if order["status"] not in BY_HAND.get(status, ()):
        here = (f"/card/orders/{quote(name)}", "回到這筆訂單")
        raise Refusal(409, "not-by-hand", "這筆訂單的狀態已經變了，現在不能這樣改。", onward=here)
    return _move(store, order, status)


def cancelled(store: Store, order: dict[str, Any]) -> None:
    """The buyer left the page without paying; the order stays open, so that they can come back."""
    _note(store, order["order_id"], "cancelled", order["amount"])


def told(order: dict[str, Any]) -> dict[str, Any]:
    """An order as the API tells it."""
    return {"order": order["order_id"], **{name: order[name] for name in PUBLIC}}


def audited(store: Store, order: dict[str, Any]) -> dict[str, Any]:
    """An order with every movement and its webhook, for people and tests."""
    name = order["order_id"]
    movements = store.rows("SELECT kind, amount, at FROM movements WHERE order_id = ? ORDER BY seq", name)
    hooks = store.rows("SELECT * FROM webhooks WHERE order_id = ? ORDER BY event_id", name)
    return {
        **told(order),
        "description": order["description"],
        "opened_at": order["opened_at"],
        "captures": sum(one["kind"] == "captured" for one in movements),
        "voids": sum(one["kind"] == "voided" for one in movements),
        "refunds": sum(one["kind"] == "refunded" for one in movements),
        "movements": movements,
        "webhooks": [{**hook, "body": json.loads(hook["body"])} for hook in hooks],
    }


_MOVED = """
SELECT o.seq, o.order_id, max(m.at) AS at FROM orders o JOIN movements m ON m.order_id = o.order_id
WHERE o.seq > ?1 AND ?2 IN ('', o.order_id) GROUP BY o.seq
HAVING sum(m.at >= ?3 AND m.at < ?4) > 0 ORDER BY o.seq LIMIT ?5
"""


def moved(store: Store, wanted: Wanted) -> list[dict[str, Any]]:
    """The orders of which something moved within a time, as they stand now, in the order in which they were opened."""
    found = store.rows(_MOVED, wanted.after, wanted.reference, wanted.since, wanted.until, wanted.limit)
    return [_entry(store, row) for row in found]


def _entry(store: Store, row: dict[str, Any]) -> dict[str, Any]:
    order = existing(store, row["order_id"])
    return {"seq": row["seq"], "order": row["order_id"], "status": order["status"], "amount": order["amount"], "at": row["at"]}


def _fresh(store: Store, order: dict[str, Any] | None) -> dict[str, Any] | None:
    if order is None:
        return None
    since, lasts = (order["authorised_at"], AUTHORISATION_LASTS) if order["status"] == "authorised" else (order["opened_at"], PAGE_LASTS)
    if order["status"] not in ("open", "authorised") or store.now() < datetime.fromisoformat(since) + lasts:
        return order
    return _move(store, order, "expired")


def _move(store: Store, order: dict[str, Any], status: str) -> dict[str, Any]:
    with store.transaction():
        if store.write("UPDATE orders SET status = ? WHERE order_id = ? AND status = ?", status, order["order_id"], order["status"]):
            _note(store, order["order_id"], status, order["amount"])
    return {**order, "status": status}


def _note(store: Store, name: str, kind: str, amount: int) -> None:
    store.write("INSERT INTO movements (order_id, kind, amount, at) VALUES (?, ?, ?, ?)", name, kind, amount, store.now().isoformat())
