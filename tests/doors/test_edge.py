"""Encodings that nobody's browser sends never reach Django, which would answer them with an error of its own; and bodies that are turned
away unread.
"""

from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.http.response import BadHeaderError
from pytest_django import Settings

from toubao.doors.edge import SMALL, finished, legible


def answered(content_type: str) -> tuple[str, bytes]:
    told: list[str] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [b"in"]

    body = legible(application)({"CONTENT_TYPE": content_type}, lambda status, headers: told.append(status))
    return told[0], b"".join(body)


@pytest.mark.parametrize("named", ["hex", "rot13", "punycode", "big5", "utf-7", "no-such", '"hex"', "UTF-16"])
def test_another_encoding_is_a_bad_request(named: str) -> None:
    status, body = answered(f"application/x-www-form-urlencoded; charset={named}")
    assert status == "400 Bad Request"
    assert "UTF-8" in body.decode()


@pytest.mark.parametrize("content_type", ["", "text/html", "application/json; charset=UTF-8", 'text/plain; charset="utf8"', "a/b; c=hex"])
def test_utf_8_and_what_names_none_goes_on(content_type: str) -> None:
    assert answered(content_type) == ("200 OK", b"in")


def left_by(reads: int, size: int) -> tuple[int, dict[str, str]]:
    """Bytes left unread of a body of which the application reads so many, and the answer's headers."""
    stream, told = BytesIO(b"x" * size), {}

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        assert len(environ["wsgi.input"].read(reads)) == reads
        start_response("413 Payload Too Large", [("Content-Type", "text/plain")])
        return [b"no"]

    environ = {"CONTENT_LENGTH": str(size), "wsgi.input": stream}
    assert finished(application)(environ, lambda status, headers: told.update(headers)) == [b"no"]
    return size - stream.tell(), told


@pytest.mark.parametrize(("reads", "size"), [(0, SMALL + 1), (0, 70_000), (1_000, 70_000), (0, 3_000_000)])
def test_where_a_body_is_left_unread_the_answer_says_that_the_connection_ends(reads: int, size: int) -> None:
    left, headers = left_by(reads, size)
    assert (left, headers["Connection"]) == (size - reads, "close")


def test_after_a_body_that_was_read_the_connection_goes_on() -> None:
    assert left_by(70_000, 70_000) == (0, {"Content-Type": "text/plain"})


def test_a_body_that_says_no_length_is_turned_away_unread() -> None:
    told: dict[str, Any] = {}
    stream = BytesIO(b"x" * 10)
    asked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": stream}
    answer = finished(lambda *_: [b"in"])(asked, lambda status, headers: told.update(headers, status=status))
    assert (told["status"], told["Connection"], stream.tell()) == ("411 Length Required", "close", 0)
    assert "Content-Length" in b"".join(answer).decode()


def test_small_bodies_are_left_to_the_server() -> None:
    assert left_by(0, SMALL) == (SMALL, {"Content-Type": "text/plain"})


@pytest.mark.parametrize("length", ["", "-1", "many", "9" * 4400])
def test_a_length_that_is_none_is_nobodys_business_here(length: str) -> None:
    asked = {"CONTENT_LENGTH": length}
    assert finished(lambda environ, _: [b"in"] if environ is asked else [])(asked, print) == [b"in"]


@pytest.mark.parametrize("seconds", [0, 63_072_000])
def test_v3_4_1_what_no_middleware_sees_keeps_browsers_at_https_too(settings: Settings, seconds: int) -> None:
    settings.SECURE_HSTS_SECONDS = seconds
    told: list[dict[str, str]] = []

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        told.append(dict(headers))

    assert legible(lambda *_: [b"in"])({"CONTENT_TYPE": "text/plain; charset=utf-7"}, start) != [b"in"]
    assert finished(lambda *_: [b"in"])({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(b"")}, start) != [b"in"]
    wanted = "max-age=63072000; includeSubDomains; preload" if seconds else None
    assert [each.get("Strict-Transport-Security") for each in told] == [wanted, wanted]
    assert all("frame-ancestors 'none'" in each["Content-Security-Policy"] and each["X-Content-Type-Options"] == "nosniff" for each in told)


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: b=c", "a\nb", "a\rb"])
def test_v4_2_4_a_header_with_a_line_break_is_an_error(value: str) -> None:
    with pytest.raises(BadHeaderError):
        HttpResponse(headers={"Location": value})
