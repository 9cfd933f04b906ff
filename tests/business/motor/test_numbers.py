"""The three kinds of numbers with which a vehicle's insurance is looked up (8.3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from toubao.business.motor.numbers import LONGEST, Kind, look_up_index, number_fault, number_index, plate_index
from toubao.rules.identity_numbers import Fault, normalised

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "typed", "fault"),
    [
        (Kind.PERSON, "A123456789", None), (Kind.PERSON, "ａ１２３４５６７８９", None), (Kind.PERSON, "A800000014", None),
        (Kind.PERSON, "A123456788", Fault.CHECKSUM), (Kind.PERSON, "04595252", Fault.LENGTH), (Kind.BUSINESS, "04595252", None),
        (Kind.BUSINESS, "04595253", Fault.CHECKSUM), (Kind.BUSINESS, "A123456789", Fault.LENGTH), (Kind.BUSINESS, "0459525O", Fault.DIGITS),
        (Kind.TAX, "", Fault.EMPTY), (Kind.TAX, "稅籍12", Fault.DIGITS), (Kind.TAX, "12-34", Fault.DIGITS), (Kind.TAX, "ab 12", None),
        (Kind.TAX, "1" * (LONGEST + 1), Fault.LENGTH),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_number_of_each_kind(kind: Kind, typed: str, fault: Fault | None) -> None:
    assert number_fault(kind, typed, on=ON) is fault


@given(st.integers(0, 9_999_999), st.sampled_from(["", " ", "\u3000", "\u200b"]), st.booleans())
def test_a_number_is_found_however_it_is_typed(serial: int, space: str, small: bool) -> None:
    number = builders.id_number(serial)
    typed = space.join(number.lower() if small else number)
    assert number_fault(Kind.PERSON, typed, on=ON) is None
    assert number_index(normalised(typed)) == number_index(number)


def test_whoever_knows_one_of_the_two_has_nothing() -> None:
    """The digest of both together can't be made from those of each."""
    pair = look_up_index("A123456789", "DEM0001")
    assert pair not in (number_index("A123456789"), plate_index("DEM0001"), look_up_index("DEM0001", "A123456789"))
    assert pair != look_up_index("A12345678", "9DEM0001"), "where one ends and the other begins is part of it"
