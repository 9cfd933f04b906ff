"""Tokens: half an hour, only their keyed digest kept, revocable, one answer for whatever was wrong."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password

from tests import builders
from tests.business.identity.measuring import run_by
from toubao.business.identity.codes import guessing
from toubao.business.identity.jobs import tidy
from toubao.business.identity.models import Account, ApiRequest, ApiSession
from toubao.journal.models import Entry

WHO = builders.somebody().mail


def test_the_token_opens_for_half_an_hour(program: Any, at_noon: Any) -> None:
    at = program.begin()
    at_noon.shift(timedelta(minutes=29, seconds=59))
    assert program.call("GET", at).status_code == 200
    at_noon.shift(timedelta(seconds=1))
    told = program.call("GET", at)
    assert (told.status_code, told["WWW-Authenticate"]) == (401, 'Bearer realm="toubao"')


def test_only_a_keyed_digest_is_kept(program: Any) -> None:
    kept = ApiSession.objects.get()
    assert program.token.encode() not in bytes(kept.token)
    assert not any(program.token in str(value) for row in ApiRequest.objects.values() for value in row.values())


def test_signing_out_ends_it_at_once(program: Any) -> None:
    assert program.call("DELETE", "/v1/sessions/current").status_code == 204
    assert program.call("DELETE", "/v1/sessions/current").status_code == 401
    assert Entry.objects.filter(event="account.signed_out").count() == 1


def test_a_secured_account_ends_its_tokens(program: Any, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(stamp=uuid4())
    assert program.call("POST", "/v1/applications", {}).status_code == 401


def test_no_cookie_opens_anything(anybody: Any, account: Account) -> None:
    session: Any = anybody.client.session
    session.update(builders.browser_session(account))
    session.save()
    anybody.client.cookies["session"] = session.session_key
    assert anybody.call("POST", "/v1/applications", {}).status_code == 401
    assert anybody.call("GET", f"/v1/applications/{uuid4()}", authorization="Basic eDp5").status_code == 401


def test_one_answer_for_unknown_wrong_and_locked(anybody: Any, account: Account) -> None:
    def asked(who: str, password: str) -> tuple[int, Any]:
        told = anybody.call("POST", "/v1/sessions", {"who": who, "password": password})
        return told.status_code, told.json()

    unknown = asked("nobody@demo.example", "a long demo password")
    wrong = [asked(WHO, "not this one at all") for _ in range(5)]
    locked = asked(WHO, "a long demo password")
    assert unknown[0] == 401
    assert all(each == unknown for each in [*wrong, locked])
    assert guessing.locked(Account.objects.get().pk, now=builders.NOW)
    assert not ApiSession.objects.exists()


def test_a_name_that_nobody_has_costs_the_same_statements_and_gets_the_same_bytes(anybody: Any, account: Account) -> None:
    told: dict[str, Any] = {}

    def ask(who: str) -> list[str]:
        return run_by(lambda: told.update({who: anybody.call("POST", "/v1/sessions", {"who": who, "password": "not this one"})}))

    ask(WHO), ask("nobody@demo.example")
    assert ask(WHO) == ask("nobody@demo.example")
    known, unknown = told[WHO], told["nobody@demo.example"]
    for answer in (known, unknown):
        del answer.headers["Request-Id"]  # each request has its own
    assert (known.status_code, known.content, dict(known.headers)) == (unknown.status_code, unknown.content, dict(unknown.headers))


def test_the_same_key_opens_the_same_session(anybody: Any, account: Account) -> None:
    body = {"who": WHO, "password": "a long demo password"}
    first, second = (anybody.call("POST", "/v1/sessions", body, key="in-1") for _ in range(2))
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert ApiSession.objects.count() == 1
    assert anybody.call("POST", "/v1/sessions", {**body, "password": "x"}, key="in-1").status_code == 422


def test_sessions_are_within_an_allowance(anybody: Any, account: Account) -> None:
    told = [anybody.call("POST", "/v1/sessions", {"who": "nobody@demo.example", "password": "x"}) for _ in range(61)]
    assert told[-1].status_code == 429
    assert int(told[-1]["Retry-After"]) <= 901


def test_tidying_removes_what_is_over(program: Any) -> None:
    program.begin()
    tidy(now=builders.NOW + timedelta(hours=23))
    assert (ApiSession.objects.count(), ApiRequest.objects.count()) == (0, 2)
    tidy(now=builders.NOW + timedelta(hours=24))
    assert not ApiRequest.objects.exists()


def test_7_1_a_password_that_became_known_opens_no_session_and_says_how_to_mend_it(anybody: Any, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(password=make_password("liverpool1983"))
    told = anybody.call("POST", "/v1/sessions", {"who": WHO, "password": "liverpool1983"})
    assert (told.status_code, told.json()["type"].rpartition("#")[2]) == (403, "problem-password")
    assert not ApiSession.objects.exists()
    happened = Entry.objects.filter(subject_id=account.pk, event__in=("account.signed_in", "account.password_outgrown"))
    assert list(happened.values_list("event", flat=True)) == ["account.password_outgrown"]
    assert anybody.call("POST", "/v1/sessions", {"who": WHO, "password": "not the password"}).status_code == 401
