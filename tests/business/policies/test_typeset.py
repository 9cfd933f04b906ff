"""Policies and documents as PDF: what they say, to whom they speak, and that nothing in a name can act."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.business.policies.sample import INSURER, PERSON, POLICY, PRODUCT
from toubao.business.policies.paper import glyphs, typeset
from toubao.business.policies.paper.glyphs import legible
from toubao.products.travel_accident.tariff import REFUND


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def words(pdf: bytes, page: int = 0) -> str:
    """A page's text without white space, since typesetters put some between Chinese and figures."""
    return "".join(read(pdf).pages[page].extract_text().split())


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return typeset.policy(POLICY)


def test_6_1_2_the_policy_says_what_was_contracted(pdf: bytes) -> None:
    said = words(pdf)
    for wanted in (
        "旅行平安保險單", "示範文件", "示範產物保險股份有限公司", "TA-2026-00000123", "TB-7K3M-9QXW", "王小明", "*******789",
        "1990-05-01（民國79年5月1日）", "2026-12-01（星期二）08:00", "民國115年12月1日8時0分", "2026-12-06（星期日）08:00", "5天", "日本、韓國",
        "NT$5,000,000", "NT$330", "林美麗", "配偶", "被保險人本人", "2026-11-2218:01:09", "信用卡（末四碼1111）", "0800-000-456", "第1頁，共",
    ):  # fmt: skip
        assert wanted in said, wanted


def test_6_1_4_2_the_policy_says_that_there_is_no_rescission(pdf: bytes) -> None:
    assert "不適用十日契約撤銷權" in words(pdf)


def test_6_1_2_the_terms_are_annexed_with_their_digest(pdf: bytes) -> None:
    pages = read(pdf).pages
    everything = "".join("".join(page.extract_text().split()) for page in pages[1:])
    assert PRODUCT.document("terms").digest in everything
    for heading in ("第一條契約的構成", "第八條意外失能保險金", "第二十九條準據法與管轄法院", "第十一級5%"):
        assert heading in everything


def test_without_a_beneficiary_it_is_the_legal_heirs() -> None:
    assert "法定繼承人" in words(typeset.policy(replace(POLICY, beneficiaries=())))


def test_applicant_and_insured_are_both_named_when_they_differ(pdf: bytes) -> None:
    other = words(typeset.policy(replace(POLICY, insured=replace(PERSON, name="王小華"))))
    assert "王小明" in other
    assert "王小華" in other
    assert "要保人（即被保險人）" in words(pdf)


def test_the_mark_of_the_house_is_drawn_and_says_nothing(pdf: bytes) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M16 26V9" stroke="#abcdef"/></svg>'
    marked = typeset.policy(replace(POLICY, insurer=replace(INSURER, mark=svg)))
    assert marked != pdf
    assert words(marked) == words(pdf)


def test_the_policy_is_tagged_archival_and_in_taiwans_chinese(pdf: bytes) -> None:
    made = read(pdf)
    root: Any = made.root_object
    assert root["/Lang"] == "zh-TW"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/OutputIntents"]
    assert made.xmp_metadata is not None
    claimed = made.xmp_metadata.stream.get_data().decode()
    for wanted in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert wanted in claimed
    assert made.metadata is not None
    assert made.metadata.title == "旅行平安保險單 TA-2026-00000123"
    assert len(made.outline) > 0


def test_only_the_fonts_for_traditional_chinese_are_used_and_embedded(pdf: bytes) -> None:
    fonts = {}
    for page in read(pdf).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  # pypdf's objects are untyped
            inner = font["/DescendantFonts"][0]
            fonts[inner["/BaseFont"].split("+")[1]] = "/FontFile3" in inner["/FontDescriptor"]
    assert fonts
    assert all(name.startswith("NotoSansCJKtc-") and embedded for name, embedded in fonts.items())


def test_the_attached_record_is_what_was_contracted_without_personal_values(pdf: bytes) -> None:
    (content,) = read(pdf).attachments["policy.json"]
    told = json.loads(content)
    assert told == typeset.record(POLICY)
    assert told["terms_sha256"] == PRODUCT.document("terms").digest
    assert (told["premium"], told["sum_insured"], told["starts"]) == (330, 5_000_000, "2026-12-01T08:00:00+08:00")
    assert "王小明" not in content.decode()
    assert "789" not in content.decode()


def test_the_same_input_gives_the_same_bytes_also_in_another_process(pdf: bytes) -> None:
    assert typeset.policy(POLICY) == pdf
    program = "import hashlib; from tests.business.policies.sample import POLICY; from toubao.business.policies.paper import typeset; "
    program += "print(hashlib.sha256(typeset.policy(POLICY)).hexdigest())"
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env={"PYTHONPATH": "src:."}).stdout
    assert told.strip() == sha256(pdf).hexdigest()
    assert typeset.policy(replace(POLICY, issued_at=POLICY.issued_at + timedelta(seconds=1))) != pdf


def test_10_1_1_each_document_of_the_product_is_typeset() -> None:
    for document in PRODUCT.documents:
        made = typeset.document(PRODUCT, document.name, INSURER)
        said = words(made)
        assert "".join(document.title.split()) in said
        assert document.digest in said
        assert typeset.document(PRODUCT, document.name, INSURER) == made
    with pytest.raises(KeyError):
        typeset.document(PRODUCT, "prospectus", INSURER)


HOSTILE = "王#$*_`@<>[]{}()\\/\"'=-+~|&%^;:!?.,0aZ\n\t 　“”"


@settings(max_examples=12, deadline=None)
@given(st.text(alphabet=HOSTILE, min_size=1, max_size=40))
def test_nothing_in_a_name_acts_as_markup(name: str) -> None:
    hostile = f"甲{name}乙"
    said = words(typeset.policy(replace(POLICY, insured=replace(PERSON, name=hostile))))
    assert "".join(legible(hostile).split()) in said


@pytest.mark.parametrize(
    "name",
    ['#panic("x")', '#eval("1+1")', "*粗*", "$x^2$", "= 標題", '#image("/etc/passwd")', "\\u{41}", "-- --- ...", "//x /*y*/", '"+sys+"'],
)
def test_code_in_a_name_is_only_words(name: str) -> None:
    said = words(typeset.policy(replace(POLICY, insured=replace(PERSON, name=name))))
    assert "".join(name.split()) in said


def test_a_character_that_no_font_has_is_named_and_an_invisible_one_left_out() -> None:
    rare = "王\U00030000\u202e小\u0000明\U0001f600"
    assert legible(rare) == "王〔U+30000〕小明〔U+1F600〕"
    assert "王〔U+30000〕小明〔U+1F600〕" in words(typeset.policy(replace(POLICY, insured=replace(PERSON, name=rare))))


def test_common_rare_characters_of_names_are_in_the_fonts() -> None:
    assert legible("堃喆犇淼鑫䶮峯裡") == "堃喆犇淼鑫䶮峯裡"
    assert legible("\u2028甲\u00a0乙\n丙　丁") == " 甲 乙 丙　丁"


def test_missing_fonts_are_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    glyphs.font_folders.cache_clear()
    monkeypatch.setattr(glyphs, "FONT_PACKAGES", ("no_such_font_package",))
    with pytest.raises(FileNotFoundError, match="no_such_font_package"):
        glyphs.font_folders()
    glyphs.font_folders.cache_clear()


def test_days_and_money_read_as_people_expect() -> None:
    assert typeset.both_calendars(date(2026, 11, 22)) == "2026-11-22（民國115年11月22日）"
    assert typeset.money(1234567) == "NT$1,234,567"


def test_5_2_6_the_policy_says_the_refund_in_the_terms_words_and_a_number_that_works_from_abroad() -> None:
    page = words(typeset.policy(replace(POLICY, insurer=replace(INSURER, abroad_line="+886-2-0000-0000"))))
    assert "".join(REFUND.split()) in page
    assert "從國外+886-2-0000-0000" in page
    assert "從國外" not in words(typeset.policy(POLICY)), "an insurer without such a number shows none"


def test_a_choice_of_a_variant_is_dropped() -> None:
    assert legible("葛\U000e0101城\ufe00") == "葛城"
