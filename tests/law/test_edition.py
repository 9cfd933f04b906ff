"""Finding an edition by day and a clause in it, and citing it as the norm does."""

from dataclasses import replace
from datetime import date

import pytest

from toubao import law
from toubao.law.clauses import numeral, read

FIRST = law.version("2022-06-24")
LATER = replace(FIRST, version="2023-08-24", amended_on=date(2023, 8, 24))


def test_1_1_the_norm_says_who_it_is() -> None:
    assert (FIRST.title, FIRST.amended_on, FIRST.version) == ("保險業經營電子商務自律規範", date(2022, 6, 24), "2022-06-24")


def test_32_1_the_adopting_associations_are_those_of_the_text() -> None:
    assert len(FIRST.adopted_by) == 2
    assert all(association in law.words("32.1") for association in FIRST.adopted_by)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2022, 6, 24), "2022-06-24"),
        (date(2023, 8, 23), "2022-06-24"),
        (date(2023, 8, 24), "2023-08-24"),
        (date(2031, 1, 1), "2023-08-24"),
    ],
)
def test_30_1_the_edition_of_a_day_is_the_newest_amended_by_then(on: date, expected: str) -> None:
    assert law.edition(on, among=(LATER, FIRST)).version == expected


def test_a_day_before_the_first_edition_has_none() -> None:
    with pytest.raises(law.NoEdition, match="2022-06-23"):
        law.edition(date(2022, 6, 23))


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(law.NoEdition, match="1999"):
        law.version("1999")


def test_the_current_edition_is_the_newest_one_loaded() -> None:
    assert law.current() is law.editions()[-1]
    assert law.current() is law.edition(date.max)


def test_words_are_verbatim() -> None:
    assert law.words("4-1.1.2") == "應建立導回該平台入口網頁之連結。"


def test_an_unknown_clause_is_refused() -> None:
    with pytest.raises(law.UnknownClause, match=r"10\.9"):
        law.words("10.9")
    with pytest.raises(law.UnknownClause, match="33"):
        FIRST.under("33")
    assert not FIRST.has("10.9")


def test_under_an_article_stand_its_clauses_and_no_others() -> None:
    assert [clause.id for clause in FIRST.under("4")] == ["4.1", "4.2"]
    assert [clause.id for clause in FIRST.under("4-1")] == ["4-1.1", "4-1.1.1", "4-1.1.2", "4-1.1.3"]
    assert [clause.id for clause in FIRST.under("7.2.1.2")] == ["7.2.1.2", "7.2.1.2.1", "7.2.1.2.2"]


def test_a_paragraph_has_no_parent() -> None:
    assert FIRST.clause("10.1").parent is None
    assert FIRST.clause("10.1.3").parent == "10.1"


@pytest.mark.parametrize(
    ("clause_id", "citation"),
    [
        ("10.1.3", "第十條第一項第三款"),
        ("5.2.8", "第五條第二項第八款"),
        ("3.1.5", "第三條第五款"),
        ("1.1", "第一條"),
        ("4-1.1.2", "第四條之一第二款"),
        ("10.2.2.8", "第十條第二項第二款第八目"),
        ("7.2.1.2.1", "第七條第二項第一款第二目之1"),
        ("24.2.13", "第二十四條第二項第十三款"),
    ],
)
def test_a_clause_is_cited_as_the_norm_cites(clause_id: str, citation: str) -> None:
    assert FIRST.citation(clause_id) == citation


def test_citations_are_unique() -> None:
    assert len({FIRST.citation(clause.id) for clause in FIRST.clauses}) == len(FIRST.clauses)


def test_the_norm_cites_itself_in_these_words() -> None:
    assert FIRST.citation("5.2.8") in law.words("28.1")


@pytest.mark.parametrize(("digits", "chinese"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (32, "三十二")])
def test_numbers_are_written_in_chinese(digits: int, chinese: str) -> None:
    assert numeral(digits) == chinese


def test_natural_order_counts_instead_of_spelling() -> None:
    shuffled = ["5.2.11", "4-1.1", "5.2.2", "10.1", "4.2", "5.1"]
    assert sorted(shuffled, key=law.natural) == ["4.2", "4-1.1", "5.1", "5.2.2", "5.2.11", "10.1"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("1.1\t甲。\n1.1\t乙。\n", "twice"),
        ("1.1\t甲。\n1.2.1\t乙。\n", "under one that isn't there"),
        ("1.1 甲。\n", "not an id"),
        ("1.1\t\n", "not an id"),
    ],
)
def test_a_damaged_text_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read(text)
