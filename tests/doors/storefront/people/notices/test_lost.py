"""Whose address lost a message is asked to mend it, wherever they come by."""

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import sign_in, words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.correspondence.fates import settle
from toubao.business.identity.models import Account
from toubao.business.policies.models import Policy
from toubao.products import Product

pytestmark = pytest.mark.django_db


def test_12_1_4_who_has_a_wrong_mailbox_is_asked_to_mend_it(institutions: RunningSandbox, browser: Client, on_sale: Product) -> None:
    account = builders.registered_account(mail="person1+refused@demo.example")
    Account.objects.update(mail_proved=True)
    member = sign_in(browser, account, "0910000001")
    assert "沒有送達" not in words(member.get("/members/"))
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    builders.drain()
    page = member.get("/members/")
    assert "寄到您電子信箱的信沒有送達" in words(page)
    assert "/members/account/change/mail/" in page.content.decode()
    status = words(member.get(f"/purchase/{purchase.pk}/status/"))
    assert "已改用簡訊通知。請更正電子信箱。" in status
    assert "業者" not in status
    story = words(member.get(f"/members/policies/{Policy.objects.get().number}/"))
    assert "電子保單的通知沒有送達" in story
    assert "沒有寄成" in words(member.get("/members/messages/"))
    settle(key=account.person.key, channel="mail", now=builders.NOW)
    assert "沒有送達" not in words(member.get("/members/"))


def test_12_1_4_a_policy_on_its_way_says_so_and_can_be_opened(institutions: RunningSandbox, browser: Client, on_sale: Product) -> None:
    account = builders.registered_account(mail="person1+refused@demo.example")
    Account.objects.update(mail_proved=True)
    institutions.switch("phone", refuse_with="bad-number")
    member = sign_in(browser, account, "0910000001")
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    builders.drain()
    policy = Policy.objects.get()
    assert policy.state == "returned"
    assert "通知沒有送達" in words(member.get(f"/purchase/{purchase.pk}/status/"))
    assert "寄到您電子信箱與手機的訊息沒有送達" in words(member.get("/members/"))
    assert "請更正聯絡方式" in words(member.get(f"/members/policies/{policy.number}/"))
    assert member.get(f"/members/policies/{policy.number}/document/").content.startswith(b"%PDF")
    policy.refresh_from_db()
    assert policy.state == "opened"
