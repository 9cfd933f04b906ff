"""The member centre: my policies and purchases as they truly stand, messages to me, my account; nobody else's, and nothing unmasked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import sign_in, words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.correspondence.models import Message
from toubao.business.identity.codes import guessing
from toubao.business.identity.models import Account
from toubao.business.policies.models import Policy
from toubao.business.purchase import actions, settling
from toubao.business.purchase.models import Purchase
from toubao.business.steps import Actor
from toubao.business.underwriting.models import Referral
from toubao.doors.storefront.people.members.letters import masked_name
from toubao.products import Product
from toubao.rules.flows.purchase import State

pytestmark = pytest.mark.django_db

PAGES = ("/members/", "/members/messages/", "/members/account/")
STATES = {
    "started": ("填寫中", True), "informed": ("等您確認", True), "confirmed": ("等您付款", True), "authorised": ("處理中", True),
    "received": ("核保中", True), "accepted": ("請款中", True), "referred": ("專人核保", False), "concluded": ("契約成立", False),
    "reported": ("契約成立", False), "refused": ("未能承保", False), "withdrawn": ("已取消", False),
}  # fmt: skip


def test_7_1_every_page_wants_a_sign_in_and_leads_back(browser: Client) -> None:
    for page in PAGES:
        assert browser.get(page)["Location"] == f"/sign-in/?next={page.replace('/', '%2F')}"


def test_nothing_yet_is_said_kindly(member: Client) -> None:
    assert "還沒有保單" in words(member.get("/members/"))
    assert "還沒有重新登入過" not in words(member.get("/members/account/"))
    assert "註冊的驗證碼" not in words(member.get("/members/"))


def test_the_states_told_are_those_of_the_flow() -> None:
    assert set(STATES) == set(State) - {State.NEW}


@pytest.mark.parametrize(("state", "told"), STATES.items())
def test_6_1_7_a_purchase_is_shown_as_it_truly_stands(
    member: Client, account: Account, on_sale: Product, state: str, told: tuple[str, bool], django_assert_max_num_queries: Any
) -> None:
    purchase = builders.started_purchase(account, on_sale)
    Purchase.objects.filter(pk=purchase.pk).update(state=state)
    word, goes_on = told
    with django_assert_max_num_queries(12):
        home = member.get("/members/")
    assert word in words(home)
    assert f"/members/purchases/{purchase.pk}/" in home.content.decode()
    with django_assert_max_num_queries(12):
        page = member.get(f"/members/purchases/{purchase.pk}/")
    assert word in words(page)
    assert (f'href="/purchase/{purchase.pk}/"' in page.content.decode()) is goes_on
    assert "開始填寫要保資料" in words(page)


def test_a_purchase_whose_departure_is_past_is_not_gone_on_with(member: Client, account: Account, on_sale: Product, moment: Any) -> None:
    purchase = builders.started_purchase(account, on_sale)
    moment.shift(timedelta(days=8))
    page = words(sign_in(member, account, "0910000001").get(f"/members/purchases/{purchase.pk}/"))
    assert "已過出發時間" in page
    assert "繼續</span>" not in page


def test_11_2_4_a_purchase_that_a_person_agreed_to_says_so_and_asks_to_be_paid(member: Client, account: Account, on_sale: Product) -> None:
    purchase = builders.started_purchase(account, on_sale)
    Purchase.objects.filter(pk=purchase.pk).update(state="confirmed")
    page = f"/members/purchases/{purchase.pk}/"
    assert "還沒有收到付款結果" in words(member.get(page))
    Referral.objects.create(purchase=purchase.pk, reasons=[], referred_at=builders.NOW, accepted=True)
    told = words(member.get(page))
    assert "核保人員已經同意承保。請完成付款" in told
    assert "還沒有收到付款結果" not in told


def test_a_refused_purchase_says_why_with_the_clause(member: Client, account: Account, on_sale: Product) -> None:
    purchase = builders.started_purchase(account, on_sale)
    Purchase.objects.filter(pk=purchase.pk).update(state="referred")
    reasons = [{"clause": "11.2.3", "words": "累計超過上限。"}, {"clause": "", "words": "本公司的理由。"}]
    assert settling.refused(purchase=builders.reread(purchase), product=on_sale, reasons=reasons, now=builders.NOW).taken
    page = member.get(f"/members/purchases/{purchase.pk}/")
    assert "累計超過上限。" in words(page)
    assert "本公司的理由。" in words(page)
    assert "第十一條第二項第三款" in words(page)
    assert "沒有成立的申請" in words(member.get("/members/"))
    assert "未能承保：旅行" in words(page)


def test_a_withdrawn_purchase_tells_its_story(member: Client, account: Account, on_sale: Product) -> None:
    purchase = builders.confirmed_purchase(account, on_sale)
    actions.withdraw(purchase=purchase, because="x", actor=Actor("person", str(account.person_id)), now=builders.NOW)
    page = words(member.get(f"/members/purchases/{purchase.pk}/"))
    for told in ("申請取消", "確認投保", "用驗證碼", "產生驗證碼", "讀過並同意保單條款"):
        assert told in page
    assert builders.last_code(purchase.pk) not in page


def test_another_persons_purchase_does_not_exist_for_me(member: Client, other_browser: Client, account: Account, on_sale: Product) -> None:
    other = builders.registered_account(2)
    purchase = builders.started_purchase(other, on_sale)
    assert member.get(f"/members/purchases/{purchase.pk}/").status_code == 404
    assert member.get(f"/members/purchases/{account.pk}/").status_code == 404
    assert str(purchase.pk) not in member.get("/members/").content.decode()
    sign_in(other_browser, other, "0910000002")
    assert other_browser.get(f"/members/purchases/{purchase.pk}/").status_code == 200


def test_messages_are_mine_newest_first_with_codes_and_names_hidden(member: Client, account: Account, on_sale: Product) -> None:
    purchase = builders.confirmed_purchase(account, on_sale, now=builders.NOW + timedelta(minutes=1))
    builders.confirmed_purchase(builders.registered_account(2), on_sale)
    answer = member.get("/members/messages/")
    page = words(answer)
    assert page.index("確認投保的驗證碼為") < page.index("網路投保註冊的驗證碼為")
    assert "••••••" in page
    assert builders.last_code(purchase.pk) not in page
    assert "*******001" in page
    assert "*******002" not in page
    assert "0910000001" not in page


def test_messages_come_in_pages(member: Client, account: Account, django_assert_max_num_queries: Any) -> None:
    one, notice = Message.objects.filter(key_id=account.person_id).order_by("queued_at", "purpose")
    for number in range(24):
        actions_queue(account, f"copy-{number}")
    with django_assert_max_num_queries(12):
        first = member.get("/members/messages/")
    assert first.content.decode().count('<article class="message">') == 20
    older = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
    assert older
    second = member.get(older[1]).content.decode()
    assert second.count('<article class="message">') == 6
    newer = re.search(r'rel="prev" href="([^"]+)"', second)
    assert newer
    assert member.get(newer[1]).content.decode().count('<article class="message">') == 20
    for odd in ("0", "-1", "x", "after.²." + "0" * 32, "after." + "9" * 5000 + "." + "0" * 32, "before.0." + "0" * 32):
        assert member.get("/members/messages/", {"at": odd}).content.decode().count('<article class="message">') == 20
    assert one.reference.startswith("otp-")
    assert notice.purpose == "sign-in"


def actions_queue(account: Account, reference: str) -> None:
    from toubao.business.correspondence.actions import Words, queue

    words = Words(purpose="something-new", text="一則通知", subject="")
    queue(
        about=account.about,
        key=account.person.key,
        channel="mail",
        to="person1@demo.example",
        words=words,
        reference=reference,
        now=builders.NOW,
    )


def test_15_1_4_my_account_is_shown_masked_with_the_last_sign_ins(
    member: Client, account: Account, django_assert_max_num_queries: Any
) -> None:
    member.post("/sign-in/", {"who": "0910000001", "password": "wrong"})
    guessing.tell(now=builders.NOW)
    with django_assert_max_num_queries(12):
        answer = member.get("/members/account/")
    page, known = answer.content.decode(), builders.somebody()
    for hidden in (known.name, known.id_number, known.phone, "0910000001", known.mail, "1990-05-17"):
        assert hidden not in page
    for shown in ("王○○1", "*******001", "p***@demo.example", "登入沒有成功", "127.0.0.1"):
        assert shown in page


def test_7_1_my_account_says_which_address_is_not_proved_and_by_which_to_sign_in(member: Client, account: Account) -> None:
    assert "電子信箱還沒有確認是您的。請用手機號碼登入。" in words(member.get("/members/account/"))
    assert "手機號碼還沒有確認" not in words(member.get("/members/account/"))
    Account.objects.filter(pk=account.pk).update(mail_proved=True)
    assert "還沒有確認" not in words(member.get("/members/account/"))


@pytest.mark.parametrize(("name", "masked"), [("王小明", "王○明"), ("王明", "王○"), ("王", "○"), ("", ""), ("歐陽娜娜", "歐○○娜")])
def test_15_1_4_a_name_is_masked(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_policies_are_listed_with_cover_and_delivery(
    institutions: RunningSandbox, member: Client, account: Account, on_sale: Product, moment: Any, django_assert_max_num_queries: Any
) -> None:
    for day in (0, 10, 20):
        purchase = builders.confirmed_purchase(
            account, on_sale, departs=builders.NOW + timedelta(days=7 + day), returns=builders.NOW + timedelta(days=9 + day)
        )
        builders.pay_at_sandbox(purchase, on_sale)
        builders.advance(purchase)
    builders.drain()
    with django_assert_max_num_queries(12):
        page = words(member.get("/members/"))
    assert page.count("請簽收電子保單") == 3
    assert page.count("尚未開始") == 3
    assert "進行中的申請" not in page
    for number in Policy.objects.values_list("number", flat=True):
        assert number in page
    moment.shift(timedelta(days=8))
    later = words(sign_in(member, account, "0910000001").get("/members/"))
    assert (later.count("保障中"), later.count("尚未開始")) == (1, 2)
    moment.shift(timedelta(days=90))
    assert words(sign_in(member, account, "0910000001").get("/members/")).count("已到期") == 3
