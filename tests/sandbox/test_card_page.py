"""The acquirer's page as a buyer meets it, without JavaScript: what it says, what it refuses kindly, where it leads."""

import re

import pytest

from tests.sandbox.conftest import Caller

BACK = "http://shop.invalid/back?a=1&order=TA-1"


def test_page_shows_what_is_paid_and_the_cards_and_that_it_is_a_demo(caller: Caller) -> None:
    page = caller.get(caller.open())
    for words in ("NT$1,234", "旅行平安保險", "TA-1", "4242 4242 4242 4242", "示範沙盒", "這不是保險公司的網頁", "請勿輸入真實卡號"):
        assert words in page.text
    assert "form-action 'self' http://shop.invalid;" in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text


def test_payment_leads_back_with_the_order(caller: Caller) -> None:
    answer = caller.pay(caller.open())
    assert (answer.status_code, answer.headers["Location"]) == (303, BACK)
    assert caller.order()["status"] == "authorised"


def test_back_address_carries_the_order_once(caller: Caller) -> None:
    path = caller.open(return_url="https://shop.invalid/b?order=other&x=%E4%BF%9D#end")
    assert caller.pay(path).headers["Location"] == "https://shop.invalid/b?x=%E4%BF%9D&order=TA-1#end"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("4000000000000002", "refused"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "wrong_cvc"),
    ],
)
def test_declined_leads_back_too_and_is_final(caller: Caller, number: str, reason: str) -> None:
    path = caller.open()
    assert caller.pay(path, number).headers["Location"] == BACK
    assert (caller.order()["status"], caller.order()["decline_reason"]) == ("declined", reason)
    assert "沒有扣款" in caller.get(path).text
    assert caller.pay(path).status_code == 303
    assert caller.order()["status"] == "declined"


def test_double_click_is_one_authorisation(caller: Caller) -> None:
    path = caller.open()
    assert caller.pay(path).headers["Location"] == caller.pay(path, "5555555555554444").headers["Location"] == BACK
    order = caller.order()
    assert [one["kind"] for one in order["movements"]] == ["opened", "authorised"]
    assert order["last_four"] == "4242"
    assert "不必再付一次" in caller.get(path).text


def test_leaving_leads_back_and_the_page_stays_open(caller: Caller) -> None:
    path = caller.open()
    assert caller.post(path, data={"action": "cancel"}).headers["Location"] == BACK
    assert caller.order()["status"] == "open"
    assert caller.order()["webhooks"] == []
    caller.pay(path)
    assert caller.order()["status"] == "authorised"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number": ""}, "請輸入卡號。"),
        ({"number": "4242 abc"}, "卡號只能有數字。"),
        ({"number": "424242"}, "您輸入了 6 位"),
        ({"number": "4242424242424241"}, "檢查碼不符"),
        ({"number": "4111111111111111"}, "請不要輸入真實的卡號"),
        ({"expiry": "13/60"}, "有效期限的月和年"),
        ({"expiry": "soon"}, "有效期限的月和年"),
        ({"expiry": "01/20"}, "已經過了有效期限"),
        ({"cvc": "12"}, "3 位安全碼"),
    ],
)
def test_mistakes_are_told_twice_and_nothing_happens(caller: Caller, typed: dict[str, str], sentence: str) -> None:
    path = caller.open()
    answer = caller.pay(path, **typed) if "number" in typed else caller.pay(path, "4242424242424242", **typed)
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # above, linked to the field, and beside it
    assert f'href="#{next(iter(typed))}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert caller.order()["status"] == "open"


def test_somebodys_real_number_is_neither_shown_again_nor_kept(caller: Caller) -> None:
    path = caller.open()
    kept = re.compile("4111 ?1111")  # by itself 4111 may be the end of a moment
    assert not kept.search(caller.pay(path, "4111 1111 1111 1111").text)
    assert not kept.search(caller.get("/card/orders.json").text)


def test_full_width_digits_spaces_and_hyphens_are_understood(caller: Caller) -> None:
    assert caller.pay(caller.open(), "４２４２-4242 4242 4242", expiry="１２ / 60").status_code == 303
    assert caller.order()["last_four"] == "4242"


def test_test_card_fills_itself_in(caller: Caller) -> None:
    path = caller.open()
    page = caller.post(path, data={"fill": "4000000000009995"}).text
    values = dict(re.findall(r'name="(number|expiry|cvc)"[^>]*value="([^"]*)"', page))
    assert caller.post(path, data={"action": "pay", **values}).status_code == 303
    assert caller.order()["decline_reason"] == "insufficient_funds"


def test_unknown_page(caller: Caller) -> None:
    answer = caller.get("/card/pay/" + "0" * 32, Accept="text/html")
    assert answer.status_code == 404
    assert "沒有這個付款頁" in answer.text


TOLD = {
    "open": ("尚未付款", "信用卡付款", "先取得授權，保險公司同意承保後才會請款。"),
    "authorised": ("已授權", "這筆款項已經授權", "不必再付一次。請回到商店看結果。"),
    "declined": ("授權失敗", "這次沒有付款成功", "沒有扣款。請回到商店，可以換一張卡再試。"),
    "captured": ("已請款", "這筆款項已經付清", "不必再付一次。請回到商店看結果。"),
    "voided": ("已取消授權", "這個付款頁已經關閉", "沒有扣款，也不能在這裡付款了。請回到商店。"),
    "refunded": ("已退款", "這筆款項已經退還", "款項已全額退回這張卡。請回到商店。"),
    "expired": ("已逾期", "這個付款頁已經逾期", "沒有扣款。請回到商店重新開始。"),
}
"""What an order is called in the acquirer's books, and what its page tells whoever pays."""


@pytest.mark.parametrize("status", list(TOLD))
def test_an_order_is_told_as_it_stands_to_the_buyer_and_in_the_books(caller: Caller, status: str) -> None:
    path = caller.open()
    if status == "declined":
        caller.pay(path, "4000000000000002")
    elif status != "open":
        caller.pay(path)
    for step in {"captured": ("captured",), "refunded": ("captured", "refunded"), "voided": ("voided",), "expired": ("expired",)}.get(
        status, ()
    ):
        assert caller.post("/card/orders/TA-1/by-hand", data={"to": step}).status_code == 303
    assert caller.order()["status"] == status
    name, heading, sentence = TOLD[status]
    page = caller.get(path, Accept="text/html").text
    assert (f"<h1>{heading}</h1>" in page, sentence in page) == (True, True)
    assert ("回到商店</a>" in page) == (status != "open"), "who has paid, or can't, is led back"
    for books in ("/card/orders/", "/card/orders/TA-1"):
        shown = caller.get(books, Accept="text/html").text
        assert name in shown
        assert ("NT$1,234" in shown, "旅行平安保險" in shown) == (True, True)


def test_the_books_tell_each_movement_of_an_order_and_what_can_be_done_by_hand(caller: Caller) -> None:
    path = caller.open()
    caller.post(path, data={"action": "cancel"})
    caller.pay(path)
    shown = caller.get("/card/orders/TA-1", Accept="text/html").text
    assert re.findall('<td data-label="事情">([^<]+)</td>', shown) == ["開啟付款頁", "買方離開付款頁", "已授權"]
    assert re.findall("改成「([^」]+)」", shown) == ["已請款", "已取消授權", "已逾期"]
    for once, words in (("請款", "0 次"), ("取消授權", "0 次"), ("退款", "0 次"), ("卡號末四碼", "4242")):
        assert f"<dt>{once}</dt><dd>{words}</dd>" in shown


def test_an_order_that_has_moved_meanwhile_is_not_changed_by_hand_and_leads_back_to_it(caller: Caller) -> None:
    caller.pay(caller.open())
    assert caller.post("/card/orders/TA-1/by-hand", data={"to": "captured"}).status_code == 303
    answer = caller.post("/card/orders/TA-1/by-hand", data={"to": "voided"}, headers={"Accept": "text/html"})
    assert (answer.status_code, caller.order()["status"]) == (409, "captured")
    assert "這筆訂單的狀態已經變了，現在不能這樣改。" in answer.text
    assert '<a class="button" href="/card/orders/TA-1">回到這筆訂單</a>' in answer.text
    assert "已請款" in caller.get("/card/orders/TA-1", Accept="text/html").text
    assert 'class="button"' not in caller.get("/card/pay/" + "0" * 32, Accept="text/html").text, "nobody knows where that came from"


def test_down_acquirer_shows_a_page(caller: Caller) -> None:
    path = caller.open()
    caller.post("/switches", json={"card": {"down": True}})
    answer = caller.get(path)
    assert answer.status_code == 503
    assert "<h1>暫時不能用</h1>" in answer.text
    assert caller.pay(path).status_code == 503
    assert caller.order()["status"] == "open"


def test_authorisation_runs_out_after_seven_days(caller: Caller) -> None:
    caller.pay(caller.open())
    caller.post("/clock", json={"offset_seconds": 7 * 86400 - 60})
    assert caller.order()["status"] == "authorised"
    caller.post("/clock", json={"offset_seconds": 7 * 86400 + 60})
    answer = caller.ask("POST", "/card/api/orders/TA-1/capture", {"amount": 1234})
    assert (answer.status_code, answer.json()["code"]) == (409, "authorisation-expired")
    assert caller.order()["status"] == "expired"
    assert caller.order()["captures"] == 0


def test_page_closes_after_a_day(caller: Caller) -> None:
    path = caller.open()
    caller.post("/clock", json={"offset_seconds": 86400 + 60})
    assert "逾期" in caller.get(path).text
    assert caller.pay(path).status_code == 303
    assert caller.order()["status"] == "expired"


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": 0},
        {"amount": "5"},
        {"currency": "USD"},
        {"return_url": "javascript:alert(1)"},
        {"return_url": "http://x;y/"},
        {"order": "a b"},
        {"description": ""},
    ],
)
def test_order_that_can_not_be_opened(caller: Caller, changed: dict[str, object]) -> None:
    from tests.sandbox.conftest import ORDER

    answer = caller.ask("POST", "/card/api/orders", {**ORDER, "webhook_url": "http://127.0.0.1:9/", **changed})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-question")
    assert caller.get("/card/orders.json").json() == []
