"""Taiwan's days off as data: they agree with an independent source, and a damaged file is refused."""

from datetime import date, timedelta

import holidays
import pytest

from toubao.rules.periods import DaysOff, OutsideCalendar, days_off

YEARS = range(2020, 2046)
ENTRY = '[2026]\nannounced = true\nsource = "a test"\ncertainty = "Q"\noff = [{off}]\nwork = [{work}]\n'


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", YEARS)
def test_the_data_agree_with_the_holidays_package(year: int) -> None:
    taiwan = holidays.country_holidays("TW", years=range(year - 1, year + 2))
    assert [day for day in days_of(year) if days_off().is_off(day)] == [day for day in days_of(year) if not taiwan.is_working_day(day)]


def test_every_year_is_there_and_says_where_it_is_from() -> None:
    assert tuple(days_off().years) == tuple(YEARS)
    assert all(year.source for year in days_off().years.values())
    assert {year.certainty for year in days_off().years.values() if year.announced} == {"S"}
    assert {year.certainty for year in days_off().years.values() if not year.announced} == {"I"}


def test_estimates_follow_the_announced_years() -> None:
    assert not days_off().is_estimate(date(2026, 12, 31))
    assert days_off().is_estimate(date(2027, 1, 1))
    announced = [year.announced for year in days_off().years.values()]
    assert announced == sorted(announced, reverse=True)


def test_the_yearly_totals_are_those_that_the_government_gave() -> None:
    totals = {2021: 116, 2024: 115, 2026: 120}
    assert {year: sum(days_off().is_off(day) for day in days_of(year)) for year in totals} == totals


def test_a_made_up_saturday_is_a_working_day() -> None:
    assert not days_off().is_off(date(2025, 2, 8))
    assert days_off().is_off(date(2025, 2, 15))
    assert days_off().working_day_from(date(2025, 2, 8)) == date(2025, 2, 8)


def test_the_next_working_day_after_the_lunar_new_year() -> None:
    assert days_off().working_day_from(date(2026, 2, 14)) == date(2026, 2, 23)


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2046, 1, 1)])
def test_a_day_outside_the_data_is_refused(day: date) -> None:
    for question in (days_off().is_off, days_off().is_estimate, days_off().working_day_from):
        with pytest.raises(OutsideCalendar, match=str(day.year)):
            question(day)


@pytest.mark.parametrize(("off", "work"), [("2026-05-16", ""), ("", "2026-05-15"), ("2027-01-01", ""), ("", "2027-01-02")])
def test_a_day_in_the_wrong_list_or_year_is_refused(off: str, work: str) -> None:
    with pytest.raises(ValueError, match="2026"):
        DaysOff.read(ENTRY.format(off=off, work=work))
