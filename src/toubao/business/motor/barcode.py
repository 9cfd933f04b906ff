"""Certificate numbers as bars (Code 39, which has its figures, capital letters and dash), drawn as SVG; what they say is elsewhere."""

from collections.abc import Iterable, Iterator
from typing import Final

SIGNS: Final = "1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-. *"
STOP: Final = "*"
NARROW, WIDE, QUIET = 2, 5, 20
_BARS: Final = ("10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010", "00110")
"""Of five bars two are wide: which, for the first to the tenth sign of each row of ten."""
_SPACES: Final = ("0100", "0010", "0001", "1000")
"""Of the four spaces between them one is wide: which, for each row of ten."""


def widths(text: str) -> list[int]:
    """The widths of bars and spaces by turns, bars first, start and stop with them. Raises ValueError for a sign that has no bars."""
    signs: list[Iterable[int]] = [_sign(sign) for sign in (STOP, *text, STOP)]
    return [width for place, sign in enumerate(signs) for width in ([NARROW] if place else []) + list(sign)]


def svg(text: str, *, high: int = 60, ink: str = "#16222b") -> str:
    """The bars with their quiet zones. Raises ValueError for a sign that has no bars, or the one for start and stop."""
    if STOP in text or not text:
        raise ValueError("a number has signs, and none of them is the one for start and stop")
    bars, at = [], QUIET
    for place, width in enumerate(widths(text)):
        if place % 2 == 0:
            bars.append(f'<rect x="{at}" y="0" width="{width}" height="{high}"/>')
        at += width
    wide = at + QUIET
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" fill="{ink}">{"".join(bars)}</svg>'


def _sign(sign: str) -> Iterator[int]:
    """Nine widths: five bars and the four spaces between them."""
    row, place = divmod(SIGNS.index(sign), 10)
    bars, spaces = _BARS[place], _SPACES[row]
    for number, bar in enumerate(bars):
        yield WIDE if bar == "1" else NARROW
        if number < len(spaces):
            yield WIDE if spaces[number] == "1" else NARROW
