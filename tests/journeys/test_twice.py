"""Everything pressed twice, in one tab and in two: one purchase, one charge, one policy."""

import re
from collections.abc import Callable
from functools import partial
from operator import ne
from typing import Any

import pytest

from tests.journeys.buyer import SUBMIT, Buyer
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey


def test_a_double_click_on_every_button(visitors: Visitors) -> None:
    """With and without the page's own guard a second press is a second request at most: the server is what makes them one."""
    buyer = visitors.member(javascript=True)
    buyer.button = _clicked_twice(buyer.button)  # type: ignore[method-assign]  # this person double-clicks
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.pay()
    number = buyer.wait_for_policy()
    [order] = visitors.orders()
    assert (order["status"], order["captures"]) == ("captured", 1)
    assert number in buyer.policies()


def _clicked_twice(button: Callable[..., Any]) -> Callable[..., Any]:
    def wanted(name: Any) -> Any:
        found = button(name)
        found.click = lambda: found.dblclick(no_wait_after=True)
        return found

    return wanted


def test_two_tabs_that_begin_confirm_and_pay_at_the_same_time(visitors: Visitors, buyer: Buyer) -> None:
    buyer.quote(visitors.trip(buyer))
    buyer.press(SUBMIT)
    buyer.remember()
    buyer.say_about_the_traveller()
    buyer.leave_it_to_the_heirs()
    buyer.agree()
    buyer.ask_for_the_code()
    other = visitors.tab(buyer)
    other.page.goto(buyer.page.url)
    code = buyer.code()
    for each in (buyer, other):
        each.page.locator("#id_code").fill(code)
    _both(buyer, other, "確認投保")
    for each in (buyer, other):
        each.goto(f"/purchase/{buyer.purchase}/")
        assert each.step == "pay"
    _both(buyer, other, re.compile("付款頁$"))
    for each in (buyer, other):
        each.page.wait_for_url("**/card/pay/**")
    assert buyer.page.url == other.page.url, "both tabs are at the same payment"
    for each in (buyer, other):
        each.type_card()
    _both(buyer, other, re.compile("^付款"))
    number = buyer.wait_for_policy()
    [order] = visitors.orders()
    assert (order["status"], order["captures"], order["voids"]) == ("captured", 1, 0)
    assert buyer.policies().count(number) == 1
    told = [message["text"] for message in buyer.stack.sandbox.messages(buyer.person.number) if number in message["text"]]
    assert len([text for text in told if "已完成扣款" in text]) == 1, "the buyer is told once"
    assert len(told) == len(set(told)), "nothing is said twice"


def _both(one: Buyer, other: Buyer, name: str | re.Pattern[str]) -> None:
    """Press in both tabs before either has its answer; wait until both have left the page."""
    before = (one.page.url, other.page.url)
    for each in (one, other):
        each.button(name).click(no_wait_after=True)
    for each, was in zip((one, other), before, strict=True):
        each.page.wait_for_url(partial(ne, was))
