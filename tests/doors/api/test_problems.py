"""Whatever goes wrong below /api/ is answered as problem details (RFC 9457), each kind with its address on the page."""

from typing import Any

import pytest
from django.test import Client

from toubao.doors.api.edge import MOST_BYTES, ProblemsOnly
from toubao.doors.api.problems import KINDS, MEDIA, Problem


def is_problem(told: Any, status: int, kind: str) -> None:
    assert (told.status_code, told["Content-Type"]) == (status, MEDIA), told.content
    body = told.json()
    assert body["status"] == status
    assert body["type"].endswith(f"/api/docs#problem-{kind}")
    assert body["title"]
    assert body["detail"]
    assert told["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "where", "status", "kind"),
    [
        ("GET", "/nothing", 404, "not-found"), ("GET", "/v1/applications/1", 404, "not-found"), ("GET", "/v1/quotes", 405, "method"),
        ("DELETE", "/v1/quotes", 405, "method"), ("POST", "/docs", 405, "method"), ("POST", "/v1/applications", 401, "token"),
    ],
)  # fmt: skip
def test_outside_of_what_there_is(anybody: Any, method: str, where: str, status: int, kind: str) -> None:
    told = anybody.call(method, where)
    is_problem(told, status, kind)
    assert ("Allow" in told) == (status == 405)


@pytest.mark.parametrize(
    ("text", "media", "status", "kind"),
    [
        ("--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\n", "multipart/form-data; boundary=x", 415, "not-json"),
        ("a=1", "multipart/form-data; boundary=x", 415, "not-json"), ("a=1", "multipart/form-data", 400, "malformed"),
        ("{}", "text/plain", 415, "not-json"), ("a=1", "application/x-www-form-urlencoded", 415, "not-json"),
        ("{", "application/json", 400, "malformed"), (b"\xff", "application/json", 400, "malformed"),
        ('{"trip": NaN}', "application/json", 400, "malformed"), ('"\\ud800"', "application/json", 400, "malformed"),
        ("[" * 15_000, "application/json", 400, "malformed"), ("[]", "application/json", 422, "invalid"),
        ('"' + "x" * MOST_BYTES + '"', "application/json", 413, "too-large"),
        ('{"trip": {"sum_insured": 1, "sum_insured": 2}}', "application/json", 400, "malformed"),
    ],
)  # fmt: skip
def test_bodies_that_are_none(anybody: Any, text: Any, media: str, status: int, kind: str) -> None:
    told = anybody.client.generic("POST", "/api/v1/quotes", text, content_type=media)
    is_problem(told, status, kind)


@pytest.mark.parametrize(
    ("entry", "field", "words"),
    [
        ({"destinations": "JP"}, "trip.destinations", "清單"), ({"sum_insured": "1"}, "trip.sum_insured", "整數"),
        ({"sum_insured": -1}, "trip.sum_insured", "至少 0"), ({"departs": "tomorrow"}, "trip.departs", "有時區"),
        ({"departs": 0}, "trip.departs", "有時區"), ({"departs": "9999-12-31T23:59:59Z"}, "trip.departs", "有時區"),
        ({"departs": "2026-13-01T00:00:00Z"}, "trip.departs", "有時區"), ({"more": 1}, "trip.more", "沒有這個欄位"),
        ({"destinations": []}, "trip.destinations", "最少 1"), ({"destinations": ["x" * 121]}, "trip.destinations.0", "最多 120"),
        ({"destinations": ["\x00"]}, "trip.destinations.0", "格式"), ({"destinations": [7]}, "trip.destinations.0", "文字"),
    ],
)  # fmt: skip
def test_each_wrong_field_is_named_in_chinese(anybody: Any, entry: dict[str, Any], field: str, words: str) -> None:
    from tests.doors.api.conftest import trip

    told = anybody.call("POST", "/v1/quotes", {"trip": trip(**entry)})
    is_problem(told, 422, "invalid")
    assert told.json()["errors"][0]["field"] == field
    assert words in told.json()["errors"][0]["message"]


def test_missing_fields_and_choices(program: Any) -> None:
    told = program.call("POST", "/v1/quotes", {}).json()["errors"]
    assert told == [{"field": "trip", "message": "這一欄是必填的。"}]
    at = program.begin()
    told = program.call("POST", f"{at}/codes", {"channel": "pigeon"}).json()["errors"]
    assert told == [{"field": "channel", "message": "請用其中一個：'sms'、'mail'。"}]


def test_a_page_that_says_what_went_wrong_becomes_a_problem(rf: Any) -> None:
    from django.http import HttpResponse

    for status, kind in ((400, "malformed"), (403, "forbidden"), (418, "malformed"), (500, "broken")):
        told = ProblemsOnly(lambda _, s=status: HttpResponse("<html>王示範", status=s, headers={"Allow": "GET"}))(rf.get("/api/x"))
        assert told["Content-Type"] == MEDIA
        assert (KINDS[kind].type in told.content.decode(), "王示範" in told.content.decode(), told["Allow"]) == (True, False, "GET")
        kept = ProblemsOnly(lambda _, s=status: HttpResponse("<html>", status=s))(rf.get("/case/"))
        assert kept.content == b"<html>"


def test_a_page_that_was_packed_is_not_called_so_any_more(client: Any, db: None) -> None:
    told = client.get("/api/nothing", headers={"accept-encoding": "gzip"})
    is_problem(told, 404, "not-found")
    assert "Content-Encoding" not in told


def test_hosts_that_are_not_ours(db: None) -> None:
    told = Client(raise_request_exception=False).get("/api/v1/nothing/", headers={"host": "evil.example"})
    assert told["Content-Type"] == MEDIA


def test_every_kind_stands_on_the_page(client: Any, db: None) -> None:
    page = client.get("/api/docs").content.decode()
    assert [name for name in KINDS if f'id="problem-{name}"' not in page] == []
    assert Problem("broken").passes
    assert not Problem("refused").passes
    assert Problem("screened").passes
    assert Problem("screened").passes
