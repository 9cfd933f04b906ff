"""Time as the law counts it: periods (civil_code), Taiwan's days off (days_off) and ages (ages); pure, no clock is read here."""

from toubao.rules.periods.ages import adult_age_on, age_on, is_adult_on, turns
from toubao.rules.periods.civil_code import (
    TAIPEI,
    Period,
    Unit,
    day_of,
    days,
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
from toubao.rules.periods.days_off import DaysOff, OutsideCalendar, days_off

__all__ = [
    "TAIPEI",
    "DaysOff",
    "OutsideCalendar",
    "Period",
    "Unit",
    "adult_age_on",
    "age_on",
    "day_of",
    "days",
    "days_off",
    "end_of",
    "ends",
    "hours",
    "is_adult_on",
    "last_day",
    "minutes",
    "months",
    "start_of",
    "turns",
    "weeks",
    "working_days",
    "years",
]
