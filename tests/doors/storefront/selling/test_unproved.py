"""A mailbox that was only stated is nobody's yet: no code of a purchase goes there, and pages don't offer it."""

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import path, words
from toubao.business.correspondence.models import Message
from toubao.business.identity import queries as people
from toubao.business.identity.models import Account
from toubao.business.purchase.models import Purchase
from toubao.doors.storefront.selling.words import of_handing_over
from toubao.products import Product

pytestmark = pytest.mark.django_db


def test_7_1_a_mailbox_that_nobody_proved_gets_no_code(buyer: Client, informed: Purchase) -> None:
    assert not Account.objects.get().mail_proved
    assert "person1@demo.example" not in (page := words(buyer.get(path(informed, "check"))))
    assert 'value="mail"' not in buyer.get(path(informed, "check")).content.decode()
    assert "開啟的連結用簡訊傳到" in page
    refused = buyer.post(path(informed, "check"), {"channel": "mail"})
    assert refused.status_code == 422
    assert "還沒有確認過是您的" in words(refused)
    assert Message.objects.filter(subject=informed.pk).count() == 0
    buyer.post(path(informed, "check"), {"channel": "sms"})
    assert "改用電子郵件" not in words(buyer.get(path(informed, "code")))
    assert buyer.post(path(informed, "code"), {"resend": "mail"}).status_code in (422, 429)


def test_7_1_every_page_says_the_same_of_where_the_link_to_the_policy_goes(buyer: Client, confirmed: Purchase) -> None:
    account = Account.objects.select_related("person__key").get()
    by_text = of_handing_over(account, people.known(account.person))
    assert by_text.startswith("連結用簡訊傳到 ")
    page = words(buyer.get(path(confirmed, "pay")))
    assert f"電子保單的{by_text}。" in page
    assert "您的信箱" not in page
    Account.objects.update(mail_proved=True)
    account.refresh_from_db()
    by_letter = of_handing_over(account, people.known(account.person))
    assert by_letter == "連結寄到 p***@demo.example"
    assert f"電子保單的{by_letter}。" in words(buyer.get(path(confirmed, "pay")))


def test_6_1_3_how_the_policy_is_mailed_is_chosen_with_the_address(buyer: Client, informed: Purchase) -> None:
    entered = {"address": "示範市安禾區稻香路 2 號", "for_myself": "on", "leaves_from_taiwan": "on"}
    page = buyer.get(path(informed, "traveller"))
    assert 'name="mailed"' not in page.content.decode(), "to a mailbox that nobody proved no copy goes"
    assert "連結會用簡訊傳到您的手機" in words(page)
    refused = buyer.post(path(informed, "traveller"), {**entered, "mailed": "encrypted-pdf"})
    assert (refused.status_code, "加密 PDF 寄不出去" in words(refused)) == (422, True)
    Account.objects.update(mail_proved=True)
    page = buyer.get(path(informed, "traveller"))
    assert 'value="link" checked' in page.content.decode()
    assert "沒有另外選的話，寄連結" in words(page), "what is chosen already is said"
    wrong = buyer.post(path(informed, "traveller"), {**entered, "mailed": "fax"})
    assert (wrong.status_code, "選一種寄法" in words(wrong)) == (422, True)
    assert buyer.post(path(informed, "traveller"), entered).status_code == 302
    informed.refresh_from_db()
    assert informed.state == "informed", "the same as before: what was agreed to stands"
    assert buyer.post(path(informed, "traveller"), {**entered, "mailed": "encrypted-pdf"}).status_code == 302
    informed.refresh_from_db()
    assert informed.state == "started", "a changed choice is agreed to anew"
    assert 'value="encrypted-pdf" checked' in buyer.get(path(informed, "traveller")).content.decode()


def test_6_1_3_pages_say_how_the_policy_is_mailed(buyer: Client, account: Account, on_sale: Product) -> None:
    Account.objects.update(mail_proved=True)
    informed = builders.informed_purchase(account, on_sale, mailed="encrypted-pdf")
    assert "加密 PDF 寄到 p***@demo.example，開啟密碼在會員中心看" in words(buyer.get(path(informed, "check")))
    assert "開啟的加密" not in words(buyer.get(path(informed, "check")))
    Account.objects.update(mail_proved=False)
    assert "開啟的連結用簡訊傳到" in words(buyer.get(path(informed, "check")))
