"""The password and the account (7.1): what a password must be, and where one goes with it."""

import dataclasses

import pytest

from tests import builders
from tests.doors.storefront.people.conftest import PASSWORD, Registering, summary, words
from toubao.business.identity.models import Account
from toubao.business.identity.passwords import Fault
from toubao.doors.storefront.people.sentences import PASSWORD as SENTENCES

pytestmark = pytest.mark.django_db


@pytest.fixture
def verified(registering: Registering) -> Registering:
    """Somebody whose identity is verified."""
    return registering.begun("/members/account/").identified().verified()


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elevenchars", Fault.SHORT), ("x" * 201, Fault.LONG), ("abababababab", Fault.PATTERN), ("password1234", Fault.COMMON),
        ("my mail is person1", Fault.PERSONAL),
    ],
)  # fmt: skip
def test_7_1_a_weak_password_is_refused_with_its_reason_and_never_shown(verified: Registering, password: str, fault: Fault) -> None:
    answer = verified.choose(password)
    assert summary(answer) == [("id_password", SENTENCES[fault])]
    assert password not in answer.content.decode()
    assert not Account.objects.exists()


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
