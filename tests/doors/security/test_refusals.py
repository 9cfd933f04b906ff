"""Each refused request stands once in the log: who, what, from where, why, and its id (ASVS 16.3.2); what isn't refused doesn't."""

import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from tests.doors.api.conftest import Program
from tests.doors.console.conftest import Desk, desk, moment
from toubao.business.governance.models import Staff
from toubao.config.monitoring.logging import TurnedAway, strike
from toubao.doors.refusals import Refusals, because

__all__ = ["desk", "moment"]
Told = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Told:
    """What the log says of refusals, as the sink writes it."""

    def lines() -> list[dict[str, Any]]:
        found: list[Any] = [record.msg for record in caplog.records if record.name == "toubao.refusals"]
        return [dict(strike(None, "", {**each})) for each in found]

    return lines


def _said(told: Told, answer: Any) -> dict[str, Any]:
    """The one line about an answer, which bears the same id; without what stands in each line."""
    (line,) = told()
    assert line["request"] == answer.headers["Request-Id"]
    assert line["event"] == "request refused"
    return {name: value for name, value in line.items() if name not in ("event", "request", "level", "logger", "timestamp")}


def test_another_sites_form(client: Client, told: Told) -> None:
    answer = client.post("/sign-in/?who=0912345678", headers={"Sec-Fetch-Site": "cross-site"}, REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 403
    why = {"status": 403, "because": "another site's page", "method": "POST", "path": "/sign-in/", "address": "203.0.113.9"}
    assert _said(told, answer) == why


@pytest.mark.django_db
def test_a_right_that_a_role_does_not_have(desk: Desk, told: Told) -> None:
    clerk = desk("clerk")
    answer = clerk.get("/console/cases/")
    said = _said(told, answer)
    assert (said["status"], said["because"], said["path"]) == (403, "clerk may not GET console-cases", "/console/cases/")
    assert said["staff"] == str(Staff.objects.get(role="clerk").pk)


@pytest.mark.django_db
def test_a_form_without_its_token_names_who_is_signed_in(desk: Desk, told: Told) -> None:
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    strict.cookies = desk("clerk").cookies
    said = _said(told, strict.post("/console/sign-out/", {}))
    assert (said["status"], said["staff"]) == (403, str(Staff.objects.get(role="clerk").pk))
    assert said["because"].startswith("form: CSRF ")


@pytest.mark.django_db
def test_a_session_that_cannot_be_read_is_nobody_and_the_refusal_stands(told: Told) -> None:
    class Broken:
        def __getitem__(self, name: str) -> str:
            raise DatabaseError

        get = __getitem__

    request: Any = RequestFactory().get("/x")
    request.session = Broken()
    assert Refusals(lambda _: HttpResponse(status=403))(request).status_code == 403
    assert told()[0]["because"] == "not allowed"


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "no-such-token"])
def test_the_api_without_a_good_token(token: str, told: Told) -> None:
    said = _said(told, Program(token).call("POST", "/v1/applications", {}))
    assert (said["status"], said["because"], said["path"]) == (401, "token", "/api/v1/applications")
    assert "no-such-token" not in str(said)


@pytest.mark.django_db
def test_both_sign_outs_clear_what_the_browser_kept(desk: Desk) -> None:
    for client, path in ((desk("clerk"), "/console/sign-out/"), (Client(SERVER_NAME="localhost"), "/sign-out/")):
        answer = client.post(path)
        assert answer.status_code == 302
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.django_db
def test_what_is_not_refused_is_not_told(desk: Desk, told: Told) -> None:
    for path in ("/", "/console/", "/nowhere/", "/members/"):
        answer = desk("clerk").get(path)
        assert len(answer.headers["Request-Id"]) == 32
    assert told() == []


def test_what_failed_is_told_with_who_was_recognised_and_no_session_is_read(told: Told) -> None:
    def fail(request: Any) -> HttpResponse:
        request.staff_member = SimpleNamespace(pk="0123")
        return HttpResponse(status=500)

    request: Any = RequestFactory().post("/console/cases/", REMOTE_ADDR="203.0.113.9")
    request.session = None  # which would break whoever reads it
    answer = Refusals(fail)(request)
    (line,) = told()
    assert (line["event"], line["status"], line["staff"], line["address"]) == ("request failed", 500, "0123", "203.0.113.9")
    assert line["request"] == answer.headers["Request-Id"]


def test_our_proxy_names_a_request_and_nobody_else_does(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = frozenset({"10.0.0.1"})
    name = "0123456789abcdef" * 2

    def named(told: str, by: str) -> str:
        request = RequestFactory().get("/", headers={"X-Request-Id": told}, REMOTE_ADDR=by)
        return str(Refusals(lambda _: HttpResponse())(request).headers["Request-Id"])

    assert named(name, "10.0.0.1") == name
    assert named(name, "203.0.113.9") != name
    assert named(name + "\nforged", "10.0.0.1") != name
    assert named("", "10.0.0.1") != named("", "10.0.0.1")


def test_a_long_path_is_cut_and_tokens_in_it_are_struck(told: Told) -> None:
    def refuse(request: HttpRequest) -> HttpResponse:
        because(request, "x")
        return HttpResponse(status=401)

    Refusals(refuse)(RequestFactory().get("/not-me/secret-token/" + "x" * 5000))
    (line,) = told()
    assert line["path"].startswith("/not-me/***/xxx")
    assert len(line["path"]) < 250


def test_django_does_not_tell_it_a_second_time() -> None:
    def record(name: str, status: int) -> logging.LogRecord:
        made = logging.LogRecord(name, logging.WARNING, "", 0, "Forbidden: %s", ("/x",), None)
        made.status_code = status
        return made

    passes = TurnedAway().filter
    assert not passes(record("django.request", 403))
    assert not passes(record("django.security.csrf", 403))
    assert not passes(record("django.request", 401))
    assert passes(record("django.request", 404))
    assert passes(record("toubao.refusals", 403))


@pytest.fixture
def secure(settings: Settings) -> None:
    """As behind a proxy that ends TLS and says so."""
    settings.SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = frozenset({"127.0.0.1"})


@pytest.mark.django_db
@pytest.mark.usefixtures("secure")
def test_the_api_refuses_what_comes_unencrypted_and_never_sends_it_on(told: Told) -> None:
    program = Program("a-token")
    for method, path in (("GET", "/v1/destinations"), ("POST", "/v1/applications"), ("DELETE", f"/v1/applications/{uuid4()}")):
        answer = program.call(method, path, {} if method == "POST" else None)
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json"), path
        assert answer.json()["type"].endswith("#problem-not-encrypted")
        assert "Location" not in answer.headers
    assert [line["because"] for line in told()] == ["not-encrypted"] * 3
    assert program.call("GET", "/v1/destinations", X_FORWARDED_PROTO="https").status_code == 200
    there = Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_PROTO="https")
    assert there.get("/api/v1/destinations").status_code == 403, "only our proxy says how it was asked"
    page = Client(SERVER_NAME="localhost").get("/api/docs")
    assert (page.status_code, page.headers["Location"]) == (301, "https://localhost/api/docs")  # a page leads there as every page does
