"""What is wrong with an identity number, place by place, and how much the checksums really find (norm 7.2.1.2)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.rules.identity_numbers import (
    LETTERS,
    Fault,
    business_number_fault,
    national_id_fault,
    normalised,
    person_number_fault,
    resident_number_fault,
)

TODAY = date(2026, 11, 22)
LAST_DAY_OF_OLD_FORM = date(2030, 12, 31)
DIGIT_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1, 1)
DIGIT = st.integers(0, 9)


def with_check_digit(letter: str, second: str, seven: str) -> str:
    """The valid person's number that begins so: each last digit has weight 1, so exactly one fits."""
    return next(number for last in range(10) if person_number_fault(number := f"{letter}{second}{seven}{last}", on=TODAY) is None)


@st.composite
def persons(draw: st.DrawFn, seconds: str = "1289ABCD") -> str:
    seven = draw(st.text("0123456789", min_size=7, max_size=7))
    return with_check_digit(draw(st.sampled_from(sorted(LETTERS))), draw(st.sampled_from(seconds)), seven)


@st.composite
def businesses(draw: st.DrawFn) -> str:
    seven = draw(st.text("0123456789", min_size=7, max_size=7))
    return next(number for last in range(10) if business_number_fault(number := f"{seven}{last}") is None)


def changed(number: str, place: int, digit: int) -> str:
    return f"{number[:place]}{digit}{number[place + 1 :]}"


# Known numbers


@pytest.mark.parametrize("number", ["A123456789", "F131104093"])
def test_7_2_1_2_a_national_number_is_accepted(number: str) -> None:
    assert national_id_fault(number) is None
    assert person_number_fault(number, on=TODAY) is None
    assert resident_number_fault(number, on=TODAY) is Fault.SECOND


@pytest.mark.parametrize("number", ["A800000014", "AB00207171", "AC03095424", "BD01300667"])
def test_7_2_1_2_a_resident_number_is_accepted_in_both_forms(number: str) -> None:
    assert resident_number_fault(number, on=TODAY) is None
    assert person_number_fault(number, on=TODAY) is None
    assert national_id_fault(number) is Fault.SECOND


def test_7_2_1_2_the_old_form_is_accepted_until_its_last_day() -> None:
    for check in (resident_number_fault, person_number_fault):
        assert check("AB12345677", on=LAST_DAY_OF_OLD_FORM) is None
        assert check("AB12345677", on=date(2031, 1, 1)) is Fault.EXPIRED_FORM
        assert check("A800000014", on=date(2031, 1, 1)) is None


@pytest.mark.parametrize("number", ["04595252", "10458575", "22099131"])
def test_a_business_number_is_accepted(number: str) -> None:
    assert business_number_fault(number) is None


# What is wrong


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        (" \u3000\t", Fault.EMPTY),
        ("A12345678", Fault.LENGTH),
        ("A1234567890", Fault.LENGTH),
        ("A12-345-6789", Fault.LENGTH),
        ("1123456789", Fault.LETTER),
        ("Å123456789", Fault.LETTER),
        ("甲123456789", Fault.LETTER),
        ("A323456789", Fault.SECOND),
        ("AE23456789", Fault.SECOND),
        ("A12345678O", Fault.DIGITS),
        ("A1234567٨9", Fault.DIGITS),
        ("A123456788", Fault.CHECKSUM),
        ("A800000015", Fault.CHECKSUM),
        ("AB12345678", Fault.CHECKSUM),
    ],
)
def test_7_2_1_2_what_is_wrong_is_said(typed: str, fault: Fault) -> None:
    assert person_number_fault(typed, on=TODAY) is fault


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        ("0459525", Fault.LENGTH),
        ("045952522", Fault.LENGTH),
        ("0459525A", Fault.DIGITS),
        ("0459525²", Fault.DIGITS),
        ("04595253", Fault.CHECKSUM),
    ],
)
def test_what_is_wrong_with_a_business_number_is_said(typed: str, fault: Fault) -> None:
    assert business_number_fault(typed) is fault


def test_a_business_number_with_seven_in_its_seventh_place_may_come_out_either_way() -> None:
    assert business_number_fault("10458575") is None
    assert business_number_fault("10458574") is None
    assert business_number_fault("10458576") is Fault.CHECKSUM
    assert business_number_fault("10458565") is Fault.CHECKSUM


# As typed


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("a123456789", "A123456789"),
        ("Ａ１２３４５６７８９", "A123456789"),
        ("ａ１２３\u3000４５６ 789\u200b", "A123456789"),
        (" A12 345 6789\n", "A123456789"),
        ("ı123", "ı123"),
        ("①23", "①23"),
        ("A12-34", "A12-34"),
    ],
)
def test_a_number_is_stored_in_one_form(typed: str, expected: str) -> None:
    assert normalised(typed) == expected


@given(st.text())
def test_normalising_again_changes_nothing(typed: str) -> None:
    assert normalised(normalised(typed)) == normalised(typed)


@given(st.text())
def test_anything_can_be_typed_without_an_error(typed: str) -> None:
    assert person_number_fault(typed, on=TODAY) in {*Fault, None}
    assert business_number_fault(typed) in {*Fault, None}


@given(persons(), st.integers(0, 10))
def test_spaces_width_and_case_make_no_difference(number: str, place: int) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number.lower())
    assert person_number_fault(f"{wide[:place]} {wide[place:]}", on=TODAY) is None


# How much the checksum finds


@given(persons("1289"), st.integers(1, 9), DIGIT)
def test_one_changed_digit_is_found_unless_its_weight_hides_the_difference(number: str, place: int, digit: int) -> None:
    hidden = DIGIT_WEIGHTS[place - 1] * (digit - int(number[place])) % 10 == 0
    typed = changed(number, place, digit)
    if place == 1 and digit not in (1, 2, 8, 9):
        assert person_number_fault(typed, on=TODAY) is Fault.SECOND
    else:
        assert person_number_fault(typed, on=TODAY) is (None if hidden else Fault.CHECKSUM)


@given(persons("1289"), st.sampled_from([2, 6, 8, 9]), st.integers(1, 9))
def test_one_changed_digit_in_the_places_weighted_7_3_and_1_is_always_found(number: str, place: int, step: int) -> None:
    digit = (int(number[place]) + step) % 10
    assert person_number_fault(changed(number, place, digit), on=TODAY) is Fault.CHECKSUM


def test_one_changed_digit_elsewhere_can_slip_through() -> None:
    assert national_id_fault("A123456789") is None
    assert national_id_fault("A128456789") is None
    assert national_id_fault("A123656789") is None


@given(persons("1289"), st.integers(2, 7))
def test_two_neighbours_exchanged_are_found(number: str, place: int) -> None:
    one, other = number[place], number[place + 1]
    typed = f"{number[:place]}{other}{one}{number[place + 2 :]}"
    assert person_number_fault(typed, on=TODAY) is (None if one == other else Fault.CHECKSUM)


@given(persons())
def test_the_last_two_exchanged_are_not_found(number: str) -> None:
    assert person_number_fault(f"{number[:8]}{number[9]}{number[8]}", on=TODAY) is None


@given(businesses(), st.sampled_from([0, 2, 4, 7]), st.integers(1, 9))
def test_a_changed_digit_of_weight_1_in_a_business_number_is_found_unless_it_differs_by_5(number: str, place: int, step: int) -> None:
    typed = changed(number, place, (int(number[place]) + step) % 10)
    found = business_number_fault(typed) is Fault.CHECKSUM
    if step == 5:
        assert not found
    elif number[6] != "7":
        assert found


@given(st.text("0123456789", min_size=7, max_size=7))
def test_two_last_digits_fit_a_business_number_and_four_with_a_seven(seven: str) -> None:
    fitting = [last for last in range(10) if business_number_fault(f"{seven}{last}") is None]
    assert len(fitting) == (4 if seven[6] == "7" else 2)
