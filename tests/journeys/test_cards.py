"""Cards that don't work, and webhooks that don't come: another card goes, nothing is charged twice, the page says the truth."""

from typing import Any

import pytest

from tests.journeys.buyer import DECLINED_CARD, OTHERS_CARD, OWN_CARD, Buyer
from tests.journeys.patience import until
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
OVER_THE_LIMIT = "A100000985"


@pytest.mark.parametrize(
    ("card", "told", "left"),
    [(DECLINED_CARD, "發卡銀行沒有同意", "declined"), (OTHERS_CARD, "本人", "voided")],
    ids=["declined", "somebody else's"],
)
def test_a_card_that_is_no_use_and_then_ones_own(visitors: Visitors, buyer: Buyer, card: str, told: str, left: str) -> None:
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.pay(card)
    buyer.wait_until("付款沒有成功，沒有扣款")
    assert told in buyer.page.locator("main").inner_text()
    buyer.follow("換一張卡付款")
    buyer.pay(OWN_CARD)
    number = buyer.wait_for_policy()
    until(lambda: visitors.orders()[-1]["status"] == left, f"the first order was never {left}")
    good, bad = visitors.orders()
    assert (good["status"], good["captures"], bad["captures"]) == ("captured", 1, 0)
    assert number in buyer.policies()


def test_money_taken_with_the_authorisation_of_somebody_elses_card_is_given_back_and_ones_own_goes(
    visitors: Visitors, buyer: Buyer, switch: Any
) -> None:
    switch("card", auto_capture=True)
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.pay(OTHERS_CARD)
    buyer.wait_until("付款沒有成功，款項已經退還")
    assert "沒有扣款" not in buyer.page.locator("main").inner_text()
    [order] = visitors.orders()
    assert (order["status"], order["captures"], order["refunds"]) == ("refunded", 1, 1)
    buyer.follow("換一張卡付款")
    assert "上一次的扣款已全額退還" in buyer.page.locator("main").inner_text()
    buyer.pay(OWN_CARD)
    number = buyer.wait_for_policy()
    assert [each["captures"] - each["refunds"] for each in visitors.orders()] == [1, 0], "one charge stands"
    assert number in buyer.policies()


def test_over_the_limit_is_refused_in_plain_words_and_nothing_is_charged(visitors: Visitors) -> None:
    """The sample person of the demo whom other insurers insure up to the limit."""
    buyer = visitors.demo_person(OVER_THE_LIMIT)
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.pay()
    buyer.wait_until("這次沒有承保，也沒有扣款")
    told = buyer.page.locator("main").inner_text()
    assert "保險金額" in told
    assert "看依據的條文" in told
    [order] = until(lambda: [o for o in visitors.orders() if o["status"] == "voided"], "the authorisation was never voided")
    assert (order["captures"], order["voids"]) == (0, 1)
    buyer.follow("改保險金額，重新投保")
    assert buyer.page.get_by_role("checkbox", name="日本", exact=True).is_checked(), "the trip is filled in again"


def test_a_webhook_that_never_comes(visitors: Visitors, buyer: Buyer, switch: Any) -> None:
    switch("card", webhook="never")
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.pay()
    number = buyer.wait_for_policy()
    [order] = visitors.orders()
    assert (order["captures"], [hook["deliveries"] for hook in order["webhooks"]]) == (1, [0])
    assert number in buyer.policies()


def test_a_webhook_before_the_buyer_is_back_and_a_buyer_who_never_comes_back(visitors: Visitors, buyer: Buyer) -> None:
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.go_to_pay()
    buyer.type_card()
    buyer.page.route("**/back/**", lambda route: route.abort())
    buyer.button("付款").or_(buyer.page.locator("button[value=pay]")).first.click(no_wait_after=True)
    [order] = until(lambda: [o for o in visitors.orders() if o["status"] == "captured"], "the webhook alone did not do")
    assert order["webhooks"][0]["deliveries"] == 1
    buyer.page.unroute("**/back/**")
    assert buyer.wait_for_policy() in buyer.policies()
    assert visitors.orders()[0]["captures"] == 1
