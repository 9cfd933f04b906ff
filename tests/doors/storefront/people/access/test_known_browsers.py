"""A sign-in from a browser that is not known is told of, once, by the ways that the person wants; choices; the second step."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.people.access.conftest import prove_again
from tests.doors.storefront.people.conftest import PASSWORD, Registering, sign_in, summary, words
from toubao.business.correspondence.queries import to_person
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.devices import choices
from toubao.business.identity.jobs import tidy
from toubao.business.identity.models import Account, KnownBrowser
from toubao.doors.storefront.people import second
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
CHOICES, PROVE, SECOND = "/members/account/sign-in/", "/members/account/prove/", "/sign-in/second/"


def notices(account: Account) -> list[tuple[str, str]]:
    """The sign-in notices to a person: by which way, and their words."""
    return [(each.message.channel, each.text) for each in reversed(to_person(account.person_id)) if each.message.purpose == "sign-in"]


def told(account: Account) -> list[str]:
    """Why, as the journal has it."""
    found = Entry.objects.filter(subject_id=account.pk, event="session.told").order_by("number")
    return [entry.facts["because"] for entry in found]


def secured(account: Account) -> None:
    choices.choose(account=account, tell_by_sms=False, second_factor=True, now=builders.NOW)


def attempt(client: Client, **more: str) -> Any:
    return client.post("/sign-in/", {"who": "0910000001", "password": PASSWORD, **more})


def test_a_new_browser_is_told_of_once_and_the_same_one_not_again(browser: Client, account: Account) -> None:
    sign_in(browser, account, "0910000001")
    ((channel, text),) = notices(account)
    assert channel == "mail"
    assert "2026-11-23 10:00" in text
    assert "http" not in text
    cookie = browser.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 400 * 86400
    browser.post("/sign-out/")
    sign_in(browser, account, "0910000001")
    assert len(notices(account)) == 1
    assert told(account) == ["new browser"]


def test_the_first_one_at_registration_is_not_told_of_and_known_from_then_on(browser: Client) -> None:
    registering = Registering(browser).begun()
    registering.say()
    registering.enter()
    browser.post(f"{registering.address}password/", {"password": PASSWORD, "again": PASSWORD})
    account = Account.objects.get()
    browser.post("/sign-out/")
    sign_in(browser, account, "0910000001")
    assert notices(account) == []


def test_a_mark_says_nothing_about_anybody_else(browser: Client, account: Account) -> None:
    sign_in(browser, account, "0910000001")
    other = builders.registered_account(2)
    sign_in(browser, other, "0910000002")
    assert len(notices(other)) == 1
    first, second_mark = KnownBrowser.objects.order_by("pk")
    assert bytes(first.mark) != bytes(second_mark.mark)
    assert browser.cookies["device"].value.encode() not in bytes(first.mark)


def test_an_overlong_mark_is_replaced(browser: Client, account: Account) -> None:
    browser.cookies["device"] = "x" * 61
    sign_in(browser, account, "0910000001")
    assert len(browser.cookies["device"].value) == 43


def test_not_more_than_the_days_allowance_and_the_journal_says_so(account: Account, as_app: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "sign_in_notices", {"seconds": 86400, "most": 1})
    for _ in range(2):
        sign_in(Client(SERVER_NAME="localhost"), account, "0910000001")
    assert len(notices(account)) == 1
    assert told(account) == ["new browser", "sign_in_notices"]


def test_a_browser_that_was_shown_out_is_not_known_any_more(member: Client, other_browser: Client, account: Account) -> None:
    sign_in(other_browser, account, "0910000001")
    member.post("/members/account/devices/end-others/")
    sign_in(other_browser, account, "0910000001")
    assert told(account) == ["new browser"] * 3


def test_by_sms_too_where_the_person_wants_that(member: Client, account: Account, other_browser: Client) -> None:
    prove_again(member)
    assert member.post(CHOICES, {"tell_by_sms": "on"})["Location"] == f"{CHOICES}?kept=yes"
    assert "登入設定已更改" in words(member.get(f"{CHOICES}?kept=yes"))
    sign_in(other_browser, account, "0910000001")
    assert sorted(channel for channel, _ in notices(account)) == ["mail", "mail", "sms"]
    member.post(CHOICES, {"tell_by_sms": "on"})
    (entry,) = Entry.objects.filter(event="account.sign_in_chosen")
    assert entry.facts == {"_": "Guarded", "tell_by_sms": True, "second_factor": False}


def test_a_browser_is_forgotten_after_four_hundred_days(member: Client) -> None:
    tidy(now=builders.NOW + timedelta(days=401))
    assert not KnownBrowser.objects.exists()


def test_choices_want_a_fresh_proof_that_it_is_me(member: Client, account: Account, moment: time_machine.Traveller) -> None:
    prove_again(member)
    assert member.get(CHOICES).status_code == 200
    moment.shift(timedelta(minutes=10))
    assert member.get(CHOICES)["Location"] == f"{PROVE}?next=%2Fmembers%2Faccount%2Fsign-in%2F"
    assert member.post(CHOICES, {"second_factor": "on"}).status_code == 302
    assert not choices.choice_of(account).second_factor
    wrong = member.post(PROVE, {"password": "not this one", "next": CHOICES})
    assert (wrong.status_code, summary(wrong)[0][0]) == (422, "id_password")
    assert member.get(CHOICES).status_code == 302
    assert member.post(PROVE, {"password": PASSWORD, "next": CHOICES})["Location"] == CHOICES
    assert member.get(CHOICES).status_code == 200
    assert Entry.objects.filter(event="session.proved").count() == 2


def test_wrong_proofs_lock_as_wrong_sign_ins_do(member: Client, account: Account) -> None:
    for _ in range(5):
        member.post(PROVE, {"password": "not this one"})
    assert member.post(PROVE, {"password": PASSWORD}).status_code == 422
    assert member.get(PROVE).status_code == 200


def test_a_password_alone_is_not_enough_for_who_wants_a_second_step(browser: Client, account: Account) -> None:
    secured(account)
    assert attempt(browser, next="/members/messages/")["Location"] == SECOND
    assert browser.get("/members/").status_code == 302
    assert not Entry.objects.filter(subject_id=account.pk, event="account.signed_in").exists()
    assert browser.post(SECOND, {"send": "sms"})["Location"] == f"{SECOND}?sent=sms"
    page = words(browser.get(SECOND))
    assert "驗證碼寄送中" in page
    assert "0910000001" not in page
    code = builders.last_code(account.pk)
    wrong = browser.post(SECOND, {"code": "000000" if code != "000000" else "111111"})
    assert "還可以試 4 次" in summary(wrong)[0][1]
    assert browser.get("/members/").status_code == 302
    assert browser.post(SECOND, {"code": code})["Location"] == "/members/messages/"
    assert browser.get("/members/").status_code == 200
    (entry,) = Entry.objects.filter(subject_id=account.pk, event="account.signed_in")
    assert entry.facts["by"] == "password+code"
    assert "密碼和驗證碼" in words(browser.get("/members/account/devices/"))


def test_7_1_the_code_of_the_second_step_goes_to_no_mailbox_that_was_only_stated(
    browser: Client, account: Account, moment: time_machine.Traveller
) -> None:
    secured(account)
    attempt(browser)
    offered = browser.get(SECOND).content.decode()
    assert ('value="sms"' in offered, 'value="mail"' in offered) == (True, False)
    assert browser.post(SECOND, {"send": "mail"}).status_code == 200
    assert not to_person(account.person_id)[0].message.purpose.startswith("otp-sign-in"), "nothing was sent"
    moment.shift(timedelta(seconds=1))
    Account.objects.filter(pk=account.pk).update(mail_proved=True)
    assert 'value="mail"' in browser.get(SECOND).content.decode()
    assert browser.post(SECOND, {"send": "mail"})["Location"] == f"{SECOND}?sent=mail"
    assert to_person(account.person_id)[0].message.channel == "mail"


def test_the_second_step_stands_behind_the_first(browser: Client, account: Account, moment: time_machine.Traveller) -> None:
    secured(account)
    assert browser.get(SECOND)["Location"] == "/sign-in/"
    attempt(browser)
    moment.shift(second.WAITS)
    assert browser.post(SECOND, {"send": "sms"})["Location"] == "/sign-in/"
    assert not to_person(account.person_id)[0].message.purpose.startswith("otp-sign-in")


def test_a_password_that_changed_meanwhile_ends_the_second_step(browser: Client, account: Account) -> None:
    secured(account)
    attempt(browser)
    browser.post(SECOND, {"send": "sms"})
    Account.objects.filter(pk=account.pk).update(stamp=account.registration_id)
    assert browser.post(SECOND, {"code": builders.last_code(account.pk)})["Location"] == "/sign-in/"
    assert browser.get("/members/").status_code == 302


@pytest.mark.usefixtures("impatient")
def test_the_code_of_the_second_step_is_sent_within_allowances(browser: Client, account: Account) -> None:
    secured(account)
    attempt(browser)
    last = [browser.post(SECOND, {"send": "sms"})["Location"] for _ in range(7)][-1]
    assert last == f"{SECOND}?limit=otp_subject"
    assert "已達上限" in words(browser.get(last))


def test_v7_5_1_who_wants_a_second_step_touches_no_key_of_the_account_by_the_password_alone(member: Client, account: Account) -> None:
    """A thief who has the session and learnt the password can't take the second step away, nor change the password, nor end a device."""
    prove_again(member)
    assert member.get(CHOICES).status_code == 200, "control: who wants none is let on by the password"
    secured(account)
    assert member.post(CHOICES, {})["Location"].startswith(PROVE)
    assert "驗證碼" in words(member.get(PROVE, {"next": CHOICES}))
    assert member.post(PROVE, {"password": PASSWORD, "next": CHOICES}).status_code != 302
    typed = {"current": PASSWORD, "password": "another demo password"}
    assert member.post("/members/account/password/", typed)["Location"] == f"{PROVE}?next=%2Fmembers%2Faccount%2Fpassword%2F"
    assert choices.choice_of(account).second_factor
    assert not Entry.objects.filter(event="account.password_changed").exists()

    key = member.session.session_key
    member.post(PROVE, {"send": "sms", "next": CHOICES})
    assert member.post(PROVE, {"code": builders.last_code(account.pk), "next": CHOICES})["Location"] == CHOICES
    assert member.session.session_key != key, "more may be done now, under a fresh key"
    assert Entry.objects.filter(event="session.proved").latest("pk").facts["by"] == "code again"
    assert member.post("/members/account/password/", typed)["Location"] == "/members/account/?changed=password"
    assert member.post(CHOICES, {}).status_code == 302
    assert not choices.choice_of(account).second_factor
