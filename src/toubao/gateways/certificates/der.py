"""Whether bytes are one DER value and nothing more: definite, shortest lengths, no odd forms; what they mean is read elsewhere."""

from toubao.gateways.certificates.reasons import Reason, Unfit, must

DEEPEST = 40
SEQUENCE, SET = 0x30, 0x31
BOOLEAN, INTEGER = 0x01, 0x02


def check(data: bytes) -> None:
    """Raise Unfit unless `data` is exactly one value in DER (X.690, 10 and 11); the contents of strings are not looked into."""
    end = _value(data, 0, len(data), DEEPEST)
    must(end == len(data), Reason.TRAILING_BYTES)


def _value(data: bytes, at: int, limit: int, depth: int) -> int:
    """Where the value at `at` ends."""
    must(depth > 0 and at + 2 <= limit, Reason.NOT_DER)
    tag = data[at]
    must(tag != 0 and tag & 0x1F != 0x1F, Reason.NOT_DER)
    start, length = _length(data, at + 1, limit)
    end = start + length
    must(end <= limit, Reason.NOT_DER)
    if tag & 0x20:
        _inside(data, tag, start, end, depth)
    else:
        _primitive(data, tag, start, length)
    return end


def _length(data: bytes, at: int, limit: int) -> tuple[int, int]:
    first = data[at]
    if first < 0x80:
        return at + 1, first
    size = first & 0x7F
    must(0 < size <= 4 and at + 1 + size <= limit, Reason.NOT_DER)
    length = int.from_bytes(data[at + 1 : at + 1 + size], "big")
    must(length >= 0x80 and data[at + 1] != 0, Reason.NOT_DER)
    return at + 1 + size, length


def _inside(data: bytes, tag: int, start: int, end: int, depth: int) -> None:
    must(tag & 0xC0 != 0 or tag in (SEQUENCE, SET), Reason.NOT_DER)  # no string in pieces
    at, members = start, []
    while at < end:
        after = _value(data, at, end, depth - 1)
        members.append(data[at:after])
        at = after
    must(tag != SET or members == sorted(members), Reason.NOT_DER)


def _primitive(data: bytes, tag: int, start: int, length: int) -> None:
    must(tag not in (SEQUENCE & 0x1F, SET & 0x1F), Reason.NOT_DER)
    if tag == BOOLEAN:
        must(length == 1 and data[start] in (0x00, 0xFF), Reason.NOT_DER)
    if tag == INTEGER:
        must(length > 0, Reason.NOT_DER)
        padded = length > 1 and (data[start], data[start + 1] >> 7) in ((0x00, 0), (0xFF, 1))
        must(not padded, Reason.NOT_DER)


__all__ = ["Unfit", "check"]
