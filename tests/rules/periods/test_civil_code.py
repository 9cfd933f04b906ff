"""Periods under the Civil Code 119 to 123: known cases of its articles, and what must hold of every period."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.rules.periods import (
    TAIPEI,
    DaysOff,
    OutsideCalendar,
    Period,
    Unit,
    day_of,
    days,
    days_off,
    end_of,
    ends,
    hours,
    last_day,
    minutes,
    months,
    start_of,
    weeks,
    working_days,
    years,
)

CALENDAR_UNITS = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)
LONGEST = {Unit.DAYS: 400, Unit.WEEKS: 60, Unit.MONTHS: 60, Unit.YEARS: 5, Unit.WORKING_DAYS: 60}

dates = st.dates(date(2020, 1, 1), date(2039, 12, 31))
moments = st.builds(datetime.combine, dates, st.times(), st.just(TAIPEI))


@st.composite
def periods(draw: st.DrawFn, units: tuple[Unit, ...] = tuple(LONGEST), *, rolls: bool = True) -> Period:
    unit = draw(st.sampled_from(units))
    return Period(draw(st.integers(1, LONGEST[unit])), unit, rolls)


def taipei(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=TAIPEI)


# Article 120: when a period begins


def test_received_on_1_may_ten_days_end_with_11_may() -> None:
    assert last_day(date(2026, 5, 1), days(10, rolls=True)) == date(2026, 5, 11)
    assert ends(taipei(2026, 5, 1, 23, 59), days(10, rolls=True)) == taipei(2026, 5, 12)


def test_the_hour_of_the_event_makes_no_difference_to_days() -> None:
    assert ends(taipei(2026, 5, 4, 0, 0), days(10, rolls=True)) == ends(taipei(2026, 5, 4, 23, 59), days(10, rolls=True))


def test_the_day_is_decided_in_taipei() -> None:
    late_in_utc = datetime(2026, 5, 4, 15, 59, tzinfo=UTC)
    assert day_of(late_in_utc) == date(2026, 5, 4)
    assert day_of(late_in_utc + timedelta(minutes=1)) == date(2026, 5, 5)
    assert ends(late_in_utc + timedelta(minutes=1), days(1, rolls=True)) == taipei(2026, 5, 7)


def test_hours_run_at_once_and_through_a_weekend() -> None:
    friday_evening = taipei(2026, 5, 8, 18, 30)
    assert ends(friday_evening, hours(24)) == taipei(2026, 5, 9, 18, 30)
    assert ends(friday_evening, minutes(15)) == taipei(2026, 5, 8, 18, 45)


# Article 121: when it ends


@pytest.mark.parametrize(
    ("event", "period", "expected"),
    [
        (date(2026, 1, 27), months(1, rolls=True), date(2026, 2, 27)),
        (date(2026, 1, 28), months(1, rolls=True), date(2026, 2, 28)),
        (date(2026, 1, 29), months(1, rolls=True), date(2026, 2, 28)),
        (date(2026, 1, 30), months(1, rolls=True), date(2026, 2, 28)),
        (date(2026, 1, 31), months(1, rolls=True), date(2026, 2, 28)),
        (date(2028, 1, 29), months(1, rolls=True), date(2028, 2, 29)),
        (date(2028, 1, 31), months(1, rolls=True), date(2028, 2, 29)),
        (date(2026, 3, 30), months(1, rolls=True), date(2026, 4, 30)),
        (date(2026, 3, 31), months(1, rolls=True), date(2026, 4, 30)),
        (date(2026, 4, 30), months(1, rolls=True), date(2026, 5, 31)),
        (date(2026, 11, 30), months(3, rolls=True), date(2027, 2, 28)),
        (date(2026, 12, 31), months(1, rolls=True), date(2027, 1, 31)),
        (date(2028, 2, 28), years(1, rolls=True), date(2029, 2, 28)),
        (date(2028, 2, 29), years(1, rolls=True), date(2029, 2, 28)),
        (date(2027, 2, 28), years(1, rolls=True), date(2028, 2, 29)),
        (date(2026, 11, 22), years(5, rolls=True), date(2031, 11, 22)),
        (date(2026, 5, 6), weeks(2, rolls=True), date(2026, 5, 20)),
        (date(2028, 2, 28), days(1, rolls=True), date(2028, 2, 29)),
    ],
)
def test_month_ends_and_leap_years(event: date, period: Period, expected: date) -> None:
    assert last_day(event, Period(period.count, period.unit, rolls=False)) == expected


# Article 122: a last day that is off


@pytest.mark.parametrize(
    ("event", "period", "expected", "why"),
    [
        (date(2026, 5, 6), days(10, rolls=True), date(2026, 5, 18), "16 May is a Saturday"),
        (date(2026, 5, 7), days(10, rolls=True), date(2026, 5, 18), "17 May is a Sunday"),
        (date(2026, 4, 21), days(10, rolls=True), date(2026, 5, 4), "1 May is Labour Day, a Friday"),
        (date(2025, 4, 21), days(10, rolls=True), date(2025, 5, 1), "before 2026 offices work on Labour Day"),
        (date(2026, 2, 4), days(10, rolls=True), date(2026, 2, 23), "14 to 22 February is the lunar new year"),
        (
            date(2025, 1, 29),
            days(10, rolls=True),
            date(2025, 2, 8),
            "8 February 2025 is a Saturday on which offices make up for another day",
        ),
        (date(2026, 5, 8), days(3, rolls=True), date(2026, 5, 11), "days off before the last day count"),
    ],
)
def test_a_last_day_off_gives_way_to_the_next_working_day(event: date, period: Period, expected: date, why: str) -> None:
    assert last_day(event, period) == expected, why


def test_a_plain_lapse_of_time_does_not_roll() -> None:
    assert last_day(date(2026, 5, 6), days(10, rolls=False)) == date(2026, 5, 16)


# Working days


def test_working_days_leave_out_days_off_on_the_way() -> None:
    assert last_day(date(2026, 5, 7), working_days(1)) == date(2026, 5, 8)
    assert last_day(date(2026, 5, 7), working_days(2)) == date(2026, 5, 11)
    assert last_day(date(2026, 5, 9), working_days(2)) == date(2026, 5, 12)


@given(dates, st.integers(1, 60))
def test_working_days_are_that_many(day: date, count: int) -> None:
    last = last_day(day, working_days(count))
    between = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(not days_off().is_off(each) for each in between) == count


# What holds of every period


@given(moments, periods())
def test_none_ends_on_a_day_off(starts: datetime, period: Period) -> None:
    last_instant = ends(starts, period) - timedelta.resolution
    assert not days_off().is_off(day_of(last_instant))


@given(moments, moments, periods())
def test_a_later_start_never_ends_earlier(one: datetime, other: datetime, period: Period) -> None:
    first, second = sorted((one, other))
    assert ends(first, period) <= ends(second, period)


@given(moments, periods(), st.data())
def test_a_longer_period_never_ends_earlier(starts: datetime, period: Period, data: st.DataObject) -> None:
    shorter = Period(data.draw(st.integers(1, period.count)), period.unit)
    assert ends(starts, shorter) <= ends(starts, period)


@given(dates, periods(CALENDAR_UNITS))
def test_rolling_only_ever_gives_time(day: date, period: Period) -> None:
    bare = last_day(day, Period(period.count, period.unit, rolls=False))
    rolled = last_day(day, period)
    assert rolled >= bare
    assert all(days_off().is_off(bare + timedelta(days=n)) for n in range((rolled - bare).days))


@given(dates, st.integers(1, 400))
def test_days_are_counted_from_the_day_after(day: date, count: int) -> None:
    assert last_day(day, days(count, rolls=False)) - day == timedelta(days=count)


@given(dates, st.integers(1, 60))
def test_weeks_are_seven_days_and_years_twelve_months(day: date, count: int) -> None:
    assert last_day(day, weeks(count, rolls=True)) == last_day(day, days(7 * count, rolls=True))
    if count <= 5:
        assert last_day(day, years(count, rolls=True)) == last_day(day, months(12 * count, rolls=True))


@given(dates, st.integers(1, 60))
def test_a_month_never_ends_before_its_last_day_or_beyond_the_corresponding_one(day: date, count: int) -> None:
    last = last_day(day, months(count, rolls=False))
    assert (12 * last.year + last.month) - (12 * day.year + day.month) == count
    assert last.day == day.day or (last + timedelta(days=1)).day == 1


@given(moments, periods())
def test_the_end_is_midnight_in_taipei_given_in_utc(starts: datetime, period: Period) -> None:
    end = ends(starts, period)
    assert end.tzinfo is UTC
    assert end.astimezone(TAIPEI).time().isoformat() == "00:00:00"
    assert end == end_of(last_day(day_of(starts), period))
    assert day_of(end - timedelta.resolution) == last_day(day_of(starts), period)


@given(moments, periods(), st.integers(-12, 14))
def test_the_zone_in_which_a_moment_is_written_makes_no_difference(starts: datetime, period: Period, offset: int) -> None:
    elsewhere = starts.astimezone(timezone(timedelta(hours=offset)))
    assert ends(elsewhere, period) == ends(starts, period) == ends(starts.astimezone(UTC), period)


@given(st.dates(date(2020, 1, 1), date(2045, 12, 30)))
def test_every_day_in_taipei_has_24_hours(day: date) -> None:
    assert end_of(day) - end_of(day - timedelta(days=1)) == timedelta(hours=24)


@given(moments, st.integers(1, 400))
def test_hours_take_exactly_their_time(starts: datetime, count: int) -> None:
    assert ends(starts, hours(count)) - starts == timedelta(hours=count)
    assert ends(starts, minutes(60 * count)) == ends(starts, hours(count))


# What is refused


@pytest.mark.parametrize("make", [*(partial(make, rolls=True) for make in (days, weeks, months, years)), hours, minutes, working_days])
def test_a_period_of_nothing_is_refused(make: Callable[[int], Period]) -> None:
    with pytest.raises(ValueError, match="is none"):
        make(0)


def test_a_time_without_zone_is_refused() -> None:
    bare = taipei(2026, 5, 1).replace(tzinfo=None)
    for period in (days(10, rolls=True), hours(1)):
        with pytest.raises(ValueError, match="zone"):
            ends(bare, period)


def test_hours_have_no_last_day() -> None:
    with pytest.raises(ValueError, match="24小時"):
        last_day(date(2026, 5, 1), hours(24))


def test_a_year_whose_days_off_are_unknown_is_refused_and_not_guessed() -> None:
    with pytest.raises(OutsideCalendar, match="2046"):
        last_day(date(2045, 12, 25), days(30, rolls=True))
    assert last_day(date(2045, 12, 25), days(30, rolls=False)) == date(2046, 1, 24)


def test_an_insurer_can_bring_its_own_days_off() -> None:
    typhoon = DaysOff.read('[2026]\nannounced = true\nsource = "own"\ncertainty = "Q"\noff = [2026-05-11]\nwork = []\n')
    assert last_day(date(2026, 5, 1), days(10, rolls=True), holidays=typhoon) == date(2026, 5, 12)
    assert ends(taipei(2026, 5, 1), days(10, rolls=True), holidays=typhoon) == taipei(2026, 5, 13)


@pytest.mark.parametrize(
    ("period", "chinese"),
    [
        (days(30, rolls=True), "30日"),
        (hours(24), "24小時"),
        (working_days(2), "2個工作日"),
        (months(6, rolls=True), "6個月"),
        (years(5, rolls=True), "5年"),
    ],
)
def test_a_period_says_itself_in_chinese(period: Period, chinese: str) -> None:
    assert str(period) == chinese


def test_7_3_five_years_without_use_end_on_a_sunday_too_and_beyond_the_calendar_of_days_off() -> None:
    from toubao.rules.articles import art08_service
    from toubao.rules.articles.art07_registration import account

    for lapse in (account.SLEEPS_AFTER, art08_service.SLEEPS_AFTER):
        assert last_day(date(2026, 11, 30), lapse) == date(2031, 11, 30), "a Sunday"
        assert ends(taipei(2026, 11, 30, 15, 0), lapse) == taipei(2031, 12, 1)
        assert last_day(date(2060, 2, 29), lapse) == date(2065, 2, 28)
    assert last_day(date(2026, 11, 30), years(5, rolls=True)) == date(2031, 12, 1), "positive control"


def test_whoever_makes_a_period_says_whether_something_must_be_done_by_its_end() -> None:
    for make in (days, weeks, months, years):
        with pytest.raises(TypeError, match="rolls"):
            make(1)  # type: ignore[call-arg]  # what is tested


@given(dates)
def test_a_day_begins_where_the_day_before_ends_and_is_the_day_of_its_beginning(day: date) -> None:
    assert start_of(day) == end_of(day - timedelta(days=1))
    assert day_of(start_of(day)) == day
    assert start_of(day).utcoffset() == timedelta(0)
