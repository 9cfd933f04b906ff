"""Screening: the insurer's own wishes, each with its reason, its boundary and its switch."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from toubao.products import load
from toubao.products.travel_accident import screening
from toubao.products.travel_accident.screening import Proposal, Reason
from toubao.products.travel_accident.trip import TAIPEI, Trip

RULES = screening.of(load("travel-accident", on=date(2026, 11, 22)))
NOW = datetime(2026, 11, 22, 9, tzinfo=TAIPEI)
DEPARTS = datetime(2026, 12, 1, 8, tzinfo=TAIPEI)
GOOD = Proposal(
    trip=Trip(DEPARTS, DEPARTS + timedelta(days=5)), destinations=("JP",), sum_insured=5_000_000, born=date(1990, 5, 1),
    leaves_from_taiwan=True, asked_at=NOW,
)  # fmt: skip


def reasons(**changes: Any) -> list[str]:
    return [refusal.reason for refusal in screening.screen(replace(GOOD, **changes), RULES)]


def trip(departs: datetime, **length: int) -> Trip:
    return Trip(departs, departs + timedelta(**length))


def test_a_plain_trip_passes() -> None:
    assert reasons() == []


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"trip": Trip(DEPARTS, DEPARTS)}, [Reason.RETURNS_BEFORE_DEPARTURE]),
        ({"trip": trip(DEPARTS, days=180)}, []),
        ({"trip": trip(DEPARTS, days=180, minutes=1)}, [Reason.TRIP_TOO_LONG]),
        ({"trip": trip(NOW + timedelta(hours=1), days=1)}, []),
        ({"trip": trip(NOW + timedelta(minutes=59), days=1)}, [Reason.DEPARTS_TOO_SOON]),
        ({"trip": trip(NOW - timedelta(days=1), days=3)}, [Reason.DEPARTS_TOO_SOON]),
        ({"trip": trip(datetime(2027, 5, 21, 23, 59, tzinfo=TAIPEI), days=1)}, []),
        ({"trip": trip(datetime(2027, 5, 22, 0, 0, tzinfo=TAIPEI), days=1)}, [Reason.DEPARTS_TOO_LATE]),
        ({"leaves_from_taiwan": False}, [Reason.NOT_FROM_TAIWAN]),
        ({"destinations": ()}, [Reason.NO_DESTINATION]),
        ({"destinations": ("XX",)}, [Reason.UNKNOWN_DESTINATION]),
        ({"destinations": ("JP", "KP")}, [Reason.DESTINATION_NOT_INSURED]),
        ({"destinations": ("JP", "KR", "TH", "VN", "SG", "MY", "PH", "ID", "KH", "LA", "BN")}, [Reason.TOO_MANY_DESTINATIONS]),
        ({"sum_insured": 15_000_000}, []),
        ({"sum_insured": 1_500_000}, [Reason.SUM_NOT_OFFERED]),
        ({"sum_insured": 16_000_000}, [Reason.SUM_NOT_OFFERED]),
        ({"born": date(2008, 11, 22)}, []),
        ({"born": date(2008, 11, 23)}, [Reason.TOO_YOUNG]),
        ({"born": date(1940, 12, 2)}, []),
        ({"born": date(1940, 12, 1)}, [Reason.TOO_OLD]),
        ({"companies": 9}, []),
    ],
)
def test_each_reason_at_its_boundary(changes: dict[str, Any], wanted: list[Reason]) -> None:
    assert reasons(**changes) == wanted


def test_the_day_is_taiwans_whatever_the_server_thinks() -> None:
    asked = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)  # 00:30 on the 22nd in Taiwan
    assert reasons(asked_at=asked, born=date(2008, 11, 22)) == []


def test_rules_that_are_off_refuse_nothing() -> None:
    off = replace(RULES, lead_hours=0, from_taiwan=False, destinations_excluded=())
    asked = replace(GOOD, trip=trip(NOW, days=1), leaves_from_taiwan=False, destinations=("KP",))
    assert screening.screen(asked, off) == ()
    gone = replace(asked, trip=trip(NOW - timedelta(seconds=1), days=1))
    assert [refusal.reason for refusal in screening.screen(gone, off)] == [Reason.DEPARTS_TOO_SOON]


def test_many_insurers_refer_to_a_person_once_the_rule_is_on() -> None:
    on = replace(RULES, companies_most=2)
    assert screening.screen(replace(GOOD, companies=2), on) == ()
    (found,) = screening.screen(replace(GOOD, companies=3), on)
    assert (found.reason, found.refers) == (Reason.OTHER_INSURERS, True)


def test_every_reason_is_told_with_a_remedy_and_all_at_once() -> None:
    worst = replace(
        GOOD, trip=trip(NOW, days=200), leaves_from_taiwan=False, destinations=("SY",), sum_insured=1, born=date(2020, 1, 1), companies=5,
    )  # fmt: skip
    found = screening.screen(worst, replace(RULES, companies_most=2))
    assert len(found) == 7
    assert all(refusal.words.endswith("。") and refusal.mend.endswith("。") for refusal in found)
    assert all(refusal.field or refusal.refers for refusal in found)
    assert found[0].sentence == found[0].words + found[0].mend
    assert "敘利亞" in next(refusal.words for refusal in found if refusal.reason is Reason.DESTINATION_NOT_INSURED)


def test_a_trip_alone_is_judged_before_anybody_said_who_travels() -> None:
    unknown = replace(GOOD, leaves_from_taiwan=False, born=date(2020, 1, 1), sum_insured=1)
    assert [refusal.reason for refusal in screening.screen(unknown, RULES, among=screening.TRIP_CHECKS)] == [Reason.SUM_NOT_OFFERED]
