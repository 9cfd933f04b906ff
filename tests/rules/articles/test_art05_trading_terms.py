"""Article 5: what a buyer must be shown, of the product that is sold; and the serial number after payment."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings

from tests.rules.samples import CONCLUDING, INFORMED, NOT_APPLICABLE, OPEN, SHUT, STARTING, WHOLE, asked, said
from toubao.products import load
from toubao.products.disclosures import Shown, missing_items, shown
from toubao.rules.articles import art05_trading_terms as art05
from toubao.rules.events import Event
from toubao.rules.flows import purchase

PRODUCT = load("travel-accident", on=date(2026, 11, 23))
ITEMS: Mapping[str, Shown] = {item.clause: item for item in shown(PRODUCT, settings.INSURER)}
PLACES = {item.clause: item.places for item in art05.ITEMS}


def told(clause: str, *words: str) -> bool:
    """Whether the item of a clause is among the product's, on its page, filled in, and says these words."""
    item = ITEMS[clause]
    assert art05.PRODUCT_PAGE in PLACES[clause]
    assert "{" not in item.source
    assert item.title
    return all(word in item.source for word in words)


def without(clause: str) -> tuple[str, ...]:
    """The items that are missing when one is taken away."""
    return missing_items(replace(PRODUCT, disclosures=tuple(d for d in PRODUCT.disclosures if d.clause != clause)), settings.INSURER)


def test_5_1_each_item_was_shown_as_it_is_now_before_anything_is_agreed_to() -> None:
    assert said(art05.trading_terms_shown, INFORMED) is OPEN
    assert said(art05.trading_terms_shown, replace(INFORMED, items_shown=("5.2.1:d",))) is SHUT
    assert said(art05.trading_terms_shown, replace(INFORMED, items_shown=("5.2.1:older", "5.2.2:d"))) is SHUT
    before_they_were_kept = replace(INFORMED, items_current=(), items_shown=())
    assert said(art05.trading_terms_shown, before_they_were_kept) is NOT_APPLICABLE


def test_5_1_trading_terms_complete_open() -> None:
    assert missing_items(PRODUCT, settings.INSURER) == ()
    assert said(art05.trading_terms_complete, STARTING) is OPEN


def test_5_1_trading_terms_complete_shut_while_one_item_is_missing() -> None:
    verdict = asked(art05.trading_terms_complete, replace(STARTING, trading_terms_missing=without("5.2.7")))
    assert verdict.ruling is SHUT
    assert "交易條件" in verdict.words


def test_5_1_trading_terms_complete_shut_for_what_is_not_published() -> None:
    assert said(art05.trading_terms_complete, replace(STARTING, product_published=False)) is SHUT


@pytest.mark.parametrize("clause", [f"5.2.{number}" for number in range(1, 12)])
def test_5_2_items_complete_shut_when_any_of_the_eleven_is_missing(clause: str) -> None:
    assert without(clause) == (clause,)
    assert said(art05.items_complete, WHOLE) is OPEN
    assert said(art05.items_complete, replace(WHOLE, items_missing=without(clause))) is SHUT


def test_5_2_1_price_and_kind_are_shown() -> None:
    assert told("5.2.1", "個人旅行平安保險", "參考價格", "示範費率")
    assert "<table>" in ITEMS["5.2.1"].html
    assert "/quote/<product>/" in PLACES["5.2.1"]


def test_5_2_2_costs_are_shown() -> None:
    assert told("5.2.2", "保險費", "沒有手續費", "免費")


def test_5_2_3_offer_and_acceptance_are_shown() -> None:
    assert told("5.2.3", "要約", "承諾", "生效", "有效期間", "契約成立")


def test_5_2_4_payment_time_is_shown() -> None:
    assert told("5.2.4", "要保人本人的信用卡", "核保通過才扣款")


def test_5_2_5_service_is_shown_with_the_telephone() -> None:
    assert (
        told("5.2.5", "24 小時", settings.INSURER["toll_free"].replace("-", "\\-")) or settings.INSURER["toll_free"] in ITEMS["5.2.5"].html
    )


def test_5_2_6_termination_is_shown() -> None:
    assert told("5.2.6", "撤銷", "終止", "我們的義務", "您的義務")


def test_5_2_7_online_fees_are_told_to_be_none() -> None:
    assert told("5.2.7", "免費")


def test_5_2_8_complaints_name_telephone_mail_and_ombudsman() -> None:
    assert told("5.2.8", "申訴", "評議中心", "30 日")
    assert settings.INSURER["complaints_line"] in ITEMS["5.2.8"].html
    assert settings.INSURER["email"] in ITEMS["5.2.8"].html


def test_5_2_9_payment_ways_are_shown_with_their_safety() -> None:
    assert told("5.2.9", "付款方式", "安全機制", "一次性密碼")


def test_5_2_10_privacy_is_shown() -> None:
    assert told("5.2.10", "蒐集", "權利", "銷毀")


def test_5_2_11_serial_number_is_explained_with_the_right_to_underwrite() -> None:
    assert told("5.2.11", "序號", "不必登入", "核保的權利")


def test_5_2_11_serial_after_payment_open() -> None:
    assert said(art05.serial_after_payment, CONCLUDING) is OPEN


@pytest.mark.parametrize("change", [{"captured": False}, {"captured_amount": 499}, {"captured_amount": 501}, {"serial": ""}], ids=str)
def test_5_2_11_serial_after_payment_shut(change: dict[str, object]) -> None:
    assert said(art05.serial_after_payment, replace(CONCLUDING, **change)) is SHUT


def test_5_2_11_the_number_is_in_the_journal_from_the_authorisation_on() -> None:
    assert art05.SERIAL_GIVEN.events == (Event.PURCHASE_AUTHORISED, Event.PURCHASE_CONCLUDED)
    assert art05.serial_after_payment in purchase.CONCLUDE.gates


def test_5_3_others_are_shown() -> None:
    assert told("5.3", "自律規範", "主管機關", "安定基金")
