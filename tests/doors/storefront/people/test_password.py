"""Changing one's password: only with the one of before, told by both ways, and every other browser and program is signed out."""

from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import PASSWORD, sign_in, summary, words
from tests.fixtures import programs
from toubao.business.correspondence.models import Message
from toubao.business.identity import actions
from toubao.business.identity.models import Account
from toubao.business.identity.programs import granting
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "/members/account/password/"
NEW = "another demo password"


def change(client: Client, current: str = PASSWORD, password: str = NEW, **more: str) -> Any:
    return client.post(PAGE, {"current": current, "password": password, **more})


def events(account: Account) -> list[str]:
    return list(Entry.objects.filter(subject_id=account.pk).order_by("number").values_list("event", flat=True))


def test_the_new_one_signs_in_and_the_old_one_does_not(member: Client, other_browser: Client, account: Account) -> None:
    assert change(member)["Location"] == "/members/account/?changed=password"
    assert "登入密碼已更改" in words(member.get("/members/account/", {"changed": "password"}))
    assert "更改密碼" in words(member.get("/members/account/"))
    assert other_browser.post("/sign-in/", {"who": "0910000001", "password": PASSWORD}).status_code == 200
    assert other_browser.post("/sign-in/", {"who": "0910000001", "password": NEW})["Location"] == "/members/"
    assert "account.password_changed" in events(account)


def test_every_other_browser_and_program_is_signed_out_and_this_one_gets_a_fresh_key(
    member: Client, other_browser: Client, account: Account
) -> None:
    sign_in(other_browser, account, "0910000001")
    token, _ = programs.open_session(account=account, now=builders.NOW)
    key = member.session.session_key
    change(member)
    assert member.get("/members/").status_code == 200
    assert member.session.session_key != key
    assert other_browser.get("/members/")["Location"].startswith("/sign-in/")
    assert granting.session(token, now=builders.NOW) is None


def test_it_is_told_to_phone_and_mailbox_without_the_password(member: Client, account: Account) -> None:
    change(member)
    told = Message.objects.filter(purpose="password")
    assert sorted(told.values_list("channel", flat=True)) == ["mail", "sms"]
    shown = words(member.get("/members/messages/"))
    assert "登入密碼已更改" in shown
    assert NEW not in shown


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"current": "not the password"}, "目前的密碼不對"),
        ({"current": ""}, "請輸入目前的密碼"),
        ({"password": ""}, "請設定新的密碼"),
        ({"password": "short"}, "12"),
        ({"password": PASSWORD}, "和目前的一樣"),
        ({"again": "something else altogether"}, "兩次輸入的密碼不一樣"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(member: Client, account: Account, given: dict[str, str], told: str) -> None:
    before = account.password
    answer = change(member, **{"current": PASSWORD, "password": NEW, **given})
    assert answer.status_code == 422
    assert told in str(summary(answer))
    account.refresh_from_db()
    assert account.password == before
    assert not Message.objects.filter(purpose="password").exists()


def test_guessing_the_old_one_locks_as_signing_in_does(member: Client, other_browser: Client, account: Account) -> None:
    for _ in range(5):
        change(member, current="not the password")
    assert "account.locked" in events(account)
    assert change(member).status_code == 422, "locked: even the right one is of no use now"
    assert other_browser.post("/sign-in/", {"who": "0910000001", "password": PASSWORD}).status_code == 200


def test_of_two_at_once_one_changes_it(account: Account) -> None:
    one, two = (Account.objects.select_related("person__key").get(pk=account.pk) for _ in range(2))
    more = {"current": PASSWORD, "insurer": "測試", "network": "n", "now": builders.NOW}
    assert actions.change_password(account=one, password=NEW, **more)
    assert not actions.change_password(account=two, password="a third demo password", **more)
    assert Message.objects.filter(purpose="password").count() == 2


def test_who_is_not_signed_in_signs_in_first(browser: Client) -> None:
    assert browser.get(PAGE)["Location"] == "/sign-in/?next=%2Fmembers%2Faccount%2Fpassword%2F"
    assert change(browser)["Location"].startswith("/sign-in/")


def test_who_forgot_the_present_one_is_led_to_the_way_back(member: Client) -> None:
    assert 'href="/recover/"' in member.get(PAGE).content.decode()
    assert member.get("/recover/").status_code == 200
