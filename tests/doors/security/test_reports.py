"""What browsers tell of pages that kept to their policy: one line of the log each, bounded and without anybody's data."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from toubao.business.identity.codes import allowances
from toubao.doors.look.security import REPORTS, policy
from toubao.doors.reports import LARGEST, LONGEST, read

OLDER = {
    "csp-report": {
        "document-uri": "https://insurer.example/case/?serial=A1",
        "violated-directive": "script-src",
        "blocked-uri": "https://evil.example/x.js?a=b",
    }
}
NEWER = [
    {"type": "csp-violation", "body": {"documentURL": "https://insurer.example/", "effectiveDirective": "img-src", "blockedURL": "data"}}
]


def send(client: Client, told: Any, kind: str = "application/csp-report") -> int:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    status: int = client.post(REPORTS, body, content_type=kind).status_code
    return status


def test_v3_4_7_every_policy_says_where_to_tell_what_it_forbade() -> None:
    assert f"; report-uri {REPORTS}" in policy(None)


@pytest.mark.django_db
def test_v3_4_7_a_violation_is_one_line_without_anybodys_data(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert (send(client, OLDER), send(client, NEWER, "application/reports+json")) == (204, 204)
    told = [record.getMessage() for record in caplog.records if record.name == "toubao.doors.reports"]
    assert told == [
        "a browser kept to the policy: script-src forbids https://evil.example/x.js on https://insurer.example/case/",
        "a browser kept to the policy: img-src forbids data on https://insurer.example/",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"{", b"[" * 5000, b"null", b"[1]", b'{"csp-report": 1}', b'{"body": {"blockedURL": 5}}', b"\xff"])
def test_what_can_not_be_read_is_passed_over(client: Client, body: bytes) -> None:
    assert send(client, body) == 204


@pytest.mark.django_db
def test_strangers_fill_no_log(client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(allowances.limits()["reports_network"], "most", 3)
    caplog.set_level(logging.WARNING, "toubao.doors.reports")
    for _ in range(6):
        assert send(client, NEWER) == 204
    assert send(client, b'[{"body": {"blockedURL": "' + b"x" * LARGEST + b'"}}]') == 204
    assert len([record for record in caplog.records if record.name == "toubao.doors.reports"]) == 3


def test_a_line_is_bounded_and_breaks_nowhere() -> None:
    told = {"csp-report": {"violated-directive": "a\nb" + "x" * 999, "blocked-uri": "http://[::1", "document-uri": "https://u:p@h/長"}}
    ((directive, blocked, page),) = read(json.dumps(told).encode())
    assert len(directive) == LONGEST
    assert (blocked, page) == ("?", "https://h/?")
