"""A password that became known, or is guessed first: it opens nothing by itself, and another is set before the sign-in (7.1)."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import PASSWORD, summary, words
from toubao.business.correspondence.models import Message
from toubao.business.identity.models import Account
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
WEAK, STRONG = "liverpool1983", "tiger orchid lamp 9"


@pytest.fixture
def known_since(account: Account) -> Account:
    """Their password was fine when they chose it, and became known since."""
    Account.objects.filter(pk=account.pk).update(password=make_password(WEAK))
    account.refresh_from_db()
    return account


def test_7_1_a_password_that_became_known_opens_nothing_by_itself(browser: Client, known_since: Account) -> None:
    answer = browser.post("/sign-in/", {"who": "0910000001", "password": WEAK, "next": "/members/messages/"})
    assert answer["Location"] == "/sign-in/second/"
    assert "太容易被猜到：確認是您本人以後，請換一組" in words(browser.get("/sign-in/second/"))
    assert browser.get("/sign-in/password/")["Location"] == "/sign-in/", "the second step comes first"
    assert browser.get("/members/")["Location"].startswith("/sign-in/")
    assert _happened(known_since) == ["account.password_outgrown"]


def test_7_1_after_the_second_step_another_password_is_set_and_lets_in(
    browser: Client, other_browser: Client, known_since: Account
) -> None:
    _proved(browser, known_since)
    for wrong, told in ((WEAK, "外洩"), ("ji32k7au4a83", "注音"), ("short", "12"), ("", "請設定登入密碼")):
        refused = browser.post("/sign-in/password/", {"password": wrong})
        assert refused.status_code == 422
        assert told in str(summary(refused))
    assert browser.get("/members/")["Location"].startswith("/sign-in/"), "not in yet"
    assert browser.post("/sign-in/password/", {"password": STRONG})["Location"] == "/members/messages/"
    for page in ("/members/", "/members/account/", "/members/account/devices/"):
        assert browser.get(page).status_code == 200, page
    assert "密碼太容易被猜到，要換過才能登入" in words(browser.get("/members/account/")), "it stands among the sign-ins"
    assert browser.post("/sign-in/password/", {"password": STRONG})["Location"] == "/sign-in/", "a second press sets nothing"
    assert _happened(known_since)[-2:] == ["account.password_changed", "account.signed_in"]
    assert sorted(Message.objects.filter(purpose="password").values_list("channel", flat=True)) == ["mail", "sms"]
    assert other_browser.post("/sign-in/", {"who": "0910000001", "password": WEAK}).status_code == 200
    assert other_browser.post("/sign-in/", {"who": "0910000001", "password": STRONG})["Location"] == "/members/"


def test_7_1_of_two_who_were_proved_at_once_only_one_sets_the_password(
    browser: Client, other_browser: Client, known_since: Account, moment: time_machine.Traveller
) -> None:
    _proved(browser, known_since)
    moment.shift(timedelta(minutes=2))
    _proved(other_browser, known_since)
    assert browser.post("/sign-in/password/", {"password": STRONG})["Location"] == "/members/messages/"
    assert other_browser.post("/sign-in/password/", {"password": "a third one, quite long"})["Location"] == "/sign-in/"
    assert other_browser.get("/members/")["Location"].startswith("/sign-in/")


def test_7_1_control_a_password_that_nobody_knows_lets_in_at_once(browser: Client, account: Account) -> None:
    assert browser.post("/sign-in/", {"who": "0910000001", "password": PASSWORD})["Location"] == "/members/"
    assert "account.password_outgrown" not in _happened(account)


def _proved(client: Client, account: Account) -> None:
    client.post("/sign-in/", {"who": "0910000001", "password": WEAK, "next": "/members/messages/"})
    client.post("/sign-in/second/", {"send": "sms"})
    answer = client.post("/sign-in/second/", {"code": builders.last_code(account.pk)})
    assert answer["Location"] == "/sign-in/password/", words(answer)


def _happened(account: Account) -> list[str]:
    told = Entry.objects.filter(
        subject_id=account.pk, event__in=("account.password_outgrown", "account.password_changed", "account.signed_in")
    )
    return list(told.order_by("number").values_list("event", flat=True))
