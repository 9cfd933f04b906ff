"""A signature: the strokes that were drawn on a pad, or the number of the paper that was signed; what is none is refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from math import dist
from typing import Any
from uuid import UUID

WIDE, HIGH = 1000, 400
"""The pad's own units."""
LONGEST_TEXT, MOST_STROKES, MOST_POINTS, SHORTEST_INK, LONGEST_MS = 200_000, 200, 6000, 250, 600_000
PAD, PAPER = "pad", "paper"
Point = tuple[int, int, int]
Stroke = tuple[Point, ...]


class BadSignature(ValueError):
    """It is no signature; the text is a word for why: unreadable, too short."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Strokes of points (across, down, milliseconds since the first), or the number of the signed paper."""

    means: str
    strokes: tuple[Stroke, ...] = ()
    paper: str = ""

    def __repr__(self) -> str:
        return "Signature(…)"

    def digest(self, *, visit: UUID, notices: Mapping[str, str]) -> str:
        """The SHA-256, in hexadecimal, of the signature together with exactly what was signed."""
        told = [str(visit), sorted(notices.items()), self.means, self.strokes, self.paper]
        return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

    @property
    def given(self) -> bool:
        """Whether there is a signature at all: strokes on the pad, or the number of a signed paper."""
        return bool(self.strokes or self.paper)

    @property
    def paths(self) -> tuple[str, ...]:
        """The strokes as paths of an SVG picture, WIDE by HIGH; a dot is a line to its own place."""
        return tuple("M" + "L".join(f"{x} {y}" for x, y, _ in (stroke if len(stroke) > 1 else stroke * 2)) for stroke in self.strokes)

    @property
    def plain(self) -> dict[str, Any]:
        """What is sealed."""
        return {"means": self.means, "strokes": self.strokes, "paper": self.paper}


def on_paper(number: str) -> Signature:
    """A signature on paper, by the number under which that paper is filed."""
    return Signature(PAPER, paper=number.strip())


def drawn(text: str) -> Signature:
    """The signature that a pad tells of, as JSON: a list of strokes, each a list of [across, down, milliseconds]. Raises BadSignature."""
    if len(text) > LONGEST_TEXT:
        raise BadSignature("unreadable")
    try:
        told = json.loads(text or "[]")
    except (ValueError, RecursionError):
        raise BadSignature("unreadable") from None
    if not isinstance(told, list) or len(told) > MOST_STROKES:
        raise BadSignature("unreadable")
    strokes = tuple(_stroke(each) for each in told)
    if sum(map(len, strokes)) > MOST_POINTS:
        raise BadSignature("unreadable")
    if sum(dist(a[:2], b[:2]) for stroke in strokes for a, b in pairwise(stroke)) < SHORTEST_INK:
        raise BadSignature("too short")
    return Signature(PAD, strokes)


def opened(plain: Mapping[str, Any]) -> Signature:
    """The signature that was sealed."""
    return Signature(plain["means"], tuple(tuple((x, y, t) for x, y, t in stroke) for stroke in plain["strokes"]), plain["paper"])


def _stroke(told: Any) -> Stroke:
    if not isinstance(told, list) or not told:
        raise BadSignature("unreadable")
    return tuple(_point(each) for each in told)


def _point(told: Any) -> Point:
    """Three whole numbers within the pad; true and false are not numbers."""
    if not isinstance(told, list) or [type(each) for each in told] != [int, int, int]:
        raise BadSignature("unreadable")
    x, y, ms = told
    if not (0 <= x <= WIDE and 0 <= y <= HIGH and 0 <= ms <= LONGEST_MS):
        raise BadSignature("unreadable")
    return x, y, ms
