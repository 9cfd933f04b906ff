"""What goes wrong by the buyer's own hand, is said plainly, is mended, and goes on: numbers, codes, leaving in the middle."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fixtures.stack import Stack
from tests.journeys.buyer import Buyer
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey


@pytest.fixture
def clock(stack: Stack) -> Iterator[Any]:
    """Turn the demo's clock forward; it shows the real time again at the end."""

    def forward(by: str) -> None:
        turned = stack.run("clock", "forward", by)
        assert turned.returncode == 0, turned.stderr

    yield forward
    (stack.home / "clock").unlink(missing_ok=True)


def test_a_wrong_identity_number_is_explained_and_mended(visitors: Visitors) -> None:
    buyer = visitors.stranger()
    buyer.goto("/register/")
    buyer.read_the_notices()
    right = buyer.person.id_number
    for wrong, told in (
        (right[:-1], "應該是 10 碼"),
        ("1" + right[1:], "第 1 碼應該是英文字母"),
        (right[:-1] + str((int(right[-1]) + 1) % 10), "最後一碼對不上"),
    ):
        buyer.say_who_i_am(wrong)
        assert told in buyer.errors
        assert buyer.page.get_by_role("textbox", name="姓名").input_value() == buyer.person.name
        assert buyer.page.locator("#id_id_number").get_attribute("aria-invalid") == "true"
    assert buyer.stack.sandbox.messages(buyer.person.number) == []
    buyer.say_who_i_am(right.lower())
    assert buyer.step == "code"


def test_a_wrong_and_a_late_code_buy_nothing_until_the_right_one(visitors: Visitors, buyer: Buyer, clock: Any) -> None:
    buyer.apply(visitors.trip(buyer))
    right = buyer.code()
    buyer.enter_code(f"{(int(right) + 1) % 1_000_000:06d}", button="確認投保")
    assert "還可以再試 4 次" in buyer.errors
    clock("11m")
    buyer.enter_code(right, button="確認投保")
    assert "超過 10 分鐘" in buyer.errors
    assert buyer.step == "code"
    buyer.press(re.compile("再寄一次$"))
    buyer.confirm()
    assert buyer.step == "pay"
    assert visitors.orders() == []


def test_a_late_code_opens_no_account(visitors: Visitors, clock: Any) -> None:
    buyer = visitors.stranger()
    buyer.goto("/register/")
    buyer.read_the_notices()
    buyer.say_who_i_am()
    late = buyer.code()
    clock("11m")
    buyer.enter_code(late)
    assert "已經失效" in buyer.errors
    buyer.press("再寄一組到手機")
    buyer.enter_code()
    buyer.choose_a_password()
    buyer.goto("/members/")
    assert buyer.heading == "我的保單"


def test_left_in_the_middle_and_resumed_with_nothing_lost(visitors: Visitors, buyer: Buyer) -> None:
    trip = visitors.trip(buyer)
    buyer.begin(trip)
    buyer.say_about_the_traveller()
    buyer.page.context.close()
    later = visitors.again(buyer)
    later.goto("/members/")
    later.sign_in()
    assert "填寫中" in later.page.locator("main").inner_text()
    later.follow(re.compile("^旅行平安保險"))
    later.follow("繼續")
    assert (later.step, buyer.purchase in later.page.url) == ("beneficiary", True)
    later.follow("上一步")
    assert "稻香路 9 號" in later.page.get_by_label("通訊地址").input_value()
    later.press("下一步")
    later.leave_it_to_the_heirs()
    later.agree()
    assert trip.departs.isoformat() in later.page.locator("main").inner_text()
    assert later.person.id_number[:-3] not in later.page.content(), "an identity number is shown by its end alone"


def test_the_back_button_after_each_step_loses_and_doubles_nothing(visitors: Visitors, buyer: Buyer) -> None:
    page = buyer.page
    buyer.begin(visitors.trip(buyer))
    for go_on in (buyer.say_about_the_traveller, buyer.leave_it_to_the_heirs, buyer.agree, buyer.ask_for_the_code):
        before = buyer.step
        go_on()
        after = buyer.step
        page.go_back()
        assert buyer.step == before, "the step before is there again"
        page.go_forward()
        assert buyer.step == after
    buyer.confirm()
    page.go_back()
    if buyer.step == "code":
        buyer.enter_code("123456", button="確認投保")
    assert buyer.step == "pay", "the code's page, sent again, changes nothing"
    buyer.pay()
    page.go_back()
    number = buyer.wait_for_policy()
    page.go_back()
    buyer.goto(f"/purchase/{buyer.purchase}/pay/")
    assert buyer.step == "status"
    [order] = visitors.orders()
    assert (order["captures"], order["voids"]) == (1, 0)
    assert number in buyer.policies()


def test_6_1_the_field_for_other_places_helps_and_takes_nothing_away(visitors: Visitors) -> None:
    buyer = visitors.stranger(javascript=True)
    buyer.goto("/quote/travel-accident/")
    price = buyer.page.locator("#price").inner_text()
    with buyer.page.expect_response(re.compile("as=names")):
        buyer.page.locator("#id_place").focus()
    buyer.page.wait_for_function("document.querySelectorAll('#known-places option').length > 20")
    assert buyer.page.locator("#price").inner_text() == price
    buyer.page.locator("#id_place").fill("")
    buyer.page.get_by_label("日本").check()
    buyer.page.wait_for_function("was => document.querySelector('#price').innerText !== was", arg=price)
