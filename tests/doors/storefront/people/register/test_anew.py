"""An account that is asleep (7.3, 8.2), page by page: told so, verified anew in the own browser, and back where the person was."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import PASSWORD, Registering, summary, words
from tests.doors.storefront.selling.conftest import TRIP
from toubao.business.correspondence.models import Message
from toubao.business.identity.actions import waking
from toubao.business.identity.models import Account, Registration
from toubao.business.identity.personal import Known
from toubao.journal.models import Entry
from toubao.products import Product

pytestmark = pytest.mark.django_db
LONG_AGO = builders.NOW - timedelta(days=5 * 365 + 30)
OWN = {"for": "purchase"}


@pytest.fixture
def known() -> Known:
    """The holder; no name has figures."""
    return replace(builders.somebody(), name="王示範")


@pytest.fixture
def asleep(browser: Client, account: Account) -> Client:
    """Somebody whose account slept for a month is signed in: sleep stops purchases and services, not the sign-in."""
    waking.taken_over(account=account, verified_at=LONG_AGO, now=builders.NOW)
    assert browser.post("/sign-in/", {"who": "0910000001", "password": PASSWORD}).status_code == 302
    return browser


def anew(client: Client, then: str = "", **changed: str) -> Registering:
    """Past the notices, for the account that is signed in."""
    again = Registering(client)
    again.read()
    answer = client.post("/register/", {"consent": "on", **OWN, "next": then, **changed})
    assert answer["Location"].endswith("/you/"), words(answer)
    again.address = answer["Location"].removesuffix("you/")
    return again


def test_7_3_and_8_2_an_account_asleep_says_so_and_shows_the_way(asleep: Client) -> None:
    for place in ("/members/", "/members/account/"):
        page = asleep.get(place)
        assert "重新驗證身分" in words(page)
        assert "/register/?for=purchase" in page.content.decode()
    assert "已滿五年，要重新驗證身分" in words(asleep.get("/members/account/"))
    assert "還沒有保單" not in words(asleep.get("/members/")), "whether there are any is part of the service"


def test_7_3_the_holder_verifies_anew_with_the_old_password_and_is_back_where_they_were(asleep: Client, known: Known) -> None:
    before = Account.objects.get()
    assert "重新驗證身分" in words(asleep.get("/register/", OWN))
    again = anew(asleep, "/quote/travel-accident/")
    page = asleep.get(f"{again.address}you/").content.decode()
    assert 'name="phone"' not in page
    assert 'name="mail"' not in page
    again.identified(known, phone="0955123456", mail="thief@demo.example")
    assert "末 3 碼 001" in words(asleep.get(f"{again.address}code/")), "the code goes to the phone of the account, whatever was sent in"
    assert again.enter()["Location"] == "/quote/travel-accident/?told=verified"
    after = Account.objects.get()
    assert (after.verified_at, after.served_from, after.password) == (builders.NOW, builders.NOW, before.password)
    assert (after.phone_index, after.mail_index, after.registration_id) == (before.phone_index, before.mail_index, before.registration_id)
    assert "重新驗證身分" not in words(asleep.get("/members/"))
    assert Message.objects.filter(purpose="renewed").count() == 2
    assert asleep.get(f"{again.address}code/")["Location"] == "/members/account/"


def test_7_3_a_second_press_renews_nothing_twice_and_without_a_place_the_account_says_that_it_is_done(asleep: Client, known: Known) -> None:
    again = anew(asleep).identified(known)
    code = builders.last_code(again.registration.pk)
    done = again.enter(code)
    assert done["Location"] == "/members/account/?changed=verified"
    assert "身分已經重新驗證" in words(asleep.get(done["Location"]))
    assert again.enter(code)["Location"] == "/members/account/"
    assert Entry.objects.filter(event="registration.renewed").count() == 1


@pytest.mark.parametrize("change", [{"id_number": builders.id_number(2)}, {"birth_date_year": "1980"}], ids=["number", "birth"])
def test_7_3_somebody_else_does_not_wake_it_and_that_is_journaled(asleep: Client, known: Known, change: dict[str, str]) -> None:
    again = anew(asleep).identified(known, **change)
    page = again.enter()
    assert page.status_code == 200
    assert "帳號沒有恢復使用" in words(page)
    assert "/register/?for=purchase" in page.content.decode()
    entry = Entry.objects.get(event="registration.renewed")
    assert entry.outcome == "refused"
    assert [v["gate"] for v in entry.verdicts if v["ruling"] == "shut"] == ["same_person_again"]
    assert Account.objects.get().verified_at == LONG_AGO
    assert not Message.objects.filter(purpose="renewed").exists()
    assert "帳號沒有恢復使用" in words(again.client.post(f"{again.address}renew/"))


def test_7_3_the_member_centre_says_that_it_is_awake_again(asleep: Client, known: Known) -> None:
    assert "身分已經重新驗證" not in words(asleep.get("/members/?told=verified")), "an address alone says nothing"
    assert anew(asleep, "/members/").identified(known).enter()["Location"] == "/members/?told=verified"
    assert "身分已經重新驗證 現在就能在網路投保" in words(asleep.get("/members/?told=verified"))


def test_7_3_a_purchase_that_slept_on_the_way_is_stopped_before_the_code_and_goes_on_after(
    browser: Client, account: Account, known: Known, on_sale: Product, moment: time_machine.Traveller
) -> None:
    purchase = builders.informed_purchase(account, on_sale)
    waking.taken_over(account=account, verified_at=LONG_AGO, now=builders.NOW)
    browser.post("/sign-in/", {"who": "0910000001", "password": PASSWORD})
    answer = browser.post(f"/purchase/{purchase.pk}/check/", {"channel": "sms"})
    assert answer.status_code == 422
    assert "重新驗證身分" in words(answer)
    assert not Message.objects.filter(purpose="otp-confirm").exists()
    then = f"/purchase/{purchase.pk}/check/?told=awake"
    assert anew(browser, then).identified(known).enter()["Location"] == then
    assert "身分已經重新驗證，可以接著投保" in words(browser.get(then))
    moment.shift(timedelta(minutes=1))
    assert browser.post(f"/purchase/{purchase.pk}/check/", {"channel": "sms"})["Location"].endswith("/code/")


def test_7_3_nobody_begins_a_purchase_asleep_and_what_was_typed_is_kept(asleep: Client, on_sale: Product) -> None:
    answer = asleep.post("/quote/travel-accident/", TRIP)
    assert answer.status_code == 422
    assert "重新驗證身分" in words(answer)
    assert 'value="2026-11-30"' in asleep.get("/quote/travel-accident/").content.decode()


def test_7_3_who_was_warned_can_verify_before_it_sleeps(browser: Client, account: Account) -> None:
    browser.post("/sign-in/", {"who": "0910000001", "password": PASSWORD})
    assert browser.get("/register/", OWN)["Location"] == "/members/"
    soon = builders.NOW - timedelta(days=5 * 365 - 15)
    waking.taken_over(account=account, verified_at=soon, now=builders.NOW)
    waking.act_on_sleep(builders.NOW)
    assert "快滿五年" in words(browser.get("/members/"))
    assert "重新驗證身分" in words(browser.get("/register/", OWN))


def test_7_3_other_ways_wake_it_too_with_a_button_at_the_end(asleep: Client, known: Known) -> None:
    from toubao.business.identity import actions
    from toubao.business.identity.proving.ways import Proved

    again = anew(asleep)
    Registration.objects.filter(pk=again.registration.pk).update(way="certificate")
    assert again.say(known)["Location"] == f"{again.address}certificate/"
    row, proved = again.registration, Proved("MOICA", "good", "sha256:1")
    assert actions.prove_identity(registration=row, proved=proved, stated=actions.stated_digest(known), now=builders.NOW).taken
    assert again.choose()["Location"] == f"{again.address}renew/"
    assert "恢復使用帳號" in words(asleep.get(f"{again.address}renew/"))
    assert Account.objects.get().verified_at == LONG_AGO, "looking writes nothing"
    assert asleep.post(f"{again.address}renew/")["Location"] == "/members/account/?changed=verified"
    assert (Account.objects.get().verified_at, Account.objects.get().way) == (builders.NOW, "certificate")


def test_a_way_that_is_not_in_use_is_refused_here_too(asleep: Client) -> None:
    answer = asleep.post("/register/", {"consent": "on", **OWN, "way": "smoke"})
    assert summary(answer)[0][0] == "id_way_0"
