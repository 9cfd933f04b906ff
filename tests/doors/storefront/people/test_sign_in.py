"""Signing in and out: by phone or e-mail, and the same answer whatever was wrong."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import PASSWORD, summary, tick, without_token, words
from toubao.business.identity.codes import guessing
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Account
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db


def attempt(client: Client, who: str = "0910000001", password: str = "not the password", **more: str) -> Any:
    return client.post("/sign-in/", {"who": who, "password": password, **more})


@pytest.mark.parametrize("who", ["0910000001", "0910-000-001", "+886 910 000 001", "person1@demo.example", " Person1@DEMO.example "])
def test_by_phone_or_mail_however_typed(browser: Client, account: Account, who: str) -> None:
    assert attempt(browser, who, PASSWORD)["Location"] == "/members/"
    assert browser.session["account"] == str(account.pk)
    assert Entry.objects.filter(subject_id=account.pk, event="account.signed_in").count() == 1


def test_unknown_wrong_locked_and_limited_answer_alike_to_the_byte(
    browser: Client, moment: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [attempt(browser)]
    account = builders.registered_account()
    answers += [attempt(browser) for _ in range(5)]
    assert guessing.locked(account.pk, now=builders.NOW)
    answers += [attempt(browser), attempt(browser, password=PASSWORD)]
    moment.shift(timedelta(minutes=16))
    monkeypatch.setitem(limits(), "sign_in_network", {"seconds": 900, "most": 1})
    answers += [attempt(browser), attempt(browser, password=PASSWORD)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({without_token(answer) for answer in answers}) == 1
    headers = [{k: v for k, v in answer.headers.items() if k not in ("Content-Length", "Expires", "Request-Id")} for answer in answers]
    assert all(each == headers[0] for each in headers)
    assert "account" not in browser.session


def test_a_lock_ends_by_itself(browser: Client, account: Account, moment: time_machine.Traveller) -> None:
    for _ in range(5):
        attempt(browser)
    assert attempt(browser, password=PASSWORD).status_code == 200
    moment.shift(timedelta(minutes=15))
    assert attempt(browser, password=PASSWORD).status_code == 302


def test_missing_entries_are_named_and_the_password_is_never_shown_again(browser: Client) -> None:
    assert [place for place, _ in summary(attempt(browser, "", ""))] == ["id_who", "id_password"]
    page = attempt(browser, "someone@demo.example", "my secret words").content.decode()
    assert "someone@demo.example" in page
    assert "my secret words" not in page


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/purchase/abc/", "/purchase/abc/"), ("https://evil.example/", "/members/"), ("//evil.example/", "/members/"),
        ("/\\evil.example", "/members/"),
        ("javascript:alert(1)", "/members/"), ("", "/members/"),
    ],
)  # fmt: skip
def test_one_goes_on_to_where_one_wanted_to_go_and_never_elsewhere(browser: Client, account: Account, wanted: str, place: str) -> None:
    assert attempt(browser, password=PASSWORD, next=wanted)["Location"] == place


def test_the_session_gets_a_new_key(browser: Client, account: Account) -> None:
    tick(browser, "online")
    before = browser.session.session_key
    attempt(browser, password=PASSWORD)
    assert browser.session.session_key != before


def test_signed_in_already_needs_no_sign_in(member: Client) -> None:
    assert member.get("/sign-in/?next=/members/messages/")["Location"] == "/members/messages/"


def test_signing_out_asks_by_get_and_acts_by_post(member: Client, account: Account) -> None:
    assert "要登出嗎" in words(member.get("/sign-out/"))
    assert member.get("/members/").status_code == 200
    assert member.post("/sign-out/")["Location"] == "/"
    assert member.get("/members/")["Location"] == "/sign-in/?next=%2Fmembers%2F"
    assert Entry.objects.filter(subject_id=account.pk, event="account.signed_out").count() == 1
    assert member.post("/sign-out/")["Location"] == "/"
    assert member.get("/sign-out/")["Location"] == "/"
    assert Entry.objects.filter(event="account.signed_out").count() == 1


def test_a_session_whose_stamp_is_void_is_over(member: Client, account: Account) -> None:
    account.stamp = account.registration_id
    account.save(update_fields=["stamp"])
    assert member.get("/members/").status_code == 302


def test_a_form_without_its_token_is_turned_away(account: Account) -> None:
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert strict.post("/sign-in/", {"who": "0910000001", "password": PASSWORD}).status_code == 403
    assert strict.post("/register/", {"consent": "on"}).status_code == 403
