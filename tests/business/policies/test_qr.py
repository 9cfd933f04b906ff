"""The QR code on a policy, read back from its drawing by a reader that isn't ours."""

import re

import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from toubao.business.policies.paper.typeset import _qr

DOT, MARGIN = 4, 4
"""Pixels of a module, and how many modules are left blank round the code."""
SERIALS = st.text(st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-"), min_size=1, max_size=40)


def picture(svg: str) -> memoryview:
    """The drawing as grey pixels, black on white: its one path is horizontal strokes of one module's height."""
    view = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    path = re.search(r' d="([^"]+)"', svg)
    assert view
    assert path
    wide = (int(view[1]) + 2 * MARGIN) * DOT
    rows = [bytearray(b"\xff" * wide) for _ in range(wide)]
    x = y = 0.0
    for command, first, second in re.findall(r"([MmhH])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path[1]):
        if command == "h":
            for row in range(DOT):
                begin = (int(x) + MARGIN) * DOT
                rows[(int(y) + MARGIN) * DOT + row][begin : begin + int(first) * DOT] = b"\0" * (int(first) * DOT)
            x += float(first)
        else:
            x, y = (float(first), float(second)) if command == "M" else (x + float(first), y + float(second))
    return memoryview(b"".join(rows)).cast("B", (wide, wide))


@settings(max_examples=60, deadline=None)
@given(SERIALS)
def test_a_reader_finds_the_address(serial: str) -> None:
    address = f"https://insurer.example/case/?serial={serial}"
    assert [each.text for each in zxingcpp.read_barcodes(picture(_qr(address)))] == [address]


def test_a_reader_finds_nothing_where_the_drawing_is_spoilt() -> None:
    spoilt = picture(_qr("https://insurer.example/case/?serial=TB-7K3M-9QXW")).tobytes()
    wide = int(len(spoilt) ** 0.5)
    half = b"\xff" * (len(spoilt) // 2) + spoilt[len(spoilt) // 2 :]
    assert zxingcpp.read_barcodes(memoryview(half).cast("B", (wide, wide))) == []
