"""The geometry of a flow's picture, from its table: states in columns by how far they are from the start, steps as arrows; no colours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from toubao.rules.table import Flow

WIDE, HIGH, GAP, DROP, EDGE = 94, 46, 22, 34, 30


@dataclass(frozen=True, slots=True)
class Node:
    """A state's box: its left upper corner, what it is called, whether the thing is there, was there (and when), or not."""

    state: str
    x: int
    y: int
    tone: str
    at: datetime | None

    @property
    def middle(self) -> int:
        """The middle of the box, across."""
        return self.x + WIDE // 2


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow: its path, and whether the thing went along it."""

    path: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A flow's picture in whole pixels; `trail` are the states that were reached, one after the other."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    trail: tuple[Node, ...]


def picture(flow: Flow, *, current: str, path: Sequence[tuple[str, datetime]]) -> Picture:
    """The picture of a flow for a thing that stands in `current` and went this path, state by state; left out are where it starts, and what
    a step leaves where it is.
    """
    reached = dict(path)
    places = {state: (column - 1, row) for state, (column, row) in _places(flow).items() if column}
    nodes = {state: _node(state, place, current, reached) for state, place in places.items()}
    pairs = dict.fromkeys((str(a), str(step.target)) for step in flow.steps for a in step.sources if str(a) in nodes and a != step.target)
    gone = set(pairwise(state for state, _ in path))
    return Picture(
        width=max(n.x for n in nodes.values()) + WIDE + 2,
        height=max(n.y for n in nodes.values()) + HIGH + EDGE,
        nodes=tuple(nodes.values()),
        edges=tuple(Edge(_path(nodes[a], nodes[b]), (a, b) in gone) for a, b in sorted(pairs, key=lambda pair: pair in gone)),
        trail=tuple(nodes[state] for state, _ in path if state in nodes),
    )


def _places(flow: Flow) -> dict[str, tuple[int, int]]:
    """State → (column, row): the column is the fewest steps from the start; within one the table's order holds."""
    columns = {str(flow.start): 0}
    edge = [str(flow.start)]
    while edge:
        found = dict.fromkeys(str(step.target) for state in edge for step in flow.leaving(state))
        edge = [state for state in found if state not in columns]
        columns.update({state: max(columns[s] for s in columns) + 1 for state in edge})
    taken: dict[int, int] = {}
    places = {}
    for state in map(str, flow.states):
        column = columns.get(state)
        if column is None:
            continue
        places[state] = (column, taken.get(column, 0))
        taken[column] = taken.get(column, 0) + 1
    return places


def _node(state: str, place: tuple[int, int], current: str, reached: Mapping[str, datetime]) -> Node:
    tone = "here" if state == current else "past" if state in reached else "ahead"
    return Node(state, 1 + place[0] * (WIDE + GAP), EDGE + place[1] * (HIGH + DROP), tone, reached.get(state))


def _path(a: Node, b: Node) -> str:
    """From box to box: forward from side to side, down from foot to head, back over the top or below everything."""
    if b.x > a.x:
        return _forward(a, b)
    if b.x == a.x:
        return f"M{a.middle} {a.y + HIGH}V{b.y - 2}" if b.y > a.y else f"M{a.middle} {a.y}V{b.y + HIGH + 2}"
    if b.y > a.y:
        return f"M{a.x + 14} {a.y + HIGH}L{b.x + WIDE - 14} {b.y - 2}"
    if b.y == a.y and a.y == EDGE:
        return f"M{a.middle} {a.y}C{a.middle} {a.y - 24} {b.middle} {b.y - 24} {b.middle} {b.y - 2}"
    if b.y == a.y:
        return f"M{a.x} {a.y + HIGH // 2}H{b.x + WIDE + 2}"
    low = a.y + HIGH + EDGE - 10
    return f"M{a.middle} {a.y + HIGH}V{low - 8}q0 8 -8 8H{b.middle + 8}q-8 0 -8 -8V{b.y + HIGH + 2}"


def _forward(a: Node, b: Node) -> str:
    start, end, left, right = a.y + HIGH // 2, b.y + HIGH // 2, a.x + WIDE, b.x - 2
    bend = (right - left) // 2
    return f"M{left} {start}H{right}" if start == end else f"M{left} {start}C{left + bend} {start} {left + bend} {end} {right} {end}"
