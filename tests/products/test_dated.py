"""Dated values: one is in force on a day, and each says where it comes from."""

from datetime import date

import pytest

from toubao.products.dated import Certainty, Dated, NothingInForce, in_force, read

OLD = Dated(1, date.min, date(2021, 12, 31), "甲", Certainty.SECONDARY)
NEW = Dated(2, date(2022, 1, 1), date.max, "乙", Certainty.QUOTED)


def test_first_and_last_day_are_included() -> None:
    assert in_force([OLD, NEW], date(2021, 12, 31)) is OLD
    assert in_force([OLD, NEW], date(2022, 1, 1)) is NEW


def test_none_and_two_in_force_are_refused() -> None:
    with pytest.raises(NothingInForce, match="0 values"):
        in_force([OLD], date(2022, 1, 1))
    with pytest.raises(NothingInForce, match="2 values"):
        in_force([NEW, NEW], date(2022, 1, 1))


def test_a_row_without_source_or_with_days_reversed_is_refused() -> None:
    assert read({"value": 3, "source": "丙", "certainty": "N"}) == Dated(3, date.min, date.max, "丙", Certainty.SAMPLE)
    with pytest.raises(ValueError, match="source"):
        read({"value": 3, "source": " ", "certainty": "N"})
    with pytest.raises(ValueError, match="days in order"):
        read({"value": 3, "source": "丙", "certainty": "N", "from": date(2026, 1, 2), "to": date(2026, 1, 1)})


def test_each_certainty_has_its_own_label() -> None:
    assert len({each.label for each in Certainty}) == len(Certainty)
    assert "示範" in Certainty.SAMPLE.label
