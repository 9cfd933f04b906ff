"""Institutions that are down and processes that are killed in the middle:
the page says the truth meanwhile, and the purchase ends right.
"""

from typing import Any

import pytest

from tests.fixtures import http
from tests.fixtures.stack import Stack
from tests.journeys.buyer import Buyer
from tests.journeys.patience import until
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey


def test_an_institution_down_and_up_again(visitors: Visitors, buyer: Buyer, stack: Stack, switch: Any) -> None:
    buyer.apply_and_confirm(visitors.trip(buyer))
    switch("industry_report", down=True)
    buyer.pay()
    buyer.wait_until("對方的系統暫時沒有回應")
    assert "投保完成" not in buyer.page.content()
    assert visitors.orders()[0]["status"] == "authorised", "nothing is charged before the contract can be"
    stack.sandbox.switch("industry_report", down=False)
    number = buyer.wait_for_policy()
    assert visitors.orders()[0]["captures"] == 1
    assert number in buyer.policies()


def test_the_acquirer_down_before_the_payment(visitors: Visitors, buyer: Buyer, stack: Stack, switch: Any) -> None:
    buyer.apply_and_confirm(visitors.trip(buyer))
    switch("card", down=True)
    buyer.press("前往付款頁")
    assert buyer.heading == "收單機構的付款頁暫時打不開"
    assert "沒有扣款" in buyer.page.locator("main").inner_text()
    stack.sandbox.switch("card", down=False)
    buyer.press("再試一次")
    assert "/card/pay/" in buyer.page.url
    assert len(visitors.orders()) == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_a_slow_acquirer_keeps_the_buyer_on_a_page_that_leads_on_and_holds_up_nobody_else(
    visitors: Visitors, stack: Stack, switch: Any, javascript: bool
) -> None:
    buyer = visitors.member(javascript=javascript)
    buyer.apply_and_confirm(visitors.trip(buyer))
    before = len(visitors.orders())
    switch("card", slow_seconds=5)
    buyer.press("前往付款頁")
    assert buyer.heading == "正在為您開啟付款頁"
    assert "還沒有付款" in buyer.page.locator("main").inner_text()
    address = buyer.page.url
    assert http.get(f"{stack.url}/quote/travel-accident/").elapsed.total_seconds() < 1
    if javascript:
        buyer.page.wait_for_url("**/card/pay/**", timeout=60_000)  # its page is as slow: asking on meanwhile would end the way there
        stack.sandbox.switch("card", slow_seconds=0)
    else:
        stack.sandbox.switch("card", slow_seconds=0)
        until(
            lambda: buyer.page.get_by_role("link", name="看看開好了沒有").click() or "/card/pay/" in buyer.page.url, "it was never opened"
        )
    assert len(visitors.orders()) == before + 1
    buyer.page.goto(address)
    assert "/card/pay/" in buyer.page.url, "who comes back is led on as well"
    assert len(visitors.orders()) == before + 1


@pytest.mark.crash
def test_the_worker_is_killed_in_the_middle_of_a_purchase(visitors: Visitors, buyer: Buyer, stack: Stack, switch: Any) -> None:
    """It is killed while it waits for a slow institution, after the card was authorised and before anything was charged."""
    switch("industry_report", slow_seconds=8)
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.pay()
    until(lambda: visitors.orders()[0]["status"] == "authorised", "the card was never authorised")
    before = stack.pid("worker")
    stack.kill("worker")
    stack.sandbox.switch("industry_report", slow_seconds=0)
    buyer.status()
    assert buyer.heading in {"正在查付款結果", "正在處理您的投保"}
    assert visitors.orders()[0]["captures"] == 0
    stack.wait_until_back("worker", other_than=before)
    number = buyer.wait_for_policy()
    [order] = visitors.orders()
    assert (order["status"], order["captures"], order["voids"]) == ("captured", 1, 0)
    assert number in buyer.policies()


@pytest.mark.crash
def test_the_web_is_killed_while_the_buyer_is_at_the_acquirer(visitors: Visitors, buyer: Buyer, stack: Stack) -> None:
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.go_to_pay()
    buyer.type_card()
    before = stack.pid("web")
    stack.kill("web")
    buyer.page.locator("button[value=pay]").click(no_wait_after=True)
    until(lambda: visitors.orders()[0]["status"] != "open", "the acquirer never decided")
    stack.wait_until_back("web", other_than=before)
    number = buyer.wait_for_policy()
    [order] = visitors.orders()
    assert (order["status"], order["captures"], order["voids"]) == ("captured", 1, 0)
    assert number in buyer.policies()
