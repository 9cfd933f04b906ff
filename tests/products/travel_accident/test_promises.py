"""What the texts promise against what the parameters, the law and the doors hold: a figure in a text without its source is found here."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.business.policies.contract import LINK
from toubao.business.purchase.draft import Draft
from toubao.products import Product, load
from toubao.products.travel_accident import screening, tariff
from toubao.products.travel_accident.destinations import Zone
from toubao.products.travel_accident.trip import A_DAY

PRODUCT = load("travel-accident", on=date(2026, 12, 1))
BEFORE = load("travel-accident", on=date(2026, 11, 23))
RULES, PRICES = screening.of(PRODUCT), tariff.of(PRODUCT)


def _texts(product: Product) -> dict[str, str]:
    return {each.name: each.source for each in product.documents} | {each.clause: each.source for each in product.disclosures}


TEXTS = _texts(PRODUCT)
FIGURE = re.compile(r"(\d[\d,]*|[一二三四五六七八九十百]+)\s?(日(?!期)|天|個月|年(?!利|滿|齡)|歲|小時|萬元|元|%|足歲|公尺)")

PARAMETERS: dict[str, Callable[[], object]] = {
    "18 歲": lambda: RULES.age_least, "85 歲": lambda: RULES.age_most, "1 小時": lambda: RULES.lead_hours,
    "180 天": lambda: (RULES.days_most, RULES.ahead_days, PRICES.days_most), "一百八十天": lambda: RULES.days_most,
    "100 萬元": lambda: (RULES.sums[0] // 10_000, (RULES.sums[1] - RULES.sums[0]) // 10_000), "1,500 萬元": lambda: RULES.sums[-1] // 10_000,
    "24 小時": lambda: A_DAY.total_seconds() // 3600, "二十四小時": lambda: A_DAY.total_seconds() // 3600,
}  # fmt: skip
"""Figures that are parameters: the text must say what the parameter says."""

LAW_AND_TERMS = {
    "二年": "保險期間二年以內不適用契約撤銷；保險法第64、65條",
    "十日": "契約撤銷的十日（不適用）；條款第十七條的通知",
    "10 日": "條款第十七條的通知", "15 日": "條款第二十條；申訴的目標（消費者保護法第43條）", "十五日": "條款第二十條，保險法第34條",
    "30 日": "金融消費者保護法第13條；自律規範10.4", "三十日": "同上", "60 日": "金融消費者保護法第13條", "六十日": "同上",
    "一個月": "保險法第64條", "一年": "條款第十八條（失蹤）", "四十公尺": "條款第十一條（潛水）", "15 足歲": "保險法第107條", "十五足歲": "保險法第107條",
    "100%": "身故給付", "10%": "失能等級表或年利率（保險法第34條）", "5%": "失能等級表",
}  # fmt: skip
"""Figures that the law or the contract itself fixes, with where."""
EXAMPLES = {"1 天", "1 日", "5 天", "5 日", "6 日", "106 小時", "一天", "七天"}
"""Figures of worked examples and of speech."""


def _number(words: str) -> int:
    plain = words.replace(",", "").replace(" ", "")
    if found := re.match(r"\d+", plain):
        return int(found[0])
    total, digit = 0, 0
    for sign in plain:
        if sign in "百十":
            total, digit = total + (digit or 1) * {"百": 100, "十": 10}[sign], 0
        elif sign in "一二三四五六七八九":
            digit = "一二三四五六七八九".index(sign) + 1
        else:
            break
    return total + digit


def _figures(text: str) -> set[str]:
    return {found[0] for found in FIGURE.finditer(text)}


def _strays(texts: dict[str, str]) -> set[str]:
    known = set(PARAMETERS) | set(LAW_AND_TERMS) | EXAMPLES | {f"{share}%" for share in PERCENTS}
    return {f"{name}: {figure}" for name, text in texts.items() for figure in _figures(text) - known}


PERCENTS = frozenset(range(10, 101, 10)) | {5}


def test_no_figure_stands_in_a_text_without_where_it_comes_from() -> None:
    assert _strays(TEXTS) == _strays(_texts(BEFORE)) == set()


def test_control_a_figure_that_nobody_vouches_for_is_found() -> None:
    assert _strays({"terms": TEXTS["terms"].replace("一百八十天", "三十天")}) == {"terms: 三十天"}
    assert _strays({"notice": TEXTS["notice"].replace("85 歲", "75 歲")}) == {"notice: 75 歲"}


@pytest.mark.parametrize("words", list(PARAMETERS))
def test_a_figure_that_is_a_parameter_is_the_parameters(words: str) -> None:
    held = PARAMETERS[words]()
    assert set(held if isinstance(held, tuple) else (held,)) == {_number(words)}
    assert any(words in text for text in TEXTS.values()), "nobody says it any more"


@pytest.mark.parametrize("name", ["terms", "notice", "5.2.6"])
def test_5_2_6_every_text_has_the_one_formula_for_a_refund(name: str) -> None:
    assert tariff.REFUND in TEXTS[name]
    assert "尚未經過之整日的保險費。" not in TEXTS[name], "another formula beside it"


def test_5_2_6_no_text_promises_a_way_that_the_site_does_not_have() -> None:
    """Contracts are ended and changed by people, by telephone or in writing."""
    for name, text in TEXTS.items():
        for promised in ("電子方式終止", "線上終止", "線上變更", "線上申請理賠", "會員中心終止", "會員中心變更", "會員中心申請理賠"):
            assert promised not in text, name


@given(
    days=st.integers(1, 180), covered=st.integers(0, 180), millions=st.integers(1, 15), zone=st.sampled_from(list(Zone)),
)  # fmt: skip
def test_5_2_6_a_refund_is_what_the_cover_so_far_would_not_have_cost(days: int, covered: int, millions: int, zone: Zone) -> None:
    covered = min(covered, days)
    paid = tariff.premium(PRICES, sum_insured=millions * 1_000_000, days=days, zone=zone)
    told = {"paid": paid, "sum_insured": millions * 1_000_000, "zone": zone}
    back = tariff.refund(PRICES, covered=covered, **told)  # type: ignore[arg-type]  # the values' types differ
    assert 0 <= back <= paid
    if covered == 0:
        assert back == paid
    else:
        assert back == max(0, paid - tariff.premium(PRICES, sum_insured=millions * 1_000_000, days=covered, zone=zone))
        assert back <= tariff.refund(PRICES, covered=covered - 1, **told)  # type: ignore[arg-type]  # the values' types differ
    if covered == days:
        assert back == 0


def test_5_2_6_a_cover_has_no_negative_days() -> None:
    with pytest.raises(ValueError, match="negative"):
        tariff.refund(PRICES, paid=100, sum_insured=1_000_000, covered=-1, zone=Zone.ABROAD)


def test_12_1_4_texts_say_where_the_news_of_an_e_policy_goes_as_it_goes() -> None:
    """`policies.delivering.way_to`: a proved mailbox first, else the phone; what came back goes to the phone too."""
    for name in ("notice", "description", "5.2.5"):
        assert "確認過的電子信箱" in TEXTS[name], name
        assert re.search(r"信箱還沒有確認，或信沒有送達時，改用簡訊傳到(您的)?手機", TEXTS[name]), name
        assert "連結寄到" not in TEXTS[name], "to a mailbox, whoever's it is"
    for name in ("notice", "5.2.5"):
        assert re.search(r"附上加密的電子保單（PDF），開啟密碼只在會員中心看得到；.*沒有選的話寄連結", TEXTS[name]), name
    assert Draft().mailed == LINK, "nothing else without a choice"
    assert "開啟的連結寄到您的電子郵件信箱" in _texts(BEFORE)["notice"], "what was agreed to stays as it was"


def test_10_1_3_texts_name_a_code_as_pages_do_and_the_signature_in_its_place() -> None:
    assert [name for name, text in TEXTS.items() if "一次性密碼" in text] == []
    for name in ("description", "5.2.3", "5.2.9"):
        assert "驗證碼" in TEXTS[name], name
        assert "憑證" in TEXTS[name], name


def test_15_1_4_texts_say_that_people_destroy_what_was_kept_long_enough() -> None:
    """`toubao keys destroy`: nothing does it by itself."""
    assert "專人銷毀" in TEXTS["5.2.10"]
    assert "即銷毀" not in TEXTS["5.2.10"]
