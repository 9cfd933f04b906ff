"""A product by its day: version, documents with their digests, and the items of article 5."""

import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from toubao.products import CODES, Disclosure, NotOnSale, Product, disclosures, load, markup
from toubao.products.product import read
from toubao.products.travel_accident import screening
from toubao.products.travel_accident.benefits import disability_benefit

DAY = date(2026, 11, 22)
PRODUCT = load("travel-accident", on=DAY)
NEXT = load("travel-accident", on=date(2026, 12, 1))
COMPANY = dict.fromkeys(disclosures.COMPANY_PLACES, "示範")


def without(clause: str) -> Product:
    return replace(PRODUCT, disclosures=tuple(item for item in PRODUCT.disclosures if item.clause != clause))


def test_a_product_is_found_by_code_and_day() -> None:
    assert CODES == ("travel-accident",)
    assert (PRODUCT.line, PRODUCT.name, PRODUCT.version.code) == ("travel_accident", "旅行平安保險", "2026-01")
    assert load("travel-accident", on=DAY) == PRODUCT
    assert load("travel-accident", on=DAY) is load("travel-accident", on=DAY), "it is read once"
    assert (PRODUCT.version.dated.until, NEXT.version.dated.since) == (date(2026, 11, 30), date(2026, 12, 1))
    with pytest.raises(NotOnSale):
        load("travel-accident", on=date(2025, 12, 31))
    with pytest.raises(NotOnSale):
        load("no-such-product", on=DAY)


def test_a_sample_names_itself_as_one() -> None:
    assert PRODUCT.sample
    assert "示範" in PRODUCT.version.approval
    assert "sample: load your own" in PRODUCT.parameters["tariff"].source
    assert PRODUCT.parameters["tariff"].certainty == "N"
    assert "示範條款" in PRODUCT.document("terms").title


@pytest.mark.parametrize("product", [PRODUCT, NEXT], ids=lambda product: product.version.code)
def test_10_1_1_documents_are_whole_and_digested(product: Product) -> None:
    assert product.documents_missing == ()
    for document in product.documents:
        assert document.digest == hashlib.sha256(document.source.encode()).hexdigest()
        assert document.version == product.version.code
        assert document.html().startswith("\n<p>") or document.html().startswith("<p>")
        assert document.tree()[0]["t"] == "p"
        assert "{" not in document.source
    with pytest.raises(KeyError):
        product.document("prospectus")


def test_10_1_1_a_missing_or_empty_document_is_named() -> None:
    terms, notice, description = PRODUCT.documents
    assert replace(PRODUCT, documents=(notice, description)).documents_missing == ("terms",)
    assert replace(PRODUCT, documents=(terms, replace(notice, source="# 空"), description)).documents_missing == ("notice",)


def test_one_letter_more_is_another_digest() -> None:
    terms = PRODUCT.document("terms")
    assert replace(terms, source=terms.source + "。").digest != terms.digest


@pytest.mark.parametrize("product", [PRODUCT, NEXT], ids=lambda product: product.version.code)
def test_5_2_all_eleven_items_are_there(product: Product) -> None:
    assert disclosures.missing_items(product, COMPANY) == ()
    assert disclosures.present_items(product, COMPANY) == {*disclosures.REQUIRED, *disclosures.ALSO_SHOWN}


@pytest.mark.parametrize("clause", disclosures.REQUIRED)
def test_5_2_each_item_is_missed_when_it_is_taken_away(clause: str) -> None:
    assert disclosures.missing_items(without(clause), COMPANY) == (clause,)


def test_5_2_an_item_without_words_or_without_the_insurers_data_counts_as_missing() -> None:
    hollow = replace(without("5.2.7"), disclosures=(*without("5.2.7").disclosures, Disclosure("5.2.7", "# 標題\n\n短")))
    assert disclosures.missing_items(hollow, COMPANY) == ("5.2.7",)
    assert disclosures.missing_items(PRODUCT, {**COMPANY, "complaints_line": " "}) == ("5.2.8",)


def test_5_2_shown_items_are_in_order_filled_in_and_cannot_be_injected() -> None:
    shown = disclosures.shown(PRODUCT, {**COMPANY, "company": "<b>**甲**</b> {email}", "email": "x@example.tw"})
    assert [item.clause for item in shown] == [*disclosures.REQUIRED, "5.3", "6.1.4", "10.1.5"]
    assert all(item.title for item in shown)
    complaints = next(item for item in shown if item.clause == "5.2.8")
    assert "x@example.tw" in complaints.html
    assert "&lt;b&gt;**甲**&lt;/b&gt; {email}" in complaints.html
    assert "<strong>甲" not in complaints.html


def test_5_2_1_reference_prices_are_a_table() -> None:
    assert "<td>5 天</td>" in disclosures.shown(PRODUCT, COMPANY)[0].html


def test_6_1_4_says_that_there_is_no_rescission() -> None:
    told = next(item for item in disclosures.shown(PRODUCT, COMPANY) if item.clause == "6.1.4")
    assert "沒有這項權利" in told.source
    assert "二年以內" in told.source


def test_10_1_5_no_review_period_with_its_reason_and_source() -> None:
    assert not PRODUCT.review.required
    assert PRODUCT.review.days == 0
    assert "消費者保護法第11條之1" in PRODUCT.parameters["review_period"].source
    assert PRODUCT.review.reason in next(item.source for item in disclosures.shown(PRODUCT, COMPANY) if item.clause == "10.1.5")


@pytest.mark.parametrize("product", [PRODUCT, NEXT], ids=lambda product: product.version.code)
def test_texts_agree_with_the_parameters(product: Product) -> None:
    rules = screening.of(product)
    notice, description = product.document("notice").source, product.document("description").source
    for said in (f"年滿 {rules.age_least} 歲", f"不超過 {rules.age_most} 歲"):
        assert said in notice
        assert said in description
    assert f"出發前 {rules.lead_hours} 小時" in notice
    assert f"最早可在出發前 {rules.ahead_days} 天投保，一次旅程最多 {rules.days_most} 天" in notice
    assert f"從 1 天到 {rules.days_most} 天" in description
    assert "100 萬元到 1,500 萬元" in notice
    assert "100 萬元到 1,500 萬元" in description


def test_the_terms_pay_disability_as_the_data_does() -> None:
    told = re.findall(r"^\| 第.+級 \| (\d+)% \|", PRODUCT.document("terms").source, re.MULTILINE)
    assert [int(percent) * 10_000 for percent in told] == [disability_benefit(1_000_000, grade, on=DAY) for grade in range(1, 12)]


def test_the_terms_have_their_articles_in_order() -> None:
    titles = [text for _, text in markup.headings(PRODUCT.document("terms").source)][1:]
    assert len(titles) == 29
    assert titles[0].startswith("第一條　")
    assert titles[-1].startswith("第二十九條　")
    for wanted in ("名詞定義", "承保範圍", "自動延長", "除外責任", "受益人", "時效", "管轄法院", "個人資料", "申訴"):
        assert any(wanted in title for title in titles)


def test_a_folder_that_lacks_texts_is_read_and_what_is_missing_is_seen(tmp_path: Path) -> None:
    source = Path(disclosures.__file__).parent / "travel_accident" / "product.toml"
    (tmp_path / "product.toml").write_text(source.read_text("utf-8"), "utf-8")
    bare = read(tmp_path, on=DAY)
    assert bare.documents_missing == ("terms", "notice", "description")
    assert disclosures.missing_items(bare, COMPANY) == disclosures.REQUIRED


def test_certainty_of_every_parameter_can_be_shown() -> None:
    assert all(value.source and value.certainty.label for value in PRODUCT.parameters.values())
    assert PRODUCT.version.dated.certainty.label.startswith("示範")
