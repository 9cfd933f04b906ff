"""The one-time password (7.2.1.3): wrong, late, used up, sent again within limits; a clear sentence for each."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import Registering, summary, words
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Account, OneTimePassword
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(registering: Registering) -> Registering:
    """Somebody whose code is on its way."""
    return registering.begun().identified()


def wrong_of(registering: Registering) -> str:
    """A code that was not sent."""
    return "000000" if builders.last_code(registering.registration.pk) != "000000" else "111111"


def test_7_2_1_3_the_right_code_leads_on(sent: Registering) -> None:
    page = sent.client.get(f"{sent.address}code/?sent=sms")
    assert "正用簡訊寄往您的手機" in words(page)
    assert "10:10 以前有效" in words(page)
    assert "0910000001" not in page.content.decode()
    assert "*******001" in page.content.decode()
    assert sent.enter()["Location"] == f"{sent.address}password/"
    assert sent.registration.state == "verified"


def test_7_2_1_3_a_wrong_code_counts_and_says_how_many_tries_are_left(sent: Registering) -> None:
    answer = sent.enter(wrong_of(sent))
    assert summary(answer) == [("id_code", "驗證碼不對，還可以試 4 次。請看最新的那一則。")]
    assert sent.registration.state == "identified"
    assert Entry.objects.filter(event="otp.failed").count() == 1
    assert not Account.objects.exists()


def test_7_2_1_3_after_five_wrong_codes_even_the_right_one_is_void(sent: Registering) -> None:
    for left in (4, 3, 2, 1):
        answer = sent.enter(wrong_of(sent))
        assert f"還可以試 {left} 次" in summary(answer)[0][1]
        assert f"以前有效，還可以試 {left} 次" in words(answer)
    for code in (wrong_of(sent), builders.last_code(sent.registration.pk)):
        answer = sent.enter(code)
        assert "已經試了 5 次" in summary(answer)[0][1]
        assert "上一組驗證碼已經失效" in words(answer)
    assert sent.registration.state == "identified"


def test_7_2_1_3_a_late_code_is_void(sent: Registering, moment: time_machine.Traveller) -> None:
    moment.shift(timedelta(minutes=10))
    assert "超過 10 分鐘" in summary(sent.enter())[0][1]
    assert "上一組驗證碼已經失效" in words(sent.client.get(f"{sent.address}code/"))
    assert sent.registration.state == "identified"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12345６７"])
def test_7_2_1_3_what_is_no_code_is_not_counted_as_a_try(sent: Registering, typed: str) -> None:
    assert "數字" in summary(sent.enter(typed))[0][1]
    assert OneTimePassword.objects.get().tries == 0


def test_7_2_1_3_a_code_may_be_typed_in_full_width_with_spaces(sent: Registering) -> None:
    code = builders.last_code(sent.registration.pk)
    typed = " ".join(chr(ord("０") + int(figure)) for figure in code)
    assert sent.enter(typed)["Location"].endswith("/password/")


def test_7_2_1_3_when_too_many_fail_everywhere_a_short_code_is_void_and_counts_nothing(
    sent: Registering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits(), "otp_failures", {"seconds": 60, "most": 1})
    sent.enter(wrong_of(sent))
    assert "會寄 8 位數的給您" in summary(sent.enter())[0][1]
    assert OneTimePassword.objects.get().tries == 1
    assert sent.registration.state == "identified"


@pytest.mark.usefixtures("impatient")
def test_7_2_1_3_sending_again_voids_the_first_and_says_how_many_are_left(sent: Registering) -> None:
    first = builders.last_code(sent.registration.pk)
    assert "還可以再寄 5 次" in words(sent.client.get(f"{sent.address}code/"))
    assert sent.client.post(f"{sent.address}code/", {"again": "sms"})["Location"] == f"{sent.address}code/?sent=sms"
    assert "還可以再寄 4 次" in words(sent.client.get(f"{sent.address}code/"))
    second = builders.last_code(sent.registration.pk)
    if first != second:
        assert summary(sent.enter(first))
    assert sent.enter(second)["Location"].endswith("/password/")


def test_7_2_1_3_the_code_can_be_sent_to_the_other_address(sent: Registering) -> None:
    assert sent.client.post(f"{sent.address}code/", {"again": "mail"})["Location"].endswith("?sent=mail")
    page = sent.client.get(f"{sent.address}code/?sent=mail")
    assert "正寄往您的電子信箱" in words(page)
    assert "p***@demo.example" in page.content.decode()
    assert "person1@demo.example" not in page.content.decode()
    assert sent.enter()["Location"].endswith("/password/")


@pytest.mark.usefixtures("impatient")
def test_sending_has_a_limit_and_the_page_says_from_when_on_it_can_be_sent_again(sent: Registering, moment: time_machine.Traveller) -> None:
    for _ in range(5):
        assert "?sent=" in sent.client.post(f"{sent.address}code/", {"again": "sms"})["Location"]
    answer = sent.client.post(f"{sent.address}code/", {"again": "sms"})
    page = words(sent.client.get(answer["Location"]))
    assert "沒有寄出" in page
    assert "11:00 以後可以再寄" in page
    assert "現在不能再寄了" in page
    assert OneTimePassword.objects.count() == 6
    moment.shift(timedelta(hours=1))
    assert "?sent=" in sent.client.post(f"{sent.address}code/", {"again": "sms"})["Location"]


def test_other_limits_name_no_numbers_and_invented_ones_say_nothing(sent: Registering) -> None:
    assert "現在要求驗證碼的人太多" in words(sent.client.get(f"{sent.address}code/?limit=otp_new_prefix"))
    assert "2026-11-24 08:00" in words(sent.client.get(f"{sent.address}code/?limit=otp_budget"))
    for invented in ("case_all", "<b>x</b>", "none"):
        assert "沒有寄出：" not in words(sent.client.get(f"{sent.address}code/", {"limit": invented}))


def test_when_the_first_code_could_not_be_sent_the_page_says_so(
    registering: Registering, other_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits(), "otp_new_address", {"seconds": 3600, "most": 1})
    Registering(other_browser).begun().identified()
    answer = registering.begun().say()
    assert answer["Location"] == f"{registering.address}code/?limit=otp_new_address"
    assert "沒有寄出" in words(registering.client.get(answer["Location"]))
    assert "還沒有寄出" in words(registering.client.get(f"{registering.address}code/"))
    assert "還沒有寄出" in summary(registering.enter("123456"))[0][1]


def test_7_2_1_3_a_code_that_was_used_a_moment_ago_by_a_second_press_leads_on(sent: Registering, monkeypatch: pytest.MonkeyPatch) -> None:
    code = builders.last_code(sent.registration.pk)
    stale = sent.registration
    assert sent.enter(code)["Location"].endswith("/password/")
    from toubao.business.identity import queries

    found = queries.registration
    answers = iter([stale])
    monkeypatch.setattr(queries, "registration", lambda pk: next(answers, None) or found(pk))
    assert sent.enter(code)["Location"] == f"{sent.address}password/"


def test_7_1_somebody_who_is_registered_is_told_so_only_after_the_right_code(registering: Registering) -> None:
    builders.registered_account()
    known = builders.somebody(1, phone="+886910000077", mail="other@demo.example")
    registering.begun().identified(known)
    wrong = registering.enter(wrong_of(registering))
    assert "曾經註冊" not in words(wrong)
    assert registering.client.get(f"{registering.address}refused/")["Location"] == f"{registering.address}code/"
    right = registering.enter()
    assert right["Location"] == f"{registering.address}refused/"
    page = words(registering.client.get(right["Location"]))
    assert "沒有開立新的帳號" in page
    assert "登入" in page
    assert Account.objects.count() == 1
    assert registering.registration.state == "identified"


def test_7_2_1_3_a_code_field_says_what_to_type_and_nothing_of_guessing(sent: Registering) -> None:
    page = words(sent.client.get(f"{sent.address}code/"))
    assert "簡訊或郵件裡的那一組數字" in page
    assert "猜" not in page
