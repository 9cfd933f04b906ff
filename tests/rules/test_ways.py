"""The ways as data: the norm's own, and a file of approved ones."""

from datetime import date

import pytest

from toubao.rules.facts import Way
from toubao.rules.ways import BadWay, norm_ways, read

MOBILE = """
[mobile_id]
clause = "7.2"
title = "行動身分識別"
strength = 2
proves_identity = true
limits_as = "new_online"
pays_as = "online"
serves = {serves}
adapter = "somewhere.Adapter"
waiver = "第1號"
from = 2026-01-01
to = 2026-12-31
"""


def test_7_2_every_way_of_the_norm_is_there_with_its_strength() -> None:
    assert set(norm_ways()) == set(Way)
    assert {name for name, way in norm_ways().items() if way.proves_identity} == {"bank", "branch", "certificate"}
    assert {name for name, way in norm_ways().items() if way.serves} == {"online", "branch", "certificate"}
    assert all(not way.waivers for way in norm_ways().values())


@pytest.mark.parametrize(("serves", "clauses"), [("true", ["7.2", "8.1"]), ("false", ["7.2"])])
def test_7_2_an_approved_way_has_its_waiver(serves: str, clauses: list[str]) -> None:
    way = read(MOBILE.format(serves=serves))["mobile_id"]
    assert [each.clause for each in way.waivers] == clauses
    assert way.waivers[0].covers("7.2", date(2026, 12, 31))
    assert not way.waivers[0].covers("7.2", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("strength = 2", "strength = 4", "strength"),
        ("strength = 2\n", "", "strength"),
        ("serves", "serve", "serve"),
        ('"online"', '"cash"', "pays"),
    ],
)
def test_a_file_of_ways_with_a_mistake_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(BadWay, match=says):
        read(MOBILE.format(serves="true").replace(old, new))
