"""Destinations, and what is paid."""

from datetime import date

import pytest

from toubao.products.dated import Certainty
from toubao.products.travel_accident.benefits import death_benefit, disability_benefit, funeral_expense_cap
from toubao.products.travel_accident.destinations import Zone, by_code, popular, regions, zone_of

DAY = date(2026, 11, 22)


def test_there_are_many_destinations_and_no_code_or_name_twice() -> None:
    places = [place for region in regions() for place in region.destinations]
    assert len(places) == len(by_code()) == len({place.name for place in places}) >= 200
    assert all(len(place.code) == 2 and place.code.isupper() and place.name and place.english.strip() for place in places)
    assert all(place.region == region.name for region in regions() for place in region.destinations)


def test_taiwan_comes_first_and_is_the_only_domestic_one() -> None:
    assert regions()[0].destinations[0].code == "TW"
    assert [code for code, place in by_code().items() if place.zone is Zone.DOMESTIC] == ["TW"]


def test_one_place_abroad_makes_a_trip_abroad() -> None:
    assert zone_of(("TW",)) is Zone.DOMESTIC
    assert zone_of(("TW", "JP")) is Zone.ABROAD
    with pytest.raises(KeyError):
        zone_of(("XX",))
    with pytest.raises(ValueError, match="destination"):
        zone_of(())


def test_a_childs_death_pays_funeral_expenses_up_to_the_cap_of_its_day() -> None:
    assert death_benefit(5_000_000, age=14, on=date(2021, 12, 31)) == 615_000
    assert death_benefit(5_000_000, age=14, on=date(2022, 1, 1)) == 690_000
    assert death_benefit(500_000, age=14, on=DAY) == 500_000
    assert death_benefit(5_000_000, age=15, on=DAY) == 5_000_000
    assert funeral_expense_cap(DAY).certainty is Certainty.SECONDARY


def test_disability_pays_by_grade_and_never_more_than_the_sum() -> None:
    paid = [disability_benefit(1_000_000, grade, on=DAY) for grade in range(1, 12)]
    assert paid == [1_000_000, 900_000, 800_000, 700_000, 600_000, 500_000, 400_000, 300_000, 200_000, 100_000, 50_000]
    with pytest.raises(KeyError):
        disability_benefit(1_000_000, 12, on=DAY)


def test_popular_places_are_known() -> None:
    assert popular()[0].code == "JP"
    assert {place.code for place in popular()} <= by_code().keys()
