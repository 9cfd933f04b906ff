"""The geometry of our few charts, in percent, so that a template can draw them as plain SVG. No colours, no words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

COLUMN_WIDTH_SHARE = 0.7
REST = "rest"
FILLS = {
    "plain": "M0 0h8v8H0z", "rising": "M-2 2l4-4M0 8l8-8M6 10l4-4", "dots": "M2 2h.01M6 6h.01", "level": "M0 2h8M0 6h8",
    "cross": "M0 0l8 8M8 0L0 8", "upright": "M2 0v8M6 0v8", "falling": "M-2 6l4 4M0 0l8 8M6-2l4 4", "chess": "M0 0h4v4h4v4H4V4H0z",
}  # fmt: skip
"""What tells the parts of one bar apart, in their order: the lines of a tile of 8 by 8, in one colour. Shades of one colour would be one
grey to many eyes, and on paper to all."""


@dataclass(frozen=True)
class Bar:
    """One value: how long it is and where it starts, both in percent of the room there is."""

    label: str
    value: float
    size: float
    start: float = 0.0
    width: float = 0.0
    fill: str = ""


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
    """One bar cut into parts from (label, value), each with a fill of its own; (label, value, REST) is what is left, and stays empty.
    Raises ValueError for more parts than there are fills.
    """
    fills = iter(FILLS)
    named = [(str(part[0]), _number(part[1]), REST if part[2:] else next(fills, "")) for part in parts]
    if not all(fill for _, _, fill in named):
        raise ValueError(f"a bar tells at most {len(FILLS)} parts apart")
    total = sum(value for _, value, _ in named) or 1
    sizes = [100 * value / total for _, value, _ in named]
    starts = [0.0, *accumulate(sizes)]
    return [
        Bar(label, value, round(size, 3), round(start, 3), fill=fill)
        for (label, value, fill), size, start in zip(named, sizes, starts, strict=False)
    ]


def _number(value: object) -> float:
    if isinstance(value, (int, float)):
        return value
    raise TypeError(f"a chart draws numbers, not {type(value).__name__}")
