"""Ages under the Civil Code 12 and 124."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.rules.periods import adult_age_on, age_on, is_adult_on, turns

births = st.dates(date(1930, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2008, 11, 22), date(2026, 11, 21), 17),
        (date(2008, 11, 22), date(2026, 11, 22), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_a_birthday_completes_the_year(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age


def test_7_1_capacity_of_age_at_18_since_2023_and_at_20_before() -> None:
    assert adult_age_on(date(2022, 12, 31)) == 20
    assert adult_age_on(date(2023, 1, 1)) == 18
    nineteen = date(2003, 6, 1)
    assert not is_adult_on(nineteen, date(2022, 12, 31))
    assert is_adult_on(nineteen, date(2023, 1, 1))
    assert not is_adult_on(date(2008, 11, 23), date(2026, 11, 22))
    assert is_adult_on(date(2008, 11, 22), date(2026, 11, 22))


def test_no_adult_age_is_invented_for_a_time_before_the_law() -> None:
    with pytest.raises(LookupError, match="adult_age"):
        adult_age_on(date(1929, 10, 9))


def test_a_day_before_birth_is_refused() -> None:
    with pytest.raises(ValueError, match="not born"):
        age_on(date(2026, 5, 2), date(2026, 5, 1))


@given(births, st.integers(0, 110))
def test_a_person_turns_an_age_on_that_day_and_not_before(birth: date, age: int) -> None:
    day = turns(birth, age)
    assert age_on(birth, day) == age
    assert age == 0 or age_on(birth, day - timedelta(days=1)) == age - 1


@given(births, st.integers(0, 40_000), st.integers(0, 400))
def test_nobody_grows_younger(birth: date, lived: int, more: int) -> None:
    day = birth + timedelta(days=lived)
    assert age_on(birth, day) <= age_on(birth, day + timedelta(days=more)) <= age_on(birth, day) + 2


@given(births, births, st.dates(date(2026, 12, 31), date(2040, 1, 1)))
def test_who_was_born_earlier_is_not_younger(one: date, other: date, day: date) -> None:
    elder, younger = sorted((one, other))
    assert age_on(elder, day) >= age_on(younger, day)
