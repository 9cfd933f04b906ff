"""The matrix of clauses, answers and tests, on a few answers of its own."""

from datetime import date

import pytest

from toubao.law import Edition
from toubao.law.clauses import read
from toubao.rules.coverage import clause_of, coverage, markdown
from toubao.rules.events import Event
from toubao.rules.kit import Disclosure, Gate, Statement, Trace

EDITION = Edition(
    version="2030-01-01",
    title="示範規範",
    amended_on=date(2030, 1, 1),
    adopted_by=(),
    clauses=read("1.1\t甲方應告知。\n2.1\t乙方應：\n2.1.1\t先驗證。\n2.1.2\t再付款。\n4-1.1\t丙方應連結。\n"),
)
VERIFIED = Gate(clause="2.1.1", quote="先驗證", name="verified", decides=bool, where="toubao/rules/articles/art02.py:7")
VERIFIED_AGAIN = Gate(clause="2.1.1", quote="驗證", name="verified_again", decides=bool, where="toubao/rules/articles/art02.py:12")
ABOVE = Statement(clause="2.1", quote="乙方應", why="it leads a list", where="toubao/rules/articles/art02.py:20")
LINKED = Disclosure(clause="4-1.1", quote="連結", item="way-back", places=("/",), where="toubao/rules/articles/art04a.py:3")
KEPT = Trace(clause="2.1.1", quote="驗證", events=(Event.OTP_SENT,), where="toubao/rules/articles/art02.py:30")
TESTS = (
    "tests/a.py::test_2_1_1_verified_shut",
    "tests/a.py::test_2_1_1_verified_again_open",
    "tests/a.py::test_2_1_1_everything_together",
    "tests/a.py::test_4a_1_way_back_is_there",
    "tests/a.py::test_4_1_is_another_clause",
    "tests/a.py::test_names_no_clause",
)
FOUND = coverage(EDITION, (VERIFIED, VERIFIED_AGAIN, ABOVE, LINKED, KEPT), TESTS, {"verified", "verified_again"})


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("test_10_1_3_otp_entered_shut", ("10.1.3", "otp_entered_shut")),
        ("test_4a_1_2_links_back", ("4-1.1.2", "links_back")),
        ("test_4_1_lists_branches", ("4.1", "lists_branches")),
        ("test_7_2_1_2_1_bank_account", ("7.2.1.2.1", "bank_account")),
        ("tests/x.py::TestIt::test_1_1_said[a-2]", ("1.1", "said")),
        ("test_404_is_plain", None),
        ("test_10_1_3", None),
        ("test_something", None),
    ],
)
def test_a_name_has_one_reading(test: str, expected: tuple[str, str] | None) -> None:
    assert clause_of(test) == expected


def test_leaves_are_counted_and_what_is_missing_is_named() -> None:
    assert [line.clause.id for line in FOUND.leaves] == ["1.1", "2.1.1", "2.1.2", "4-1.1"]
    assert FOUND.answered == 2
    assert FOUND.unanswered == ("1.1", "2.1.2")


def test_an_answer_to_a_clause_above_others_answers_no_leaf() -> None:
    assert [line.clause.id for line in FOUND.above] == ["2.1"]
    assert FOUND.by_kind["statement"] == 0


def test_kinds_are_counted_over_the_leaves() -> None:
    assert {kind: count for kind, count in FOUND.by_kind.items() if count} == {"gate": 2, "disclosure": 1, "trace": 1}
    assert len(FOUND.by_kind) == 8


def test_a_test_that_names_an_answer_is_that_answers_alone() -> None:
    verified, again, kept = FOUND.leaves[1].answers
    together = "tests/a.py::test_2_1_1_everything_together"
    assert verified.tests == (together, "tests/a.py::test_2_1_1_verified_shut")
    assert again.tests == (together, "tests/a.py::test_2_1_1_verified_again_open")
    assert kept.tests == (together,)
    assert FOUND.leaves[3].answers[0].tests == ("tests/a.py::test_4a_1_way_back_is_there",)


def test_as_json_has_the_agreed_shape() -> None:
    given = FOUND.as_json()
    assert list(given) == ["edition", "leaves", "answered", "by_kind", "unanswered", "clauses"]
    assert (given["edition"], given["leaves"], given["answered"], given["unanswered"]) == ("2030-01-01", 4, 2, ["1.1", "2.1.2"])
    assert given["clauses"][0] == {"id": "1.1", "answers": []}
    assert given["clauses"][3] == {
        "id": "4-1.1",
        "answers": [
            {"kind": "disclosure", "where": "toubao/rules/articles/art04a.py:3", "tests": ["tests/a.py::test_4a_1_way_back_is_there"]}
        ],
    }


def test_the_page_quotes_the_norm_in_its_order_and_leaves_line_numbers_out() -> None:
    page = markdown(FOUND)
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## 2.1 · 第二條",
        "## 2.1.1 · 第二條第一款",
        "## 4-1.1 · 第四條之一",
        "## Not answered yet",
    ]
    assert "> 先驗證。" in page
    assert "- **gate** `verified` in `toubao/rules/articles/art02.py`: 「先驗證」" in page
    assert "no test bears its name" in page
    assert page.endswith("1.1, 2.1.2\n")


def test_the_page_says_so_when_nothing_is_missing() -> None:
    whole = Edition("2030-01-01", "示範規範", date(2030, 1, 1), (), read("1.1\t甲方應告知。\n"))
    told = Statement(clause="1.1", quote="告知", why="nothing to enforce", where="toubao/rules/articles/art01.py:1")
    assert markdown(coverage(whole, (told,), (), ())).endswith("## Not answered yet\n\nNone.\n")
