"""Article 25: what two people decide."""

from dataclasses import replace

import pytest

from tests.rules.samples import OPEN, RELEASE_ASKED, RELEASING, SHUT, said
from toubao.rules.articles import art25_people as art25


@pytest.mark.parametrize("change", [{"right": False}, {"because": " "}, {"concerns": "lin"}], ids=str)
def test_25_1_may_ask_for_release_shut(change: dict[str, object]) -> None:
    assert said(art25.may_ask_for_release, RELEASE_ASKED) is OPEN
    assert said(art25.may_ask_for_release, replace(RELEASE_ASKED, **change)) is SHUT


def test_25_1_may_release_shut_without_the_role() -> None:
    assert said(art25.may_release, RELEASING) is OPEN
    assert said(art25.may_release, replace(RELEASING, right=False)) is SHUT


@pytest.mark.parametrize("change", [{"decided_by": "lin"}, {"decided_by": ""}, {"concerns": "wang"}], ids=str)
def test_25_1_released_by_somebody_else_shut(change: dict[str, object]) -> None:
    assert said(art25.released_by_somebody_else, RELEASING) is OPEN
    assert said(art25.released_by_somebody_else, replace(RELEASING, **change)) is SHUT


@pytest.mark.parametrize("change", [{"seen": "e"}, {"seen": "", "digest": ""}, {"stands": False}], ids=str)
def test_25_1_as_it_was_asked_shut(change: dict[str, object]) -> None:
    assert said(art25.as_it_was_asked, RELEASING) is OPEN
    assert said(art25.as_it_was_asked, replace(RELEASING, **change)) is SHUT


def test_25_1_released_in_time_shut_when_late() -> None:
    assert said(art25.released_in_time, RELEASING) is OPEN
    assert said(art25.released_in_time, replace(RELEASING, in_time=False)) is SHUT
