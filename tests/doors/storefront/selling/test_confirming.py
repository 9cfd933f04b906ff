"""Check and code: proved once, and every wrong code answered with the sentence that fits."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import Statements, lands_on, later, path, words
from toubao.business.correspondence.models import Message
from toubao.business.identity.codes import otp
from toubao.business.identity.models import Account, OneTimePassword
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting.models import Reservation
from toubao.journal.models import Entry
from toubao.journal.reading import entries
from toubao.products import Product

pytestmark = pytest.mark.django_db


def ask(client: Client, purchase: Purchase, channel: str = "sms") -> Any:
    """Have a code sent from the page on which the answers are checked."""
    return client.post(path(purchase, "check"), {"channel": channel})


def test_5_2_the_check_page_shows_costs_offer_payment_end_and_serial_number(buyer: Client, informed: Purchase) -> None:
    buyer.get(path(informed, "check"))
    with Statements() as asked:
        page = buyer.get(path(informed, "check"))
    for clause in ("5.2.2", "5.2.3", "5.2.4", "5.2.6", "5.2.11"):
        assert f'<span class="clause-id">{clause}</span>' in page.content.decode()
    assert (len(asked.all), asked.writing) == (4, []), "what will be in the way takes one, and what was shown already"


def test_the_check_page_shows_each_answer_with_its_way_back(buyer: Client, informed: Purchase) -> None:
    page = buyer.get(path(informed, "check"))
    told = words(page)
    for said in ("日本", "NT$5,000,000", "法定繼承人", "NT$330", "示範市安禾區稻香路 2 號", "為我本人投保"):
        assert said in told
    for name in ("trip", "traveller", "beneficiary", "documents"):
        assert f'href="{path(informed, name)}"' in page.content.decode()
    known = builders.somebody()
    assert not any(secret in page.content.decode() for secret in (known.id_number, known.phone, known.mail))


def test_2_6_nothing_is_sent_in_while_a_change_cools_off_and_the_page_says_until_when(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    code = builders.last_code(informed.pk)
    Account.objects.update(cooled_until=later(hours=2))
    assert "2026-11-23 12:00 以後才能送出投保" in words(ask(buyer, informed))
    page = buyer.post(path(informed, "code"), {"code": code})
    assert (page.status_code, "保護期間" in words(page)) == (422, True)
    assert builders.reread(informed).state == "informed"
    assert [v["gate"] for v in list(entries(informed.pk))[-1].verdicts if v["ruling"] == "shut"] == ["not_cooling_off"]
    with time_machine.travel(later(hours=2), tick=False):
        ask(buyer, informed)
        assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})) == "pay"


@pytest.mark.parametrize(("channel", "to"), [("sms", "+886910000001"), ("mail", "person1@demo.example")])
def test_10_1_3_the_code_goes_where_it_was_asked_for(buyer: Client, informed: Purchase, channel: str, to: str) -> None:
    Account.objects.update(mail_proved=True)
    with Statements() as asked:
        answer = ask(buyer, informed, channel)
    assert lands_on(buyer, answer) == "code"
    assert len(asked.all) <= 12
    sent = builders.messages.about([informed.pk])[-1]
    assert (sent.to, sent.message.channel) == (to, channel)
    assert "旅行平安保險" in sent.text
    assert "NT$330" in sent.text
    assert f"還可以試 {otp.TRIES} 次" in words(buyer.get(path(informed, "code")))


def test_10_1_3_nobody_chooses_the_channel_for_the_applicant(buyer: Client, informed: Purchase) -> None:
    page = buyer.post(path(informed, "check"), {})
    assert page.status_code == 422
    assert "請選擇驗證碼要寄到" in words(page)
    assert Message.objects.filter(subject=informed.pk).count() == 0


def test_10_1_3_the_right_code_sends_the_application_in(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    with Statements() as asked:
        answer = buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})
    assert lands_on(buyer, answer) == "pay"
    assert len(asked.all) <= 12
    assert builders.reread(informed).state == "confirmed"


def test_10_1_3_full_width_digits_and_spaces_are_read(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    code = builders.last_code(informed.pk).translate({ord("0") + d: chr(ord("０") + d) for d in range(10)})
    assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": f" {code[:3]} {code[3:]} "})) == "pay"


def test_10_1_3_a_second_submit_of_the_same_code_is_harmless(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    entered = {"code": builders.last_code(informed.pk)}
    assert lands_on(buyer, buyer.post(path(informed, "code"), entered)) == "pay"
    assert lands_on(buyer, buyer.post(path(informed, "code"), entered)) == "pay"
    assert Entry.objects.filter(event="purchase.confirmed", outcome="taken").count() == 1


def wrong(purchase: Purchase) -> str:
    """A code that is surely not the one sent."""
    return f"{(int(builders.last_code(purchase.pk)) + 1) % 10**otp.DIGITS:06d}"


def test_10_1_3_a_wrong_code_says_how_many_tries_are_left(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    bad = wrong(informed)
    for left in (4, 3, 2, 1):
        page = buyer.post(path(informed, "code"), {"code": bad})
        assert page.status_code == 422
        assert f"還可以再試 {left} 次" in words(page)
    assert "失效了" in words(buyer.post(path(informed, "code"), {"code": bad}))
    assert "失效了" in words(buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)}))
    assert builders.reread(informed).state == "informed"


def test_10_1_3_an_empty_code_costs_no_try(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    assert "請輸入訊息裡的驗證碼" in words(buyer.post(path(informed, "code"), {"code": " "}))
    assert OneTimePassword.objects.get(subject=informed.pk).tries == 0


def test_10_1_3_a_late_code_says_so_and_another_is_offered(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    code = builders.last_code(informed.pk)
    with time_machine.travel(builders.NOW + otp.LIFETIME, tick=False):
        page = buyer.post(path(informed, "code"), {"code": code})
        assert "超過 10 分鐘" in words(page)
        assert "上一組驗證碼已經失效" in words(page)
    assert builders.reread(informed).state == "informed"


def test_10_1_3_another_code_makes_the_first_void(buyer: Client, informed: Purchase) -> None:
    Account.objects.update(mail_proved=True)
    ask(buyer, informed)
    first = builders.last_code(informed.pk)
    with time_machine.travel(later(seconds=20), tick=False):
        answer = buyer.post(path(informed, "code"), {"resend": "mail"})
        assert "電子郵件重新寄往" in words(buyer.get(answer["Location"]))
        second = builders.last_code(informed.pk)
        if first != second:
            assert "驗證碼不對" in words(buyer.post(path(informed, "code"), {"code": first}))
        assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": second})) == "pay"


def test_10_1_3_when_too_many_guess_a_short_code_is_void_and_a_longer_one_confirms(
    buyer: Client, informed: Purchase, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(buyer, informed)
    monkeypatch.setattr("toubao.business.identity.codes.otp.left", lambda *_, **__: False)
    page = buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})
    assert "6 位數的都已經失效" in words(page)
    assert OneTimePassword.objects.get(subject=informed.pk).tries == 0
    buyer.post(path(informed, "code"), {"resend": "sms"})
    page = buyer.get(path(informed, "code"))
    assert "訊息裡的 8 位數字" in words(page)
    assert 'maxlength="8"' in page.content.decode()
    buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})
    assert builders.reread(informed).state == "confirmed"


def test_10_1_3_without_a_code_the_page_leads_to_where_one_is_sent(buyer: Client, informed: Purchase) -> None:
    assert lands_on(buyer, buyer.get(path(informed, "code"))) == "check"
    assert lands_on(buyer, buyer.post(path(informed, "code"), {"code": "123456"})) == "check"


def test_a_second_purchase_for_the_same_trip_is_stopped_before_a_code_goes_out(
    buyer: Client, account: Account, confirmed: Purchase, on_sale: Product
) -> None:
    again = builders.informed_purchase(account, on_sale)
    page = ask(buyer, again)
    assert page.status_code == 422
    assert "已經為同一段期間的旅程送出過一份投保" in words(page)
    assert Message.objects.filter(subject=again.pk).count() == 0


@pytest.mark.parametrize("sum_insured", [5_000_000, 15_000_000], ids=["same trip", "over our limit"])
def test_11_2_2_asking_for_another_code_passes_nothing_that_is_in_the_way(
    buyer: Client, account: Account, on_sale: Product, sum_insured: int
) -> None:
    if sum_insured == 5_000_000:
        builders.confirmed_purchase(account, on_sale)
    purchase = builders.informed_purchase(account, on_sale, sum_insured=sum_insured)
    assert buyer.post(path(purchase, "code"), {"resend": "sms"}).status_code == 422
    assert Message.objects.filter(subject=purchase.pk).count() == 0


def test_11_2_2_an_application_that_came_to_be_over_our_limit_is_not_sent_in(
    buyer: Client, account: Account, informed: Purchase, on_sale: Product
) -> None:
    ask(buyer, informed)
    code = builders.last_code(informed.pk)
    Reservation.objects.create(
        purchase=uuid4(), insured=account.person_id, line=on_sale.line, amount=8_000_000, others=0, made_at=builders.NOW,
        starts=informed.starts, ends=informed.ends,
    )  # fmt: skip
    page = buyer.post(path(informed, "code"), {"code": code})
    assert (page.status_code, "最多是 400 萬元" in words(page)) == (422, True)
    assert builders.reread(informed).state == "informed"


def test_a_second_purchase_for_the_same_trip_that_raced_is_refused(
    buyer: Client, account: Account, informed: Purchase, on_sale: Product
) -> None:
    ask(buyer, informed)
    builders.confirmed_purchase(account, on_sale)
    page = buyer.post(path(informed, "code"), {"code": builders.last_code(informed.pk)})
    assert page.status_code == 422
    assert "您填的資料都還在" in words(page)
    assert "已經為同一段期間的旅程送出過一份投保" in words(page)
    assert "更動" not in words(page), "nothing was changed: the trip is insured already"
    assert builders.reread(informed).state == "informed"


def test_10_1_3_an_amount_reads_the_same_in_the_message_and_on_the_pages_where_it_is_compared(buyer: Client, informed: Purchase) -> None:
    checked = words(buyer.get(path(informed, "check")))
    ask(buyer, informed)
    amounts = re.findall(r"NT\$[\d,]*\d", builders.messages.about([informed.pk])[-1].text)
    assert amounts == ["NT$5,000,000", "NT$330"]
    entering = words(buyer.get(path(informed, "code")))
    for amount in amounts:
        assert amount in checked
        assert amount in entering


def test_the_code_page_names_what_is_confirmed(buyer: Client, informed: Purchase) -> None:
    ask(buyer, informed)
    with Statements() as asked:
        told = words(buyer.get(path(informed, "code")))
    assert "旅行平安保險" in told
    assert "NT$5,000,000" in told
    assert "NT$330" in told
    assert builders.somebody().phone not in told
    assert (len(asked.all), asked.writing) == (3, [])
    assert timedelta(minutes=10) == otp.LIFETIME
    assert "10:10 以前有效" in told
