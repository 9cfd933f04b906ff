"""A certificate's number as bars: what a reader would read, from the drawing alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.business.motor import barcode

# Written out from the standard's own table, n narrow and w wide: what ours, which are put together, must come to.
WRITTEN = {
    "0": "nnnwwnwnn", "1": "wnnwnnnnw", "9": "nnwwnnwnn", "A": "wnnnnwnnw", "C": "wnwnnwnnn", "J": "nnnnwwwnn", "M": "wnwnnnnwn",
    "T": "nnnnwnwwn", "U": "wwnnnnnnw", "Z": "nwwnwnnnn", "-": "nwnnnnwnw", ".": "wwnnnnwnn", "*": "nwnnwnwnn",
}  # fmt: skip


def read(drawn: str) -> str:
    """What stands in a drawing: the bars' places and widths, read as a scanner does."""
    bars = [(int(x), int(width)) for x, width in re.findall(r'<rect x="(\d+)" y="0" width="(\d+)"', drawn)]
    runs: list[int] = []
    for place, (x, width) in enumerate(bars):
        if place:
            runs.append(x - sum(bars[place - 1]))
        runs.append(width)
    assert {*runs} <= {barcode.NARROW, barcode.WIDE}
    signs = {"".join("w" if w == barcode.WIDE else "n" for w in barcode._sign(sign)): sign for sign in barcode.SIGNS}
    words = "".join("w" if width == barcode.WIDE else "n" for width in runs)
    return "".join(signs[words[at : at + 9]] for at in range(0, len(words), 10))


@given(st.text(st.sampled_from(barcode.SIGNS.replace("*", "")), min_size=1, max_size=30))
def test_the_bars_say_the_number(number: str) -> None:
    assert read(barcode.svg(number)) == f"*{number}*"


def test_the_bars_are_those_of_the_standard() -> None:
    for sign, written in WRITTEN.items():
        assert "".join("w" if width == barcode.WIDE else "n" for width in barcode._sign(sign)) == written
    assert len({tuple(barcode._sign(sign)) for sign in barcode.SIGNS}) == len(barcode.SIGNS) == 40


@pytest.mark.parametrize("number", ["", "CA*1", "ca-1", "車1"])
def test_what_has_no_bars_is_refused(number: str) -> None:
    with pytest.raises(ValueError):
        barcode.svg(number)
