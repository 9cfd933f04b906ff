"""Article 15: told before anything is asked, agreed to one by one, and taken back where that is possible."""

from dataclasses import replace

import pytest

from tests.rules.samples import AGREED, CONSENTING, OPEN, SHUT, WITHDRAWING, said
from toubao.rules.articles import art15_privacy as art15


def test_15_1_1_told_before_collecting() -> None:
    assert said(art15.told_before_collecting, AGREED) is OPEN
    assert said(art15.told_before_collecting, replace(AGREED, read=("online:d1",))) is SHUT


@pytest.mark.parametrize("agreed", [(), ("online:d1",), ("online:d1", "privacy:old")])
def test_15_1_2_agreed_one_by_one(agreed: tuple[str, ...]) -> None:
    assert said(art15.agreed_one_by_one, AGREED) is OPEN
    assert said(art15.agreed_one_by_one, replace(AGREED, agreed=agreed)) is SHUT


def test_15_1_2_agreed_freely() -> None:
    assert said(art15.agreed_freely, CONSENTING) is OPEN
    assert said(art15.agreed_freely, replace(CONSENTING, ticked=False)) is SHUT


def test_15_1_2_agreed_to_what_is_told() -> None:
    assert said(art15.agreed_to_what_is_told, CONSENTING) is OPEN
    assert said(art15.agreed_to_what_is_told, replace(CONSENTING, in_force=False)) is SHUT


def test_15_1_2_may_be_withdrawn_unless_the_contract_needs_it() -> None:
    assert said(art15.may_be_withdrawn, WITHDRAWING) is OPEN
    assert said(art15.may_be_withdrawn, replace(WITHDRAWING, optional=False)) is SHUT
