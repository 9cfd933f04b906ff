"""The password and the account (7.1): what a password must be, where one goes with it, and the link that a branch's customer gets."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.business.branches import given as branch
from tests.doors.storefront.people.conftest import PASSWORD, Registering, summary, without_token, words
from tests.doors.storefront.selling.conftest import TRIP
from toubao.business.branches import activating
from toubao.business.branches.models import ActivationLink
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Account
from toubao.business.identity.passwords import Fault
from toubao.doors.storefront.people.sentences import PASSWORD as SENTENCES
from toubao.journal.models import Entry
from toubao.products import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def verified(registering: Registering) -> Registering:
    """Somebody whose identity is verified."""
    return registering.begun("/members/account/").identified().verified()


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elevenchars", Fault.SHORT), ("x" * 201, Fault.LONG), ("abababababab", Fault.PATTERN), ("password1234", Fault.BREACHED),
        ("monkey123456", Fault.COMMON), ("taiwaninsurance", Fault.CONTEXT),
        ("my mail is person1", Fault.PERSONAL),
    ],
)  # fmt: skip
def test_7_1_a_weak_password_is_refused_with_its_reason_and_never_shown(verified: Registering, password: str, fault: Fault) -> None:
    answer = verified.choose(password)
    assert summary(answer) == [("id_password", SENTENCES[fault])]
    assert password not in answer.content.decode()
    assert not Account.objects.exists()


def test_7_1_the_member_centre_says_that_the_account_is_open(registering: Registering) -> None:
    opened = registering.begun().identified().verified().choose(PASSWORD)
    assert opened["Location"] == "/members/?told=opened"
    assert "帳號開好了 現在就能在網路投保，也能在這裡辦服務。" in words(registering.client.get(opened["Location"]))
    Account.objects.update(opened_at=builders.NOW - timedelta(hours=1))
    assert "帳號開好了" not in words(registering.client.get(opened["Location"]))


def test_7_1_who_registered_on_the_way_to_a_purchase_is_told_there(registering: Registering, on_sale: Product) -> None:
    assert "/sign-in/" in registering.client.post("/quote/travel-accident/", TRIP)["Location"]
    opened = registering.begun("/quote/travel-accident/on/").identified().verified().choose(PASSWORD)
    assert "帳號開好了，接著投保" in words(registering.client.get(opened["Location"]))


def test_7_1_no_password_asks_for_one(verified: Registering) -> None:
    assert summary(verified.choose("")) == [("id_password", "請設定登入密碼。")]


def test_7_1_where_it_cannot_be_shown_it_is_typed_twice(verified: Registering) -> None:
    page = verified.client.get(f"{verified.address}password/").content.decode()
    assert page.count('type="password"') == 2
    assert page.index("<noscript>") < page.index('name="again"') < page.index("</noscript>", page.index('name="again"'))
    answer = verified.client.post(f"{verified.address}password/", {"password": PASSWORD, "again": "something else!"})
    assert "不一樣" in summary(answer)[0][1]
    assert not Account.objects.exists()


def test_7_1_a_good_password_opens_the_account_signs_in_and_leads_to_where_one_was(verified: Registering) -> None:
    before = verified.client.session.session_key
    answer = verified.choose()
    assert answer["Location"] == "/members/account/"
    account = Account.objects.get()
    assert verified.client.session["account"] == str(account.pk)
    assert verified.client.session.session_key != before
    assert "registrations" not in verified.client.session
    assert PASSWORD not in account.password
    page = verified.client.get("/members/account/")
    assert page.status_code == 200


def test_7_1_a_sentence_in_chinese_with_spaces_is_a_password(verified: Registering) -> None:
    phrase = "紫色鯨魚 圖釘 走廊 沒有關門"
    verified.choose(phrase)
    verified.client.post("/sign-out/")
    wide = phrase.replace(" ", "　")
    assert verified.client.post("/sign-in/", {"who": "person1@demo.example", "password": wide})["Location"] == "/members/"


def test_a_second_press_opens_nothing_twice_and_the_done_registration_is_over(verified: Registering) -> None:
    verified.choose()
    again = verified.choose("another long password")
    assert again.status_code == 404
    assert "剛設好密碼的話，帳號已經開立了" in words(again)
    assert 'href="/sign-in/"' in again.content.decode()
    assert Account.objects.count() == 1
    assert verified.client.post("/sign-in/", {"who": "0910000001", "password": PASSWORD}).status_code == 302


def test_7_1_of_two_registrations_of_one_person_the_slower_is_refused(registering: Registering) -> None:
    registering.begun().identified().verified()
    second = Registering(registering.client).begun().identified().verified()
    registering.choose()
    session = second.client.session
    session["registrations"] = {str(second.registration.pk): "/members/"}
    session["others"] = [str(second.registration.person_id)]
    session.save()
    answer = second.choose()
    assert "沒有開立新的帳號" in words(answer)
    assert Account.objects.count() == 1
    assert second.registration.state == "verified"


def test_the_sessions_of_an_opened_registration_lead_to_sign_in(registering: Registering) -> None:
    registering.begun().identified(dataclasses.replace(builders.somebody())).verified().choose()
    session = registering.client.session
    session["registrations"] = {str(registering.registration.pk): "/members/"}
    session.save()
    assert registering.client.get(f"{registering.address}you/")["Location"] == "/sign-in/"


@pytest.fixture
def link(as_app: None) -> str:
    """The address that was mailed to somebody who registered at a branch."""
    branch.people()
    return f"/activate/{branch.tokens(branch.released())[0]}/"


def test_7_1_activated_by_link_shut_for_the_slower_of_two_that_use_it_at_once(
    browser: Client, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    faster = Client(SERVER_NAME="localhost")

    def another_was_faster(used: Any, now: Any) -> bool:
        monkeypatch.setattr(activating, "_use", use)
        assert faster.post(link, {"last": branch.last(), "password": PASSWORD})["Location"] == "/activated/"
        return use(used, now)

    use = activating._use
    monkeypatch.setattr(activating, "_use", another_was_faster)
    answer = browser.post(link, {"last": branch.last(), "password": "another long password"})
    assert (answer.status_code, Account.objects.count()) == (404, 1)
    (entry,) = Entry.objects.filter(event="registration.account_opened", outcome="refused")
    assert "activated_by_link" in [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"]
    assert faster.post("/sign-in/", {"who": "0910000001", "password": PASSWORD})["Location"] == "/members/", "the first one's password"


def test_7_2_2_a_link_shows_whose_account_it_opens_masked_and_opens_it_on_a_press(link: str, browser: Client) -> None:
    page = browser.get(link)
    assert "王○○1" in words(page)
    for hidden in (builders.somebody().id_number, builders.somebody().mail, "+886910000001"):
        assert hidden not in page.content.decode()
    assert without_token(browser.get(link)) == without_token(page), "looking writes nothing"
    assert not Account.objects.exists()
    answer = browser.post(link, {"last": branch.last(), "password": PASSWORD})
    assert answer["Location"] == "/activated/"
    assert "帳號可以使用了" in words(browser.get("/activated/"))
    assert Account.objects.get().way == "branch"
    assert "account" not in browser.session, "the link alone signs nobody in"
    assert browser.post("/sign-in/", {"who": "0910000001", "password": PASSWORD})["Location"] == "/members/"


def test_7_2_2_a_link_opens_once_and_says_no_more_afterwards(link: str, browser: Client, other_browser: Client) -> None:
    browser.post(link, {"last": branch.last(), "password": PASSWORD})
    for again in (other_browser.get(link), other_browser.post(link, {"last": branch.last(), "password": "another long password"})):
        assert again.status_code == 404
        assert "這個連結已經失效" in words(again)
        assert "王○○1" not in words(again)
    assert "沒有登入成功" in words(browser.post("/sign-in/", {"who": "0910000001", "password": "another long password"}))
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "where"),
    [({"last": ""}, "id_last"), ({"last": "0000"}, "id_last"), ({"password": "short"}, "id_password"), ({"password": ""}, "id_password")],
    ids=str,
)
def test_7_1_what_is_wrong_with_a_link_s_form_is_said_beside_it(link: str, browser: Client, typed: dict[str, str], where: str) -> None:
    answer = browser.post(link, {"last": branch.last(), "password": PASSWORD} | typed)
    assert (answer.status_code, summary(answer)[0][0]) == (422, where)
    assert not Account.objects.exists()


@pytest.mark.parametrize("typed", ["", "0000", "00000"])
@pytest.mark.parametrize("password", ["my name 王示範1 is in it", "born on 19900517, I am", "call 910000001 tonight", "short"])
def test_7_1_nothing_is_said_of_a_password_before_the_last_signs_are_right(link: str, browser: Client, typed: str, password: str) -> None:
    """What is said of it tells of the person's data, and the link may have gone to a mistyped address."""
    assert [where for where, _ in summary(browser.post(link, {"last": typed, "password": password}))] == ["id_last"]
    assert ActivationLink.objects.get().tries == (typed == "0000"), "each guess is counted"
    assert not Account.objects.exists()


def test_7_1_who_knows_the_last_signs_hears_what_is_wrong_and_tries_on(link: str, browser: Client) -> None:
    for own in ("my name 王示範1 is in it", "born on 19900517, I am", "call 910000001 tonight", "I am person1 here", "079 0790517 was it"):
        answer = browser.post(link, {"last": branch.last(), "password": own})
        assert summary(answer) == [("id_password", SENTENCES[Fault.PERSONAL])]
    assert browser.post(link, {"last": branch.last(), "password": PASSWORD})["Location"] == "/activated/"


def test_7_1_one_network_has_so_many_presses(link: str, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "activation_network", {"seconds": 900, "most": 2})
    for _ in range(2):
        browser.post("/activate/nonsense/", {"last": "0000"})
    answer = browser.post(link, {"last": branch.last(), "password": PASSWORD})
    assert (answer.status_code, "試的次數太多了" in words(answer), Account.objects.count()) == (429, True, 0)
    assert browser.get(link).status_code == 200
    elsewhere = Client(SERVER_NAME="localhost", REMOTE_ADDR="198.51.100.77")
    assert elsewhere.post(link, {"last": branch.last(), "password": PASSWORD})["Location"] == "/activated/"


def test_7_1_a_link_is_void_after_five_wrong_numbers_or_in_time(link: str, browser: Client, moment: time_machine.Traveller) -> None:
    for _ in range(4):
        assert browser.post(link, {"last": "0000", "password": PASSWORD}).status_code == 422
    assert browser.post(link, {"last": "0000", "password": PASSWORD}).status_code == 404
    assert browser.post(link, {"last": branch.last(), "password": PASSWORD}).status_code == 404
    fresh = branch.released(2)
    moment.shift(timedelta(hours=72))
    assert browser.get(f"/activate/{branch.tokens(fresh)[0]}/").status_code == 404
    assert browser.get("/activate/nonsense/").status_code == 404
    assert not Account.objects.exists()


def test_7_1_somebody_who_registered_meanwhile_is_told_so(link: str, browser: Client) -> None:
    builders.registered_account()
    answer = browser.post(link, {"last": branch.last(), "password": PASSWORD})
    assert (answer.status_code, "已經有帳號了" in words(answer)) == (409, True)


def test_7_3_who_wakes_an_account_sets_no_password(as_app: None, browser: Client) -> None:
    branch.people()
    account = builders.registered_account()
    Account.objects.filter(pk=account.pk).update(verified_at=builders.NOW.replace(year=2020))
    address = f"/activate/{branch.tokens(branch.released())[0]}/"
    assert 'type="password"' not in browser.get(address).content.decode()
    assert browser.post(address, {"last": branch.last()})["Location"] == "/activated/"
    assert Account.objects.get().verified_at == builders.NOW
    assert browser.post("/sign-in/", {"who": "0910000001", "password": PASSWORD})["Location"] == "/members/"
