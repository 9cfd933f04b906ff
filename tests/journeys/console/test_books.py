"""Money that somebody at the acquirer gave back behind our back: found by a comparison, shown, and solved by a person with a reason."""

import json

import pytest

from tests.fixtures.stack import Stack
from tests.journeys.audit import Audit
from tests.journeys.buyer import Buyer
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
BECAUSE = "收單機構誤退，已請款補回，單號 2026-11-30-7"


def found(stack: Stack, order: str) -> list[str]:
    """What a comparison by hand says of an order that it has not said before."""
    told = stack.run("reconcile", "--json")
    return [each["state"] for each in json.loads(told.stdout)["differences"] if each["reference"] == order]


def test_12_1_a_policy_without_its_money_is_found_and_solved_by_a_person(visitors: Visitors, buyer: Buyer, stack: Stack) -> None:
    buyer.apply_and_confirm(visitors.trip(buyer))
    buyer.pay()
    buyer.wait_for_policy()
    [order] = [each["order"] for each in visitors.orders()]
    assert found(stack, order) == [], "the books agree so far"
    stack.sandbox.by_hand(order, "refunded")
    assert found(stack, order) == ["person"]
    assert stack.run("reconcile").returncode == 2, "it waits"
    audit = Audit(stack.url, with_axe=True)
    operator = visitors.staff("operator", width=1280, javascript=True).watched_by(audit)
    operator.follow_to("/console/books/")
    row = operator.page.locator("main tr", has_text="已退款").last
    operator.goto(row.get_by_role("link").get_attribute("href") or "")
    assert order in operator.page.locator("main").inner_text()
    here = operator.page.url
    operator.press("結案")
    assert operator.page.locator(".error-summary").count() == 1, "a reason is wanted"
    assert operator.page.locator("#id_because").input_value() == "", "a second press finds it as empty as it was left"
    operator.page.locator("#id_because").fill(BECAUSE)
    operator.press("結案")
    assert BECAUSE in operator.page.locator("main").inner_text()
    assert operator.page.get_by_role("button", name="結案").count() == 0, "it can't be solved twice"
    operator.goto("/console/books/")
    ended = operator.page.locator("section", has_text="最近了結的差異")
    assert ended.locator(f"a[href='{here.removeprefix(stack.url)}']").count() == 1
    assert found(stack, order) == [], "what a person solved is not found again"
    assert [each for each in audit.wrong if "422" not in each] == []
