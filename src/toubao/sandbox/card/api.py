"""The acquirer's API for merchants (signed) and its books for people and tests; the page for buyers is in pages.py."""

import re
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toubao.sandbox import look
from toubao.sandbox.card import orders, webhooks
from toubao.sandbox.card.numbers import CARDS
from toubao.sandbox.contract import Question, Refusal, desk, question, reply
from toubao.sandbox.contract import books as page_of_books
from toubao.sandbox.store import Store

ORDER = re.compile(r"[A-Za-z0-9._-]+")
ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:[/?#]\S*)?")


async def open_order(request: Request) -> Response:
    """POST: open an order and get the address of its page."""
    store, settings = desk(request), request.app.state

    def act(asked: Question) -> dict[str, Any]:
        if asked.text("currency", 3) != "TWD":
            raise Refusal(422, "invalid-question", "只收新臺幣（TWD）。")
        name = asked.text("order", 100)
        if not ORDER.fullmatch(name):
            raise Refusal(422, "invalid-question", "order 只能有英文字母、數字和 . _ -。")
        told = {
            "order": name,
            "amount": asked.amount("amount"),
            "description": asked.text("description"),
            "return_url": _address(asked, "return_url"),
            "webhook_url": _address(asked, "webhook_url"),
        }
        _count(store, "open_page", name)
        order = orders.opened(store, settings.secrets.of("card"), told)
        return {**orders.told(order), "pay_url": f"{settings.public_url or str(request.base_url).rstrip('/')}/card/pay/{order['token']}"}

    return await question(request, "card", act)


def _address(asked: Question, name: str) -> str:
    value = asked.text(name, 1000)
    if not ADDRESS.fullmatch(value):
        raise Refusal(422, "invalid-question", f"{name} 應為網址。")
    return value


def _count(store: Store, operation: str, name: str) -> None:
    """Note in the ledger that this was asked; the order's own state makes it safe to ask again."""
    store.once(("card", operation), name, {"order": name}, dict)


def _asking(operation: str, act: Callable[[Store, str, Question], dict[str, Any]]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        store, name = desk(request), request.path_params["order"]

        def answer(asked: Question) -> dict[str, Any]:
            _count(store, operation, name)
            return orders.told(act(store, name, asked))

        return await question(request, "card", answer)

    return endpoint


async def moved(request: Request) -> Response:
    """GET: a page of the orders that moved within a time, for the merchant's books; or of one order (?reference=)."""
    return await page_of_books(request, "card", "orders", lambda wanted: orders.moved(desk(request), wanted))


async def books(request: Request) -> Response:
    """GET: all orders with every movement, newest first; JSON at /card/orders.json, a page at /card/orders/."""
    store = desk(request)
    names = [row["order_id"] for row in store.rows("SELECT order_id FROM orders ORDER BY seq DESC LIMIT 500")]
    listed = [orders.audited(store, orders.existing(store, name)) for name in names]
    if request.url.path.endswith(".json"):
        return reply(listed)
    return look.page(request, "card/orders.html", orders=listed, cards=CARDS)


async def book(request: Request) -> Response:
    """GET: one order with every movement: JSON, or a page where the asker would rather have HTML."""
    store = desk(request)
    order = orders.audited(store, orders.existing(store, request.path_params["order"]))
    if "text/html" not in request.headers.get("Accept", ""):
        return reply(order)
    by_hand = [status for status, before in orders.BY_HAND.items() if order["status"] in before]
    return look.page(request, "card/order.html", order=order, by_hand=by_hand)


async def deliver_again(request: Request) -> Response:
    """POST: deliver an order's webhook once more."""
    store = desk(request)
    order = orders.existing(store, request.path_params["order"])
    webhooks.put_out_again(store, order["order_id"])
    request.app.state.courier.wake()
    return RedirectResponse(f"/card/orders/{request.path_params['order']}", 303)


async def by_hand(request: Request) -> Response:
    """POST: somebody at the acquirer changes an order without being asked (form field `to`: captured, voided, expired, refunded)."""
    store, name = desk(request), request.path_params["order"]
    with store.transaction():
        orders.moved_by_hand(store, name, str((await request.form()).get("to", "")))
    return RedirectResponse(f"/card/orders/{name}", 303)


routes = [
    Route("/card/api/orders", open_order, methods=["POST"]),
    Route("/card/api/orders", moved, methods=["GET"]),
    Route("/card/api/orders/{order}", _asking("look_up", lambda store, name, _: orders.existing(store, name)), methods=["GET"]),
    Route(
        "/card/api/orders/{order}/capture",
        _asking("capture", lambda store, name, asked: orders.captured(store, name, asked.amount("amount"))),
        methods=["POST"],
    ),
    Route("/card/api/orders/{order}/void", _asking("void", lambda store, name, _: orders.voided(store, name)), methods=["POST"]),
    Route("/card/api/orders/{order}/refund", _asking("refund", lambda store, name, _: orders.refunded(store, name)), methods=["POST"]),
    Route("/card/orders.json", books, methods=["GET"]),
    Route("/card/orders/", books, methods=["GET"]),
    Route("/card/orders/{order}", book, methods=["GET"]),
    Route("/card/orders/{order}/webhook", deliver_again, methods=["POST"]),
    Route("/card/orders/{order}/by-hand", by_hand, methods=["POST"]),
]
