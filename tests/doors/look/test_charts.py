"""The geometry of charts."""

import itertools

import pytest

from toubao.doors.look.charts import bars, columns, shares


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
    drawn = shares([("甲", 1, "accent"), ("乙", 3)])
    assert [(part.start, part.size, part.tone) for part in drawn] == [(0.0, 25.0, "accent"), (25.0, 75.0, "")]


def test_only_numbers_are_drawn() -> None:
    with pytest.raises(TypeError, match="draws numbers"):
        bars([("甲", "12")])
