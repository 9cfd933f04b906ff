"""Plates in one form, however they are typed (8.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.business.motor.plates import LONGEST, Fault, normalised, plate_fault

PLATES = st.text(st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789試軍"), min_size=2, max_size=8)
DASHES = st.text(st.sampled_from("-‐‑–—－−·．. \u3000\u200b\t"), max_size=3)


def wide(text: str) -> str:
    """The same with full-width letters and figures."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


@given(PLATES, DASHES, DASHES, st.integers(0, 8), st.booleans(), st.booleans())
def test_a_plate_is_the_same_however_it_is_typed(plate: str, dash: str, ends: str, at: int, full: bool, small: bool) -> None:
    typed = ends + plate[:at] + dash + plate[at:] + ends
    typed = typed.lower() if small else typed
    assert normalised(wide(typed) if full else typed) == plate
    assert plate_fault(typed) is None


@given(st.text(max_size=30))
def test_what_is_in_one_form_stays_so(typed: str) -> None:
    once = normalised(typed)
    assert normalised(once) == once
    assert plate_fault(typed) == plate_fault(once)


@given(PLATES, PLATES)
def test_two_plates_stay_two(one: str, other: str) -> None:
    assert (normalised(one) == normalised(other)) == (one == other)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY), (" －- ", Fault.EMPTY), ("ABC_1234", Fault.SIGN), ("ABC/1234", Fault.SIGN), ("😀123", Fault.SIGN),
        ("A", Fault.SHORT),
        ("A" * (LONGEST + 1), Fault.LONG), ("ABC-1234", None), ("試1234", None), ("A1", None),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_plate(typed: str, fault: Fault | None) -> None:
    assert plate_fault(typed) is fault
