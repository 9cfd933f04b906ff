"""What is compressed comes out whole, says so, and has a length that tells nothing."""

import gzip
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from toubao.doors.look.compressing import LEAST, Compressed, compressed

PAGE = "保險的一頁，".encode() * 200


def answer(response: Any, accepts: str = "gzip, br") -> Any:
    return Compressed(lambda _: response)(RequestFactory().get("/", headers={"Accept-Encoding": accepts}))


def test_a_page_comes_out_whole_and_says_how_long_it_is() -> None:
    told = answer(HttpResponse(PAGE))
    assert gzip.decompress(told.content) == PAGE
    assert (told["Content-Encoding"], told["Vary"], told["Content-Length"]) == ("gzip", "Accept-Encoding", str(len(told.content)))
    assert len(told.content) < len(PAGE) / 4


def test_its_length_is_another_each_time() -> None:
    assert len({len(compressed(PAGE, padded=100)) for _ in range(50)}) > 10
    assert all(gzip.decompress(compressed(PAGE, padded=100)) == PAGE for _ in range(50))


@pytest.mark.parametrize(
    ("response", "accepts"),
    [
        (lambda: HttpResponse(PAGE[: LEAST - 1]), "gzip"), (lambda: HttpResponse(PAGE), "br"), (lambda: HttpResponse(PAGE), ""),
        (lambda: HttpResponse(bytes(range(256))), "gzip"), (lambda: HttpResponse(PAGE, headers={"Content-Encoding": "br"}), "gzip"),
    ],
)  # fmt: skip
def test_what_gains_nothing_or_is_not_asked_for_stays_as_it_is(response: Any, accepts: str) -> None:
    given = response()
    before, encoding = given.content, given.headers.get("Content-Encoding")
    told = answer(given, accepts)
    assert (told.content, told.headers.get("Content-Encoding")) == (before, encoding)


def test_streams_and_what_has_a_tag_are_djangos() -> None:
    tagged = answer(HttpResponse(PAGE, headers={"ETag": '"one"'}))
    assert (gzip.decompress(tagged.content), tagged["ETag"]) == (PAGE, 'W/"one"')
    assert gzip.decompress(b"".join(answer(StreamingHttpResponse([PAGE, PAGE])))) == PAGE * 2
