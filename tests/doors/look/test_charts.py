"""The geometry of charts."""

import itertools

import pytest
from django.test import Client
from lxml import html

from tests.doors.look.test_brand import HERE, SCHEMES, colours, contrast
from toubao.doors.console.clauses import by_kind, coverage
from toubao.doors.look.charts import FILLS, REST, bars, columns, shares

SHEET_OF_CHARTS = (HERE / "story.css").read_text("utf-8")


def test_the_largest_bar_fills_the_room() -> None:
    assert [bar.size for bar in bars([("甲", 12), ("乙", 3), ("丙", 0)])] == [100.0, 25.0, 0.0]


@pytest.mark.parametrize("draw", [bars, columns, shares])
def test_nothing_to_draw_is_no_error(draw: object) -> None:
    assert draw([]) == []  # type: ignore[operator]  # each of the three is a function
    assert [bar.size for bar in draw([("甲", 0)])] == [0.0]  # type: ignore[operator]  # as above


def test_columns_lie_side_by_side_within_the_room() -> None:
    drawn = columns([(str(n), n) for n in range(1, 15)])
    assert all(left.start + left.width < right.start for left, right in itertools.pairwise(drawn))
    assert drawn[-1].start + drawn[-1].width <= 100


def test_shares_fill_the_bar_and_follow_each_other() -> None:
    drawn = shares([("甲", 1), ("乙", 3)])
    assert [(part.start, part.size) for part in drawn] == [(0.0, 25.0), (25.0, 75.0)]


def test_the_parts_of_a_bar_are_told_apart_without_colour() -> None:
    drawn = shares([*[(str(n), 1) for n in range(len(FILLS))], ("尚未", 1, REST)])
    assert len({part.fill for part in drawn}) == len(drawn)
    assert len(set(FILLS.values())) == len(FILLS)
    assert drawn[-1].fill == REST
    with pytest.raises(ValueError, match="at most 8"):
        shares([(str(n), 1) for n in range(len(FILLS) + 1)])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_fill_can_be_seen_on_its_ground(scheme: str) -> None:
    found = colours(scheme)
    assert contrast(found["accent"], found["card"]) >= 3
    rule = SHEET_OF_CHARTS.partition(".share-line {")[2].partition("}")[0]
    assert "stroke: var(--accent)" in rule


def test_the_legend_has_the_fills_of_the_bar_and_each_is_drawn(site: Client) -> None:
    page = html.fromstring(site.get("/_style/console").content.decode())
    bar, keys = page.xpath("//svg[@class='share']/rect/@fill"), page.xpath("//svg[@class='legend-key']/rect/@fill")
    assert bar == keys
    assert len(set(bar)) == 4
    assert {f"url(#{each})" for each in page.xpath("//pattern/@id")} == {f"url(#share-{name})" for name in FILLS}
    assert bar[-1] == "url(#share-rest)", "there is no such pattern: it stays empty"


def test_every_kind_of_answer_has_a_fill_of_its_own() -> None:
    parts = shares(by_kind(coverage()))
    assert len(parts) > 4
    assert len({part.fill for part in parts}) == len(parts)


def test_only_numbers_are_drawn() -> None:
    with pytest.raises(TypeError, match="draws numbers"):
        bars([("甲", "12")])
