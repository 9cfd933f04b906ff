"""What a storm's ledger counts: each way in which books and words may not fit, and nothing where they do."""

from dataclasses import replace
from typing import Any

import pytest

from bench.storm.ledger import Bought, Claim, Ledger, Order, Told, claim, compare

PAID = Order(id="o1", status="captured", amount=165, captures=1)
VOIDED = Order(id="o1", status="voided", amount=165)
BACK = Order(id="o1", status="refunded", amount=165, captures=1, refunds=1)
CONTRACT = Bought(id="p1", state="reported", due=False, premium=165, orders=("o1",), policy="TA1")
REFUSED = replace(CONTRACT, state="refused", policy="")
KNOWS, KEPT = Told(purchase="p1", letters=(Claim.CHARGED,), page=Claim.CHARGED), Told(purchase="p1", page=Claim.NOT_CHARGED)
REPAID = Told(purchase="p1", letters=(Claim.PENDING, Claim.RETURNED), page=Claim.RETURNED)
NAMES = ("charged_without_policy", "policy_without_money", "told_otherwise", "without_clock", "differences")


def counted(ledger: Ledger) -> dict[str, int]:
    return {name: len(getattr(ledger, name)) for name in NAMES if getattr(ledger, name)}


@pytest.mark.parametrize(
    ("order", "bought", "told"),
    [
        (PAID, CONTRACT, KNOWS), (VOIDED, REFUSED, KEPT), (BACK, REFUSED, REPAID),
        (Order(id="o1", status="open", amount=165), replace(REFUSED, state="confirmed", due=True), Told(purchase="p1")),
        (Order(id="o1", status="authorised", amount=165), replace(REFUSED, due=True), replace(KEPT, page=Claim.PENDING)),
    ],
)  # fmt: skip
def test_books_that_fit_are_clean(order: Order, bought: Bought, told: Told) -> None:
    ledger = compare([order], [bought], [told])
    assert counted(ledger) == {}
    assert ledger.clean


@pytest.mark.parametrize(
    ("orders", "bought", "told", "found"),
    [
        ([PAID], REFUSED, replace(KEPT, page=Claim.CHARGED), {"charged_without_policy": 1, "without_clock": 1}),
        ([PAID], replace(REFUSED, due=True), KEPT, {"charged_without_policy": 1, "told_otherwise": 1}),
        ([replace(PAID, captures=2)], CONTRACT, KNOWS, {"charged_without_policy": 1}),
        ([PAID, replace(PAID, id="o2")], replace(CONTRACT, orders=("o1", "o2")), KNOWS, {"charged_without_policy": 1}),
        ([PAID, replace(PAID, id="nobody's")], CONTRACT, KNOWS, {"charged_without_policy": 1}),
        ([PAID, replace(VOIDED, id="nobody's", status="authorised")], CONTRACT, KNOWS, {"without_clock": 1}),
        ([replace(PAID, amount=1)], CONTRACT, KNOWS, {"policy_without_money": 1}),
        ([BACK], CONTRACT, REPAID, {"policy_without_money": 1}),
        ([], CONTRACT, Told(purchase="p1"), {"policy_without_money": 1}),
        ([PAID], CONTRACT, KEPT, {"told_otherwise": 1}),
        ([PAID], CONTRACT, Told(purchase="p1"), {"told_otherwise": 1}),
        ([BACK], REFUSED, KEPT, {"told_otherwise": 1}),
        ([VOIDED], REFUSED, REPAID, {"told_otherwise": 1}),
        ([VOIDED], REFUSED, KNOWS, {"told_otherwise": 1}),
        ([VOIDED], replace(REFUSED, state="accepted"), KEPT, {"without_clock": 1}),
        ([VOIDED], replace(REFUSED, state="confirmed"), KEPT, {"without_clock": 1}),
        ([replace(VOIDED, status="authorised")], REFUSED, KEPT, {"without_clock": 1}),
    ],
)
def test_what_does_not_fit_is_counted_by_its_kind(orders: list[Order], bought: Bought, told: Told, found: dict[str, int]) -> None:
    ledger = compare(orders, [bought], [told])
    assert counted(ledger) == found
    assert not ledger.clean


def test_differences_that_wait_for_a_person_are_counted_and_all_is_said_in_a_line() -> None:
    ledger = compare([PAID], [CONTRACT], [KNOWS], ["card state o1"])
    assert str(ledger) == (
        "charged without policy 0, policy without money 0, told otherwise than true 0, left without a clock 0, differences 1"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("契約成立，已從您的信用卡扣款 NT$165。", Claim.CHARGED), ("已完成扣款 NT$165 與投保", Claim.CHARGED),
        ("曾經扣款的 NT$165 已全額退回原信用卡", Claim.RETURNED), ("這次沒有承保，款項已經退還", Claim.RETURNED),
        ("這次沒有承保，也沒有扣款", Claim.NOT_CHARGED), ("沒有向您收取任何費用。", Claim.NOT_CHARGED),
        ("信用卡的授權會取消；若已扣款，會全額退還。", Claim.PENDING), ("您的驗證碼為 123456", None),
    ],
)  # fmt: skip
def test_what_is_said_of_money_is_recognised(words: str, said: Any) -> None:
    assert claim(words) is said
