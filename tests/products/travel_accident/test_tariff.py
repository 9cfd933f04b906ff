"""The tariff: positive, monotonic, rounded once; days counted by hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toubao.products import load
from toubao.products.dated import Dated
from toubao.products.travel_accident import figures, tariff
from toubao.products.travel_accident.destinations import Zone
from toubao.products.travel_accident.trip import TAIPEI, Trip, full_years, taipei_day

PRODUCT = load("travel-accident", on=date(2026, 11, 22))
TARIFF = tariff.of(PRODUCT)
SUMS = st.integers(1, 15).map(lambda million: million * 1_000_000)
DAYS = st.integers(1, 180)
ZONES = st.sampled_from(Zone)
START = datetime(2026, 12, 1, 8, tzinfo=TAIPEI)


def test_an_example_by_hand() -> None:
    # 22 + 4 × 11 = 66 for a million over five days; 330 for five million; × 0.85 = 280.5, half up 281
    assert tariff.per_million(TARIFF, 5) == Decimal(66)
    assert tariff.premium(TARIFF, sum_insured=5_000_000, days=5, zone=Zone.ABROAD) == 330
    assert tariff.premium(TARIFF, sum_insured=5_000_000, days=5, zone=Zone.DOMESTIC) == 281
    # 22 + 6 × 11 + 23 × 6.20 + 60 × 3.90 + 90 × 2.60 = 698.6
    assert tariff.per_million(TARIFF, 180) == Decimal("698.60")


@settings(max_examples=50, deadline=None)
@given(sum_insured=SUMS, days=DAYS, zone=ZONES)
def test_a_premium_is_never_zero_and_never_below_the_least(sum_insured: int, days: int, zone: Zone) -> None:
    assert tariff.premium(TARIFF, sum_insured=sum_insured, days=days, zone=zone) >= TARIFF.least > 0


@settings(max_examples=50, deadline=None)
@given(sum_insured=SUMS, more=SUMS, days=DAYS, longer=DAYS, zone=ZONES)
def test_more_cover_or_more_days_never_cost_less(sum_insured: int, more: int, days: int, longer: int, zone: Zone) -> None:
    cheap = tariff.premium(TARIFF, sum_insured=min(sum_insured, more), days=min(days, longer), zone=zone)
    dear = tariff.premium(TARIFF, sum_insured=max(sum_insured, more), days=max(days, longer), zone=zone)
    assert cheap <= dear


@settings(max_examples=50, deadline=None)
@given(sum_insured=SUMS, days=DAYS)
def test_a_trip_at_home_never_costs_more(sum_insured: int, days: int) -> None:
    at_home, abroad = (tariff.premium(TARIFF, sum_insured=sum_insured, days=days, zone=zone) for zone in (Zone.DOMESTIC, Zone.ABROAD))
    assert at_home <= abroad


@pytest.mark.parametrize("days", [0, -1, 181])
def test_days_that_are_not_priced_are_refused(days: int) -> None:
    with pytest.raises(ValueError, match="1 to 180"):
        tariff.premium(TARIFF, sum_insured=1_000_000, days=days, zone=Zone.ABROAD)


def test_a_sum_that_is_not_positive_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        tariff.premium(TARIFF, sum_insured=0, days=1, zone=Zone.ABROAD)


@pytest.mark.parametrize(
    "wrong",
    [{"least": 0}, {"factors": {"domestic": "0", "abroad": "1"}}, {"bands": [{"to_day": 1, "rate": "-1"}]},
     {"bands": [{"to_day": 2, "rate": "1"}, {"to_day": 2, "rate": "1"}]}],
)  # fmt: skip
def test_a_tariff_that_could_give_nothing_or_less_is_not_loaded(wrong: dict[str, object]) -> None:
    good = PRODUCT.parameters["tariff"]
    bad = Dated({**good.value, **wrong}, good.since, good.until, good.source, good.certainty)
    with pytest.raises(ValueError, match="positive throughout"):
        tariff.of(replace(PRODUCT, parameters=MappingProxyType({**PRODUCT.parameters, "tariff": bad})))


@pytest.mark.parametrize(
    ("hours", "days"), [(1, 1), (24, 1), (25, 2), (106, 5), (180 * 24, 180), (180 * 24 + 1, 181), (0, 0), (-3, 0), (-25, -1)]
)
def test_days_are_begun_24_hours(hours: int, days: int) -> None:
    assert Trip(START, START + timedelta(hours=hours)).days == days


def test_a_second_into_the_next_day_is_a_day_and_is_insured_to_its_end() -> None:
    trip = Trip(START, START + timedelta(hours=24, seconds=1))
    assert trip.days == 2
    assert trip.cover_ends == START + timedelta(hours=48)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 180 * 24 * 60))
def test_the_cover_lasts_until_the_return(minutes: int) -> None:
    trip = Trip(START, START + timedelta(minutes=minutes))
    assert trip.cover_ends >= trip.returns
    assert trip.cover_ends - trip.returns < timedelta(hours=24)


def test_days_do_not_depend_on_how_a_moment_is_written() -> None:
    returns = START + timedelta(hours=30)
    assert Trip(START.astimezone(UTC), returns).days == Trip(START, returns.astimezone(UTC)).days == 2


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Trip(datetime(2026, 12, 1), START)  # noqa: DTZ001 the missing zone is what is tested


def test_full_years_turn_on_the_birthday() -> None:
    assert full_years(date(2008, 11, 22), date(2026, 11, 21)) == 17
    assert full_years(date(2008, 11, 22), date(2026, 11, 22)) == 18
    assert full_years(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert full_years(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_a_day_in_taiwan_begins_eight_hours_early() -> None:
    assert taipei_day(datetime(2026, 11, 21, 16, tzinfo=UTC)) == date(2026, 11, 22)


def test_texts_show_what_the_tariff_asks() -> None:
    assert "| 5 天 | 66 元 | 330 元 | 660 元 |" in PRODUCT.figures["reference_prices"]
    assert figures.price_from(PRODUCT) == 60
    assert figures.money_in_words(15_000_000) == "1,500 萬元"
    assert figures.money_in_words(615_500) == "615,500 元"
