"""A name is what a card has: what people really bear is taken in one form, what is no name is refused and says why (7.2.1.2)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.rules.personal import masked_name
from toubao.rules.personal.names import DOT, LONGEST, Fault, beneficiary_fault, name_fault, tidy

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
LATIN = st.sampled_from("abcdefghijklmnoprstuvwxyzABCDEFʉŁčéñ")
INVISIBLE = st.sampled_from("\u200b\u200c\u200d\u200e\u200f\ufeff\u00ad\u2060\ufe0f\U000e0101\u034f")
GLYPH = "王\U00021344明"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王小明", "王小明"), ("Fo^is Kacaw", "Fo^is Kacaw"), ("'oemaw a ta:in", "'oemaw a ta:in"), ("Ba‘ay", "Ba'ay"), ("Ba’ay", "Ba'ay"),
        ("娃利斯•羅干", "娃利斯·羅干"), ("娃利斯‧羅干", "娃利斯·羅干"), ("娃利斯．羅干", "娃利斯·羅干"), ("娃利斯・羅干", "娃利斯·羅干"), ("娃利斯.羅干", "娃利斯·羅干"),
        ("娃利斯 · 羅干", "娃利斯·羅干"), ("NGUYEN, VAN AN", "NGUYEN, VAN AN"), ("NGUYEN ,VAN AN", "NGUYEN,VAN AN"),
        ("RAJ A/L KUMAR", "RAJ A/L KUMAR"),
        ("王\u200b小明", "王小明"), ("\u200e王小明", "王小明"), ("\ufeff王小明", "王小明"), ("葛\U000e0101小明", "葛小明"), ("王️小明", "王小明"),
        ("Mʉnʉ Tahaj", "Mʉnʉ Tahaj"), ("Łukasz Čapek", "Łukasz Čapek"), ("สมชาย ใจดี", "สมชาย ใจดี"), (GLYPH, GLYPH),
        ("\U00030000小明", "\U00030000小明"),
        ("ＷＡＮＧ　ＨＳＩＡＯ－ＭＩＮＧ", "WANG HSIAO-MING"), ("⼤文", "大文"), ("J. R. Wang Jr.", "J. R. Wang Jr."), ("王〇明", "王〇明"), ("ㄅㄆ", "ㄅㄆ"),
        ("Zoe\u0308 Lin", "Zoë Lin"), ("김민준", "김민준"), ("王小明 WANG, HSIAO-MING", "王小明 WANG, HSIAO-MING"), ("山田ハナ", "山田ハナ"),
    ],
)  # fmt: skip
def test_a_name_that_a_card_has_is_taken_in_one_form(typed: str, kept: str) -> None:
    assert name_fault(typed) is None
    assert tidy(typed) == kept


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY), (" \u200b ", Fault.EMPTY), ("123", Fault.DIGITS), ("王１明", Fault.DIGITS), ("王²明", Fault.DIGITS),
        ("王Ⅳ明", Fault.DIGITS),
        ("<b>陳</b>", Fault.SIGNS), ("王😀明", Fault.SIGNS), ("王\u202e明", Fault.TURNED), ("王\u2066小\u2069明", Fault.TURNED),
        ("\u0301\u0301", Fault.MARKS),
        ("a\u0348\u0348\u0348\u0348b", Fault.MARKS), ("王-\u0348明", Fault.MARKS), ("王", Fault.SHORT), ("A.", Fault.SHORT),
        ("--王明", Fault.SIGNS), ("王--明", Fault.SIGNS), ("王-", Fault.SIGNS),
        ("王小明@", Fault.SIGNS), ("王\x07明", Fault.SIGNS), ("王\ue000明", Fault.UNTYPED), ("王□明", Fault.UNTYPED), ("王?明", Fault.UNTYPED),
        ("王⿰木木", Fault.UNTYPED),
        ("王\U000323b0明", Fault.UNTYPED), ("王\ud800明", Fault.UNTYPED), ("محمد علي", Fault.SCRIPT), ("អរុណ", Fault.SCRIPT),
        ("王" * (LONGEST + 1), Fault.LONG),
        ("法定繼承人", Fault.NO_NAME), ("法定 繼承人", Fault.NO_NAME), ("Legal Heirs", Fault.NO_NAME), ("本人", Fault.NO_NAME),
        ("N/A", Fault.NO_NAME),
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused_and_says_what_is_wrong(typed: str, fault: Fault) -> None:
    assert name_fault(typed) is fault


@pytest.mark.parametrize("name", ["示範股份有限公司", "ANHE CO., LTD.", "示範基金會"])
def test_an_organisation_is_no_beneficiary_and_as_an_applicant_meets_a_gate(name: str) -> None:
    assert beneficiary_fault(name) is Fault.COMPANY
    assert name_fault(name) is None
    assert beneficiary_fault("123") is Fault.DIGITS


def test_the_register_holds_fifty_signs_and_fifty_more() -> None:
    assert name_fault("王" * 50 + " " + "A" * (LONGEST - 51)) is None
    assert name_fault("\u200b" * 500 + "王小明") is None


@given(st.text(max_size=120))
def test_tidying_twice_is_tidying_once_and_what_is_taken_stays_taken(typed: str) -> None:
    kept = tidy(typed)
    assert tidy(kept) == kept
    if name_fault(typed) is None:
        assert name_fault(kept) is None
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cn", "Co", "Cs") for c in kept)


@given(st.text(HAN, min_size=2, max_size=20), st.text(INVISIBLE, max_size=5), st.integers(0, 20))
def test_invisible_signs_change_no_name(name: str, invisible: str, at: int) -> None:
    assert tidy(name[:at] + invisible + name[at:]) == name


@given(st.text(HAN, min_size=1, max_size=8), st.text(HAN, min_size=1, max_size=8), st.sampled_from("•‧・･∙⋅．.·"))
def test_every_dot_between_two_parts_is_the_same_dot(first: str, last: str, dot: str) -> None:
    assert tidy(f"{first}{dot}{last}") == f"{first}{DOT}{last}"
    assert name_fault(f"{first}{dot}{last}") is None


@given(st.text(LATIN, min_size=2, max_size=20), st.sampled_from('0123456789<>@#$%&*_=+[]{}|\\"!~'), st.integers(0, 20))
def test_a_sign_that_no_card_prints_is_never_taken(name: str, sign: str, at: int) -> None:
    assert name_fault(name[:at] + sign + name[at:]) in (Fault.DIGITS, Fault.SIGNS, Fault.UNTYPED)


def test_a_name_that_begins_with_a_stop_is_masked_by_its_letters() -> None:
    assert masked_name("'oemaw a ta:in") == "o. a. t."
