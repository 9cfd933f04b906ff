"""Dated values: one holds on each day, and each says its source and how sure it is."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from toubao.rules import dated


def test_each_value_says_its_source_and_how_sure_it_is() -> None:
    assert all(entry.source and entry.certainty in {"Q", "S", "I"} for entry in dated.entries())


def test_a_name_holds_one_value_at_most_on_a_day() -> None:
    for name in {entry.name for entry in dated.entries()}:
        listed = dated.named(name)
        assert all(entry.starts <= entry.ends for entry in listed)
        assert all(one.ends + timedelta(days=1) == next_one.starts for one, next_one in pairwise(listed))


def test_first_and_last_day_are_included() -> None:
    old_form = dated.in_force("resident_number_old_form", date(2030, 12, 31))
    assert old_form is not None
    assert old_form.value == "ABCD"
    assert dated.in_force("resident_number_old_form", date(2031, 1, 1)) is None


@pytest.mark.parametrize("name", ["no_such_value", "resident_number_old_form"])
def test_what_is_no_number_on_that_day_is_refused(name: str) -> None:
    with pytest.raises(LookupError, match=name):
        dated.number(name, date(2026, 1, 1))
