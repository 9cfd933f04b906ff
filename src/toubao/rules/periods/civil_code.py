"""Periods as the Civil Code counts them (articles 119 to 123); which days are off is in days_off, ages are in ages.

What the articles say, and where it is done here:
- 120: minutes and hours run at once; of days, weeks, months and years the day on which they begin is not counted.
- 121: they end with the end of their last day, which is the day before the one that corresponds to the first day counted, or the last
  day of a month that has no such day.
- 122: where something must be declared or performed within the period and its last day is a Sunday, a holiday or another day off, the next
  day that is none takes its place. Only the last day counts: days off before it are not left out.
- 123: months and years follow the calendar.

**The end is the first instant that lies outside**: midnight in Taipei after the last day, given in UTC. So a period still runs while
`now < ends(...)`, nothing is lost between 23:59:59 and midnight, and what people are shown is `last_day(...)`.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from toubao.rules.periods.days_off import DaysOff, days_off

TAIPEI = ZoneInfo("Asia/Taipei")
ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a period is counted in, by its Chinese word."""

    MINUTES = "分鐘"
    HOURS = "小時"
    DAYS = "日"
    WEEKS = "週"
    MONTHS = "個月"
    YEARS = "年"
    WORKING_DAYS = "個工作日"


CLOCK = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in the law's units; raises ValueError for a count below one.

    `rolls` says that something must be declared or performed within it, so that a last day off gives way to the next working day (122).
    It is False for a plain lapse of time, as "five years without a purchase", in which nobody has to do anything by the last day. Whoever
    makes a period of days, weeks, months or years says which it is.
    """

    count: int
    unit: Unit
    rolls: bool = True

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"a period of {self.count} {self.unit} is none")

    def __str__(self) -> str:
        """The period in Chinese, as 30日 or 24小時."""
        return f"{self.count}{self.unit}"


def minutes(count: int) -> Period:
    """So many minutes, run at once (120)."""
    return Period(count, Unit.MINUTES)


def hours(count: int) -> Period:
    """So many hours, run at once and through days off (120)."""
    return Period(count, Unit.HOURS)


def days(count: int, *, rolls: bool) -> Period:
    """So many days, counted from the day after (120)."""
    return Period(count, Unit.DAYS, rolls)


def weeks(count: int, *, rolls: bool) -> Period:
    """So many weeks, counted from the day after (120)."""
    return Period(count, Unit.WEEKS, rolls)


def months(count: int, *, rolls: bool) -> Period:
    """So many calendar months, counted from the day after (120, 121, 123)."""
    return Period(count, Unit.MONTHS, rolls)


def years(count: int, *, rolls: bool) -> Period:
    """So many calendar years, counted from the day after (120, 121, 123)."""
    return Period(count, Unit.YEARS, rolls)


def working_days(count: int) -> Period:
    """So many days on which offices work, counted from the day after; days off on the way are left out."""
    return Period(count, Unit.WORKING_DAYS)


def ends(starts: datetime, period: Period, *, holidays: DaysOff | None = None) -> datetime:
    """The first instant (UTC) after a period that an event at `starts` sets going; within it is `now < ends(...)`.

    `holidays` are Taiwan's days off by default. Raises ValueError for a time without zone, OutsideCalendar where the days off aren't known.
    """
    if period.unit in CLOCK:
        return _aware(starts).astimezone(UTC) + period.count * CLOCK[period.unit]
    return end_of(last_day(day_of(starts), period, holidays=holidays))


def last_day(day: date, period: Period, *, holidays: DaysOff | None = None) -> date:
    """The last day of a period that an event on `day` sets going: ten days from 1 May end with 11 May.

    Raises ValueError for minutes and hours, which end at an instant; OutsideCalendar where the days off aren't known.
    """
    calendar = days_off() if holidays is None else holidays
    first = day + ONE_DAY
    match period.unit:
        case Unit.WORKING_DAYS:
            return _working(first, period.count, calendar)
        case Unit.DAYS:
            last = day + period.count * ONE_DAY
        case Unit.WEEKS:
            last = day + 7 * period.count * ONE_DAY
        case Unit.MONTHS:
            last = _before_corresponding(first, period.count)
        case Unit.YEARS:
            last = _before_corresponding(first, 12 * period.count)
        case _:
            raise ValueError(f"{period} end at an instant, not with a day")
    return calendar.working_day_from(last) if period.rolls else last


def day_of(moment: datetime) -> date:
    """The day in Taipei on which that moment falls; raises ValueError for a time without zone."""
    return _aware(moment).astimezone(TAIPEI).date()


def end_of(day: date) -> datetime:
    """The first instant (UTC) after that day in Taipei."""
    return datetime.combine(day + ONE_DAY, time.min, TAIPEI).astimezone(UTC)


def start_of(day: date) -> datetime:
    """The first instant (UTC) of that day in Taipei."""
    return datetime.combine(day, time.min, TAIPEI).astimezone(UTC)


def _before_corresponding(first: date, count: int) -> date:
    """The day before the one that corresponds to `first` after `count` months, or the month's last day where there is none (121)."""
    year, month = divmod(12 * first.year + first.month - 1 + count, 12)
    length = monthrange(year, month + 1)[1]
    if first.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, first.day) - ONE_DAY


def _working(first: date, count: int, calendar: DaysOff) -> date:
    """The `count`th working day on or after `first`."""
    day = calendar.working_day_from(first)
    for _ in range(count - 1):
        day = calendar.working_day_from(day + ONE_DAY)
    return day


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone can't be placed on a day in Taipei")
    return moment
