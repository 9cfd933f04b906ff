"""One policy of mine: its facts, its document and signature, its story; opening it is journaled, signing for it happens once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import sign_in, words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.correspondence.models import Message
from toubao.business.identity.actions import waking
from toubao.business.identity.models import Account
from toubao.business.policies import making, queries
from toubao.business.policies.models import Policy
from toubao.business.policies.paper.signing import BROKEN, NotSigned
from toubao.business.purchase.models import Purchase
from toubao.business.service import accounts
from toubao.journal.models import Entry
from toubao.products import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(institutions: RunningSandbox, account: Account, on_sale: Product) -> Policy:
    """A policy that was sent."""
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    builders.drain()
    return Policy.objects.get(purchase=purchase.pk)


def at(policy: Policy, tail: str = "") -> str:
    return f"/members/policies/{policy.number}/{tail}"


def opened(policy: Policy) -> int:
    return Entry.objects.filter(subject_id=policy.purchase, event="delivery.policy_opened").count()


def test_6_1_2_one_policy_says_what_was_contracted_and_how_it_came_to_be(
    member: Client, policy: Policy, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        answer = member.get(at(policy))
    page = words(answer)
    for told in (
        policy.number, "日本 5 天", "NT$5,000,000", f"NT${policy.premium:,}", "法定繼承人", "2026-11-30", "民國115年11月30日", "末四碼 4242", "尚未開始",
        "契約成立", "完成承保通報", "保險費扣款完成", "電子保單已交付", "請簽收電子保單", "投保完成", "您的電子保單",
    ):  # fmt: skip
        assert told in page, told
    known = builders.somebody()
    for hidden in (known.name, known.id_number, known.mail, "0910000001", builders.last_code(policy.purchase)):
        assert hidden not in answer.content.decode()
    assert answer["Cache-Control"].count("no-store") == 1


def test_10_1_2_the_documents_beside_a_policy_are_those_that_were_agreed_to(member: Client, policy: Policy) -> None:
    agreed = Purchase.objects.get(pk=policy.purchase).documents
    links = re.findall(r'href="(/products/[^"]+)"', member.get(at(policy)).content.decode())
    assert len(agreed) == 2
    for name, digest in (each.split(":") for each in agreed):
        assert f"/products/travel-accident/documents/{name}/?digest={digest}" in links
        assert member.get(f"/products/travel-accident/documents/{name}/?digest={digest}").status_code == 200
        assert member.get(f"/products/travel-accident/documents/{name}/?digest={digest[::-1]}").status_code == 404, "control"


def test_6_1_4_2_insurance_of_two_years_or_less_says_that_it_can_not_be_rescinded(member: Client, policy: Policy) -> None:
    page = words(member.get(at(policy)))
    assert "不適用保險期間二年以內的短期保險" in page
    assert "但保險期間二年以內之短期險不在此限" in page


def test_10_2_5_opening_and_downloading_the_document_is_journaled_each_time(member: Client, policy: Policy) -> None:
    answer = member.get(at(policy, "document/"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == f'inline; filename="{policy.number}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert making.signature_holds(answer.content, now=builders.NOW)
    policy.refresh_from_db()
    assert (policy.state, opened(policy)) == ("opened", 1)
    first = policy.opened_at
    assert member.get(at(policy, "document/?download"))["Content-Disposition"].startswith("attachment")
    policy.refresh_from_db()
    assert (policy.state, opened(policy), policy.opened_at) == ("opened", 2, first)
    assert "開啟電子保單" in words(member.get(at(policy)))


def test_10_2_5_a_guess_of_the_browser_or_a_look_at_the_headers_is_no_opening(member: Client, policy: Policy) -> None:
    assert member.get(at(policy, "document/"), headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 503
    assert member.head(at(policy, "document/")).status_code == 405
    member.get(at(policy))
    member.get(at(policy, "signature/"))
    policy.refresh_from_db()
    assert (policy.state, opened(policy)) == ("sent", 0)


def test_10_2_5_signing_for_it_happens_once_by_post(member: Client, policy: Policy) -> None:
    assert member.get(at(policy, "sign-for/")).status_code == 405
    for _ in range(2):
        assert member.post(at(policy, "sign-for/"))["Location"] == at(policy)
    policy.refresh_from_db()
    assert policy.state == "signed_for"
    assert Entry.objects.filter(subject_id=policy.purchase, event="delivery.policy_signed_for").count() == 1
    page = words(member.get(at(policy)))
    assert "簽收電子保單" in page
    assert "您已在 2026-11-23" in page
    assert "簽收</span></button>" not in page
    member.get(at(policy, "document/"))
    policy.refresh_from_db()
    assert (policy.state, opened(policy)) == ("signed_for", 1)


def test_6_1_3_the_signature_is_checked_in_plain_words(member: Client, policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    page = words(member.get(at(policy, "signature/")))
    assert "由我們簽章" in page or "這份電子保單是真的" in page
    assert "簽章涵蓋整份檔案" in page
    assert "簽章有效" in words(member.get(at(policy)))
    monkeypatch.setattr(making, "check", lambda pdf, now: BROKEN)
    page = words(member.get(at(policy, "signature/")))
    assert "簽章檢查沒有通過" in page
    assert "檔案在簽章之後變過" in page
    assert "簽章有問題" in words(member.get(at(policy)))

    def not_signed(pdf: bytes, now: object) -> None:
        raise NotSigned("no signature")

    monkeypatch.setattr(making, "check", not_signed)
    assert "簽章檢查沒有通過" in words(member.get(at(policy, "signature/")))


@pytest.mark.parametrize("state", ["new", "issued"])
def test_before_it_is_sent_there_is_nothing_to_open_or_sign_for(member: Client, policy: Policy, state: str) -> None:
    Policy.objects.filter(pk=policy.pk).update(state=state)
    page = member.get(at(policy))
    assert "document/" not in page.content.decode()
    assert ("保單製作中" if state == "new" else "正在通知") in words(page)
    assert member.get(at(policy, "document/")).status_code == 404
    assert member.get(at(policy, "signature/")).status_code == 404
    member.post(at(policy, "sign-for/"))
    policy.refresh_from_db()
    assert policy.state == state


def test_another_persons_policy_does_not_exist_for_me(other_browser: Client, policy: Policy) -> None:
    sign_in(other_browser, builders.registered_account(2), "0910000002")
    for tail in ("", "document/", "signature/"):
        assert other_browser.get(at(policy, tail)).status_code == 404
    assert other_browser.post(at(policy, "sign-for/")).status_code == 404
    assert other_browser.get("/members/policies/TA11599999999/").status_code == 404
    assert policy.number not in other_browser.get("/members/").content.decode()
    assert policy.number not in other_browser.get("/members/messages/").content.decode()
    policy.refresh_from_db()
    assert (policy.state, opened(policy)) == ("sent", 0)


def test_a_named_beneficiary_is_masked(institutions: RunningSandbox, member: Client, account: Account, on_sale: Product) -> None:
    named = {"heirs": False, "beneficiary_name": "李示範", "beneficiary_relation": "配偶"}
    purchase = builders.confirmed_purchase(account, on_sale, **named)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    builders.drain()
    page = words(member.get(at(Policy.objects.get())))
    assert "李○範 （配偶）" in page
    assert "李示範" not in page


def test_the_purchase_of_a_policy_is_shown_as_the_policy(member: Client, policy: Policy) -> None:
    assert member.get(f"/members/purchases/{policy.purchase}/")["Location"] == at(policy)


def test_12_1_1_a_payment_with_someone_elses_card_is_told_with_its_reason(
    institutions: RunningSandbox, member: Client, account: Account, on_sale: Product
) -> None:
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale, card="5555555555554444")
    builders.advance(purchase)
    page = words(member.get(f"/members/purchases/{purchase.pk}/"))
    assert "這次付款沒有通過" in page
    assert "等您付款" in page


def test_no_personal_value_is_in_the_logs_of_a_whole_visit(member: Client, policy: Policy, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        for page in (at(policy), at(policy, "document/"), at(policy, "signature/"), "/members/", "/members/messages/", "/members/account/"):
            assert member.get(page).status_code == 200
        member.post("/sign-in/", {"who": "0910000001", "password": "wrong"})
    known = builders.somebody()
    for hidden in (known.name, known.id_number, known.mail, "910000001", "wrong"):
        assert hidden not in caplog.text


@pytest.mark.parametrize("tail", ["document/", "sign-for/"])
def test_8_1_1_3_an_account_that_is_stopped_while_its_request_is_under_way_is_served_nothing_more(
    member: Client, policy: Policy, account: Account, monkeypatch: pytest.MonkeyPatch, tail: str
) -> None:
    def asked() -> int:
        return (member.post if tail == "sign-for/" else member.get)(at(policy, tail)).status_code

    def stopped_meanwhile(*given: Any) -> Policy | None:
        assert accounts.block(account=account, because="reported stolen", by="service", now=builders.NOW)
        return own(*given)

    own = queries.own
    monkeypatch.setattr(queries, "own", stopped_meanwhile)
    assert asked() == 403
    (refused,) = Entry.objects.filter(subject_id=policy.purchase, outcome="refused")
    shut = [verdict["gate"] for verdict in refused.verdicts if verdict["ruling"] == "shut"]
    assert shut == ["account_serves"]
    policy.refresh_from_db()
    assert (policy.state, policy.opened_at, policy.signed_for_at) == ("sent", None, None)


def test_8_2_an_account_asleep_is_served_nothing_and_led_to_be_verified_and_back(member: Client, policy: Policy, account: Account) -> None:
    waking.taken_over(account=account, verified_at=builders.NOW - timedelta(days=5 * 365 + 30), now=builders.NOW)
    for answer in (member.get(at(policy)), member.get(at(policy, "document/")), member.post(at(policy, "sign-for/"))):
        assert answer.status_code == 403
        assert "超過五年沒有使用網路保險服務" in words(answer)
        assert f"/register/?for=purchase&amp;next=%2Fmembers%2Fpolicies%2F{policy.number}%2F" in answer.content.decode()
        assert "NT$5,000,000" not in words(answer)
    assert policy.number not in words(member.get("/members/"))
    refused = Entry.objects.filter(subject_id=policy.pk, outcome="refused") | Entry.objects.filter(
        subject_id=policy.purchase, outcome="refused"
    )
    assert {verdict["clause"] for entry in refused for verdict in entry.verdicts if verdict["ruling"] == "shut"} == {"8.2"}
    policy.refresh_from_db()
    assert policy.state == "sent"
    waking.awake(account, way="online", purpose="purchase", now=builders.NOW)
    assert member.get(at(policy)).status_code == 200


def test_6_1_3_it_is_mailed_again_as_chosen_and_the_password_stands_here_alone(member: Client, policy: Policy) -> None:
    Account.objects.update(mail_proved=True)
    page = member.get(at(policy))
    assert ("看加密 PDF 的開啟密碼" in words(page), 'value="link" checked' in page.content.decode()) == (False, True)
    assert member.get(at(policy, "mail/")).status_code == 405
    assert "還沒有選寄法" in words(member.get(member.post(at(policy, "mail/"), {"mailed": "fax"})["Location"]))
    before = Message.objects.count()
    answer = member.post(at(policy, "mail/"), {"mailed": "encrypted-pdf"})
    assert "已排入寄送" in words(page := member.get(answer["Location"]))
    password = queries.details(Policy.objects.select_related("person__key").get(pk=policy.pk)).opens_with
    assert password in words(page)
    assert Message.objects.count() == before, "it is queued, not sent: the page says no more"
    builders.drain()
    page = member.get(at(policy))
    assert "要求用電子郵件再寄一次電子保單" in words(page)
    assert words(page).count(password) == 1
    assert password not in words(member.get("/members/messages/"))
    for _ in range(5):
        last = member.post(at(policy, "mail/"), {"mailed": "link"})
    assert "今天已經寄了太多次" in words(member.get(last["Location"]))


def test_6_1_3_what_may_not_be_mailed_again_is_not(member: Client, other_browser: Client, policy: Policy) -> None:
    Account.objects.update(mail_proved=False)
    assert "電子信箱還沒有確認" in words(member.get(at(policy)))
    assert member.post(at(policy, "mail/"), {"mailed": "link"})["Location"].startswith(at(policy))
    sign_in(other_browser, builders.registered_account(2), "0910000002")
    assert other_browser.post(at(policy, "mail/"), {"mailed": "link"}).status_code == 404
    Account.objects.update(mail_proved=True)
    Policy.objects.update(state="issued")
    member.post(at(policy, "mail/"), {"mailed": "link"})
    Policy.objects.update(state="sent")
    Account.objects.update(served_from=builders.NOW - timedelta(days=2200), last_service_at=None)
    assert "已排入寄送" not in words(member.post(at(policy, "mail/"), {"mailed": "link"}))
    builders.drain()
    assert not Message.objects.filter(purpose__endswith="-again").exists()
