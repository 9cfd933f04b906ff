"""Tests that share something costly are handed to one worker: the places named exist, and all others stand for themselves."""

from tests.architecture.sources import ROOT
from tests.fixtures.together import SHARED, shared


def test_every_place_that_is_named_exists() -> None:
    assert [place for place in SHARED if not (ROOT / place).exists()] == []


def test_whoever_shares_is_together_and_nobody_else() -> None:
    assert shared("tests/journeys/test_cards.py::test_a[phone]") == shared("tests/journeys/accounts/test_anew.py::test_b")
    assert shared("tests/law/test_text.py::test_a") != shared("tests/law/test_text.py::test_b")
