"""The geometry of our few charts, in percent, so that a template can draw them as plain SVG. No colours, no words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

COLUMN_WIDTH_SHARE = 0.7


@dataclass(frozen=True)
class Bar:
    """One value: how long it is and where it starts, both in percent of the room there is."""

    label: str
    value: float
    size: float
    start: float = 0.0
    width: float = 0.0
    tone: str = ""


def bars(rows: Iterable[Sequence[object]]) -> list[Bar]:
    """Horizontal bars from (label, value) against the largest value."""
    named = [(str(row[0]), _number(row[1])) for row in rows]
    top = max((value for _, value in named), default=0) or 1
    return [Bar(label, value, round(100 * value / top, 2)) for label, value in named]


def columns(points: Iterable[Sequence[object]]) -> list[Bar]:
    """Vertical columns from (label, value): size is the height, start and width lie along the base line."""
    found = bars(points)
    room = 100 / max(len(found), 1)
    width = round(room * COLUMN_WIDTH_SHARE, 3)
    return [Bar(bar.label, bar.value, bar.size, round(index * room + (room - width) / 2, 3), width) for index, bar in enumerate(found)]


def shares(parts: Iterable[Sequence[object]]) -> list[Bar]:
    """One bar cut into parts from (label, value, tone)."""
    named = [(str(part[0]), _number(part[1]), str(part[2]) if len(part) > 2 else "") for part in parts]
    total = sum(value for _, value, _ in named) or 1
    sizes = [100 * value / total for _, value, _ in named]
    starts = [0.0, *accumulate(sizes)]
    return [
        Bar(label, value, round(size, 3), round(start, 3), tone=tone)
        for (label, value, tone), size, start in zip(named, sizes, starts, strict=False)
    ]


def _number(value: object) -> float:
    if isinstance(value, (int, float)):
        return value
    raise TypeError(f"a chart draws numbers, not {type(value).__name__}")
