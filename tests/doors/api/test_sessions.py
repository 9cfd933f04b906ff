"""Tokens of programs: half an hour, only their keyed digest kept, each for what it was let do; no password and no cookie opens anything."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import builders
from tests.fixtures import programs
from toubao.business.identity.jobs import tidy
from toubao.business.identity.models import Account, ApiRequest, ApiSession, Program
from toubao.business.identity.programs import registering
from toubao.business.purchase.models import Purchase
from toubao.journal.models import Entry
from toubao.rules.facts import SetUpBy


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


def test_a_secured_account_ends_its_tokens(program: Any, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(stamp=uuid4())
    assert program.call("POST", "/v1/applications", {}).status_code == 401


def test_no_cookie_and_no_password_open_anything(anybody: Any, account: Account) -> None:
    session: Any = anybody.client.session
    session.update(builders.browser_session(account))
    session.save()
    anybody.client.cookies["session"] = session.session_key
    assert anybody.call("POST", "/v1/applications", {}).status_code == 401
    assert anybody.call("GET", f"/v1/applications/{uuid4()}", authorization="Basic eDp5").status_code == 401
    body = {"who": builders.somebody().mail, "password": "a long demo password"}
    assert anybody.call("POST", "/v1/sessions", body).status_code == 404


def test_2_3_the_journal_says_which_program_sold(program: Any) -> None:
    at = program.begin()
    purchase = Purchase.objects.get(pk=at.rpartition("/")[2])
    begun = Entry.objects.get(subject_id=purchase.pk, event="purchase.started")
    assert (begun.facts["channel"], begun.facts["channel_is_ours"]) == ("program/travel-app", True)


def test_2_3_a_program_off_the_list_sells_nothing_from_that_moment(program: Any) -> None:
    at = program.ready()
    found = Program.objects.get()
    assert registering.end(program=found, because="the contract ended", by="security", now=builders.NOW).taken
    told = program.call("POST", f"{at}/codes", {"channel": "sms"})
    assert (told.status_code, told.json()["type"].rpartition("#")[2]) == (401, "problem-token")


@pytest.mark.parametrize("day", ["starts", "ends"])
def test_2_3_a_program_acts_between_its_days_alone(program: Any, day: str) -> None:
    at = program.begin()
    off = timedelta(days=1 if day == "starts" else -1)
    Program.objects.update(**{day: builders.NOW.date() + off})
    assert program.call("GET", at).status_code == 401
    Program.objects.update(**{day: builders.NOW.date()})
    assert program.call("GET", at).status_code == 200, "control: its first and its last day count"


def test_2_3_a_partners_program_may_look_and_not_sell(anybody: Any, account: Account) -> None:
    anybody.sign_in(client="looks-on", sells=False, by=SetUpBy.PARTNER)
    told = anybody.call("POST", "/v1/applications", {})
    assert (told.status_code, told.json()["type"].rpartition("#")[2]) == (403, "problem-scope")
    assert not Purchase.objects.exists()
    assert anybody.call("GET", f"/v1/applications/{uuid4()}").status_code == 404


def test_2_3_the_gate_shuts_for_a_program_that_is_not_the_insurers(anybody: Any, account: Account) -> None:
    """Even where the list would have it so: what the row says is looked up for each purchase."""
    anybody.sign_in(client="somebodys")
    Program.objects.update(set_up_by=SetUpBy.PARTNER.value)
    told = anybody.call("POST", "/v1/applications", {})
    assert (told.status_code, [each["clause"] for each in told.json()["verdicts"]]) == (422, ["2.3"])


def test_tidying_removes_what_is_over(program: Any) -> None:
    program.begin()
    tidy(now=builders.NOW + timedelta(hours=23))
    assert (ApiSession.objects.count(), ApiRequest.objects.count()) == (0, 1)
    tidy(now=builders.NOW + timedelta(hours=24))
    assert not ApiRequest.objects.exists()


def test_2_7_a_person_sees_what_they_let_a_program_do_in_the_journal(program: Any, account: Account) -> None:
    told = Entry.objects.get(subject_id=account.pk, event="program.allowed")
    assert (told.facts["client"], told.facts["scopes"]) == (programs.CLIENT, ["apply", "read"])
