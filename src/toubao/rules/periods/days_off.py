"""Which days in Taiwan are off, as data from days_off.toml; how periods use them is in civil_code.

What a "Sunday, holiday or other day off" (Civil Code 122) is: a day on which the government's yearly office calendar
(政府行政機關辦公日曆表) lets its offices rest. That calendar holds the holidays of the Act on commemorative days and festivals
(紀念日及節日實施條例 of 2025-05-28; before it the regulation 紀念日及節日實施辦法), their days in lieu, and Saturdays and Sundays. On a
Saturday that makes up for another day off (補行上班, until 2025) offices do work, so it is none. Labour Day is in it from 2026 on. Days off
for typhoons are decided from day to day and by district: an insurer adds them to its own copy of the data. The Code itself names only
Sundays and holidays; that Saturdays and the make-up days follow the office calendar is how we read "other day off" (certainty I).

Why a data file, when the `holidays` package knows Taiwan: a deadline that was told to a customer must not move when a package is updated;
each year says its source and whether it was announced or is still an estimate; and nothing has to be imported. A test holds the two
together.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Self

SATURDAY = 5


class OutsideCalendar(LookupError):
    """The days off of that year are not in the data."""


@dataclass(frozen=True, slots=True)
class Year:
    """One year's office calendar: `off` are its weekdays off, `work` the days of its weekends on which offices work all the same."""

    number: int
    announced: bool
    source: str
    certainty: str
    off: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The office calendars of some years."""

    years: Mapping[int, Year]

    @classmethod
    def read(cls, text: str) -> Self:
        """The calendar in a TOML text shaped as days_off.toml; raises ValueError for a day that stands in a wrong year or list."""
        return cls({int(number): _year(int(number), entry) for number, entry in tomllib.loads(text).items()})

    def is_off(self, day: date) -> bool:
        """Whether offices rest on that day; raises OutsideCalendar."""
        year = self._year_of(day)
        if day.weekday() >= SATURDAY:
            return day not in year.work
        return day in year.off

    def is_estimate(self, day: date) -> bool:
        """Whether the calendar of that day's year is not announced yet; raises OutsideCalendar."""
        return not self._year_of(day).announced

    def working_day_from(self, day: date) -> date:
        """That day, or the next that is not off; raises OutsideCalendar."""
        while self.is_off(day):
            day += timedelta(days=1)
        return day

    def _year_of(self, day: date) -> Year:
        try:
            return self.years[day.year]
        except KeyError:
            raise OutsideCalendar(f"the days off of {day.year} are not known; add the year to days_off.toml") from None


@cache
def days_off() -> DaysOff:
    """Taiwan's days off, as shipped."""
    return DaysOff.read(files(__package__).joinpath("days_off.toml").read_text("utf-8"))


def _year(number: int, entry: Mapping[str, Any]) -> Year:
    year = Year(number, entry["announced"], entry["source"], entry["certainty"], frozenset(entry["off"]), frozenset(entry["work"]))
    strays = {day for day in year.off | year.work if day.year != number}
    if strays | {day for day in year.off if day.weekday() >= SATURDAY} | {day for day in year.work if day.weekday() < SATURDAY}:
        raise ValueError(f"a day of {number} stands in the wrong year, or in the wrong list for its weekday")
    return year
