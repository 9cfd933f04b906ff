"""Every leaf clause of the norm is answered, but for those listed here, in its own words and with a test; the page in the docs is fresh."""

from pathlib import Path

import pytest

from toubao import law
from toubao.doors.checkout import ids_of_tests
from toubao.rules.coverage import clause_of, coverage, markdown, not_shut_yet, shut_by
from toubao.rules.kit import KINDS, Answer, answers, gates

ROOT = Path(__file__).parents[2]
TESTS = ids_of_tests(ROOT / "tests")
FOUND = coverage(law.current(), answers(), TESTS, shut_by())

# The leaf clauses that no answer stands for yet. The list may only shrink: an answered clause leaves it.
UNANSWERED = """
    1.1
    2.1 2.4 2.5
    3.1.1 3.1.2 3.1.3 3.1.4 3.1.5
    4.1 4.2
    4-1.1.1 4-1.1.2 4-1.1.3
    6.1.4.1 6.1.4.2 6.1.5 6.1.6 6.1.7 6.1.8
    9.1.1 9.1.2 9.1.3 9.2
    10.1.4 10.1.6 10.2.1 10.2.2.1 10.2.2.2 10.2.2.3 10.2.2.4 10.2.2.5 10.2.2.6 10.2.2.7 10.2.2.8 10.2.3 10.2.4.1 10.2.4.2 10.2.4.3
    10.2.4.4 10.2.4.5 10.2.5 10.2.6 10.3 10.4
    11.1.1 11.1.2 11.1.3.1 11.1.3.2
    12.1.3
    14.1.1 14.1.2 14.1.3 14.2 14.3 14.4
    15.1.5
    16.1 16.2 16.3 16.4
    17.1 17.2.1 17.2.2 17.2.3 17.2.4 17.3
    18.1.2
    19.1
    20.1
    21.1.1 21.1.2 21.1.3 21.1.4 21.1.5 21.1.6
    22.1.1 22.1.2 22.1.3
    23.1.1 23.1.2 23.1.3 23.1.4
    24.1 24.2.1 24.2.2 24.2.3 24.2.4 24.2.5 24.2.6 24.2.7 24.2.8 24.2.9 24.2.10 24.2.11 24.2.12 24.2.13
    25.1.1 25.1.2 25.1.3
    26.1.1 26.1.2 26.1.3 26.1.4 26.1.5
    27.1.1 27.1.2 27.1.3 27.1.4 27.1.5
    28.2
    29.1
    30.1
    31.1
    32.1
""".split()  # noqa: SIM905 - a list of ids a line an article is what people read


def test_each_leaf_clause_has_an_answer_or_stands_in_the_list() -> None:
    assert [clause for clause in FOUND.unanswered if clause not in UNANSWERED] == []


def test_an_answered_clause_leaves_the_list() -> None:
    assert [clause for clause in UNANSWERED if clause not in FOUND.unanswered] == []


def test_the_list_holds_no_clause_twice() -> None:
    assert len(UNANSWERED) == len(set(UNANSWERED))


@pytest.mark.parametrize("answer", answers(), ids=lambda each: f"{each.clause}:{each.where.rpartition('/')[2]}")
def test_an_answer_quotes_its_clause_word_for_word(answer: Answer) -> None:
    assert len(answer.quote) >= 4
    assert answer.quote in law.words(answer.clause)
    assert answer.kind in {kind.kind for kind in KINDS}


@pytest.mark.parametrize("answer", answers(), ids=lambda each: f"{each.clause}:{each.where.rpartition('/')[2]}")
def test_an_answer_stands_in_its_articles_file(answer: Answer) -> None:
    number, _, inserted = law.current().clause(answer.clause).article.partition("-")
    letter = chr(ord("a") + int(inserted) - 1) if inserted else ""
    assert answer.where.startswith(f"toubao/rules/articles/art{int(number):02}{letter}_"), answer.where


def test_a_test_named_for_a_clause_names_one_of_the_norm() -> None:
    named = {test: found[0] for test in TESTS if (found := clause_of(test))}
    assert {test: clause for test, clause in named.items() if not law.current().has(clause)} == {}


def test_every_answer_has_a_test_that_bears_its_clauses_name_and_its_own_or_nobodys() -> None:
    lines = (*FOUND.leaves, *FOUND.above)
    untested = [f"{line.clause.id} {each.kind} {each.name}" for line in lines for each in line.answers if not each.tests]
    assert untested == []


def test_each_gate_is_driven_shut_through_a_door_or_it_is_said_why_not() -> None:
    assert set(shut_by()) | set(not_shut_yet()) == set(gates())
    assert set(shut_by()) & set(not_shut_yet()) == set()
    assert all(len(why) > 20 for why in not_shut_yet().values())


def test_the_tests_that_drive_gates_shut_are_there() -> None:
    assert [test for test in shut_by().values() if test.partition("[")[0] not in TESTS] == []


def test_a_gate_that_is_not_driven_shut_answers_nothing() -> None:
    counted = {each.name for line in (*FOUND.leaves, *FOUND.above) for each in line.answers if each.kind == "gate"}
    assert counted == set(shut_by())
    without = coverage(law.current(), answers(), TESTS, set(shut_by()) - {"trading_terms_complete"})
    assert "trading_terms_complete" not in {each.name for line in (*without.leaves, *without.above) for each in line.answers}


def test_the_page_in_the_docs_is_fresh() -> None:
    page = ROOT / "docs" / "generated" / "clauses.md"
    assert page.read_text("utf-8") == markdown(FOUND), "answers or tests have changed: run `toubao clauses --markdown`"
