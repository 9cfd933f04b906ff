"""Encodings that nobody's browser sends never reach Django, which would answer them with an error of its own."""

from typing import Any

import pytest

from toubao.doors.edge import legible


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
