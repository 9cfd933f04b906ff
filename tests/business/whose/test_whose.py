"""For whom what runs may see rows: nobody to begin with, whoever is admitted, everything for the insurer's own work."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from toubao.business import whose
from toubao.business.whose import Finding

A, B = UUID(int=1), UUID(int=2)


@pytest.fixture(autouse=True)
def _for_nobody() -> Iterator[None]:
    with whose.nobody():
        yield


def test_nobody_is_admitted_to_begin_with() -> None:
    assert whose.now() == ""
    whose.admit()
    assert whose.now() == ""


def test_whoever_is_admitted_stays_until_the_block_ends() -> None:
    whose.admit(A)
    with whose.person(B):
        assert whose.now() == f"{{{A},{B}}}"
        whose.admit(A)
        assert whose.now() == f"{{{A},{B}}}"
    assert whose.now() == f"{{{A}}}"


def test_a_block_that_fails_ends_too() -> None:
    with pytest.raises(ValueError, match="broken"), whose.system():
        raise ValueError("broken")
    assert whose.now() == ""


def test_finding_shows_nothing_of_those_who_were_admitted() -> None:
    whose.admit(A)
    with whose.finding(Finding.ADDRESS):
        assert whose.now() == "find address"
    assert whose.now() == f"{{{A}}}"


def test_who_sees_everything_goes_on_seeing_it() -> None:
    with whose.system():
        whose.admit(A)
        with whose.person(B), whose.finding(Finding.LINK):
            assert whose.now() == whose.SYSTEM
    whose.staff()
    assert whose.sees_everything()
    whose.command()
    assert whose.now() == whose.SYSTEM
