"""The acquirer's page on which a buyer pays: the card number stays here; works without JavaScript."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toubao.sandbox import look, switches
from toubao.sandbox.card import orders, webhooks
from toubao.sandbox.card.numbers import BY_NUMBER, CARDS, Card, luhn
from toubao.sandbox.contract import Refusal, desk, obey

EXPIRY = re.compile(r"([0-9]{1,2})\s*/?\s*([0-9]{2})")


@dataclass
class Filled:
    """What the buyer typed, and what is wrong with it: {field: sentence}."""

    number: str = ""
    expiry: str = ""
    cvc: str = ""
    errors: dict[str, str] = field(default_factory=dict)


async def show(request: Request) -> Response:
    """GET: the payment page of an order, or what has become of it."""

    async def act(_: bytes) -> Response:
        return _page(request, _order(request), Filled())

    return await obey(request, "card", act, refuse=lambda no: look.refused(request, no))


async def pay(request: Request) -> Response:
    """POST: pay (`action=pay`), leave (`action=cancel`), or have a test card filled in (`fill=<number>`)."""

    async def act(_: bytes) -> Response:
        form, order = await request.form(), _order(request)
        typed = {name: str(form.get(name, "")) for name in ("action", "fill", "number", "expiry", "cvc")}
        if order["status"] != "open":
            return _back(order)
        if typed["action"] == "cancel":
            orders.cancelled(desk(request), order)
            return _back(order)
        now = desk(request).now()
        if typed["fill"] in BY_NUMBER:
            return _page(request, order, Filled(BY_NUMBER[typed["fill"]].spaced, f"12/{(now.year + 3) % 100:02d}", "123"))
        filled = _read(typed, now)
        return _page(request, order, filled) if filled.errors else await _decide(request, order, BY_NUMBER[filled.number])

    return await obey(request, "card", act, refuse=lambda no: look.refused(request, no))


async def _decide(request: Request, order: dict[str, Any], card: Card) -> Response:
    store, courier = desk(request), request.app.state.courier
    state = switches.read(store, "card")
    with store.transaction():
        decided = orders.decided(store, order, card, capture=state.auto_capture)
        event = webhooks.put_out(store, decided)
    courier.wake()
    if state.webhook == "normal":
        await courier.delivered(event)
    return _back(decided)


def _order(request: Request) -> dict[str, Any]:
    order = orders.by_page(desk(request), request.path_params["token"])
    if order is None:
        raise Refusal(404, "unknown-page", "沒有這個付款頁。請回到商店重新開始。")
    return order


def _page(request: Request, order: dict[str, Any], filled: Filled) -> Response:
    parts = urlsplit(order["return_url"])
    origin = f"{parts.scheme}://{parts.netloc}"
    status = 422 if filled.errors else 200
    return look.page(request, "card/pay.html", status, form_to=origin, order=order, filled=filled, cards=CARDS, back=_address(order))


def _back(order: dict[str, Any]) -> Response:
    return RedirectResponse(_address(order), 303)


def _address(order: dict[str, Any]) -> str:
    parts = urlsplit(order["return_url"])
    query = [*((name, value) for name, value in parse_qsl(parts.query) if name != "order"), ("order", order["order_id"])]
    address: str = urlunsplit(parts._replace(query=urlencode(query)))
    return address


def _read(typed: dict[str, str], now: datetime) -> Filled:
    """What was typed, read kindly: full-width digits, spaces, hyphens are fine. A number that may be somebody's own isn't shown again."""
    plain = {name: unicodedata.normalize("NFKC", value).strip() for name, value in typed.items()}
    number = re.sub(r"[\s-]", "", plain["number"])
    wrong = {"number": _wrong_number(number), "expiry": _wrong_expiry(plain["expiry"], now), "cvc": _wrong_cvc(plain["cvc"])}
    errors = {name: sentence for name, sentence in wrong.items() if sentence}
    return Filled("" if number.isdigit() and luhn(number) and number not in BY_NUMBER else number, plain["expiry"], "", errors)


def _wrong_number(number: str) -> str:
    if not number:
        return "請輸入卡號。"
    if not re.fullmatch("[0-9]+", number):
        return "卡號只能有數字。"
    if len(number) != 16:
        return f"卡號是 16 位數字，您輸入了 {len(number)} 位。"
    if not luhn(number):
        return "卡號有一位不對（檢查碼不符），請再核對一次。"
    return "" if number in BY_NUMBER else "這裡是示範，只收下面列出的測試卡號。請不要輸入真實的卡號。"


def _wrong_expiry(expiry: str, now: datetime) -> str:
    found = EXPIRY.fullmatch(expiry)
    if not found or not 1 <= int(found[1]) <= 12:
        return "請輸入有效期限的月和年，例如 12/29。"
    return "這張卡已經過了有效期限。" if (2000 + int(found[2]), int(found[1])) < (now.year, now.month) else ""


def _wrong_cvc(cvc: str) -> str:
    return "" if re.fullmatch("[0-9]{3}", cvc) else "請輸入卡片背面的 3 位安全碼。"


routes = [Route("/card/pay/{token}", show, methods=["GET"]), Route("/card/pay/{token}", pay, methods=["POST"])]
