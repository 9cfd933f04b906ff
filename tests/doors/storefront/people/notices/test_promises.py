"""What texts and pages promise a customer, and what keeps it: each promise of the member centre has its page, each other one somebody who
is reached by operator's data; a new sentence that promises is found until it is listed here with what keeps it.
"""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from tests import builders
from tests.doors.storefront.people.conftest import words
from toubao.business.consents import texts
from toubao.business.identity import queries
from toubao.business.identity.codes import guessing, otp
from toubao.business.identity.models import Person
from toubao.business.identity.passwords import SHORTEST
from toubao.doors.cli import main
from toubao.journal.envelope import Unreadable
from toubao.products import load
from toubao.products.disclosures import COMPANY_PLACES, missing_items, shown
from toubao.rules.events import Event
from toubao.rules.kit import duties

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)
PAGES = ("company", "security", "payment", "privacy", "complaints")

MEMBERS = {
    "電子保單": ("members-policy", "members-policy-document", "members-policy-sign-for"),
    "查看自己的資料|看得到": ("members-account", "members-messages"),
    "我的同意": ("members-consents", "members-consent-withdraw"),
    "再完成一次身分驗證": ("register-renew",),
    "關閉帳號": ("members-change",),
    "在哪些裝置登入": ("members-devices", "members-devices-end"),
    "先到.*會員中心": ("members",),
}
"""What a sentence about the member centre promises → the addresses that keep it."""

BY_PEOPLE = re.compile(r"紙本|複製本|複本|更正|刪除|終止|延長|理賠申請")
"""What is done by people: whoever promises it names a way to reach them, or says in the same text how."""
REACHED = re.compile(r"\d{4}-\d{3}-\d{3}|@|電話|客服|書面|來電|服務據點")


def sources() -> dict[str, str]:
    """Every text that a customer is given: documents and items of the product, and the notices in force."""
    product = load("travel-accident", on=DAY)
    found = {document.name: document.source for document in product.documents}
    found |= {item.clause: item.source for item in shown(product, settings.INSURER)}
    return found | {f"notice {name}": text.source for name, text in texts.in_force(DAY).items()}


def pages(client: Client) -> dict[str, str]:
    return {f"/{name}/": words(client.get(f"/{name}/")) for name in PAGES}


def sentences(text: str) -> list[str]:
    return [each.strip() for each in re.split(r"[。\n]", text) if each.strip()]


def unkept(told: dict[str, str]) -> list[str]:
    """Sentences that promise something of the member centre which nobody has listed."""
    of_members = [(name, each) for name, text in told.items() for each in sentences(text) if "會員中心" in each and "登入" not in each[:2]]
    return [f"{name}: {each}" for name, each in of_members if not any(re.search(words_of, each) for words_of in MEMBERS)]


def test_whatever_the_member_centre_is_said_to_do_has_its_page(client: Client) -> None:
    told = sources() | pages(client)
    assert unkept(told) == []
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {route for routes in MEMBERS.values() for route in routes} - named == set()


def test_control_what_the_member_centre_can_not_do_is_found() -> None:
    assert unkept({"terms": "您可以在會員中心刪除資料。"}) == ["terms: 您可以在會員中心刪除資料"]


def test_whatever_people_do_names_how_they_are_reached(client: Client) -> None:
    """A text that promises paper, copies, correction, deletion, ending or changing a contract says by which telephone, mailbox or place."""
    promising = {name: text for name, text in (sources() | pages(client)).items() if BY_PEOPLE.search(text)}
    assert len(promising) >= 6
    assert [name for name, text in promising.items() if not REACHED.search(text)] == []


@pytest.mark.parametrize("place", COMPANY_PLACES)
def test_without_the_operators_data_for_reaching_people_nothing_is_sold(place: str) -> None:
    product = load("travel-accident", on=DAY)
    assert missing_items(product, settings.INSURER) == ()
    used = any(f"{{{place}}}" in item.source for item in product.disclosures)
    assert bool(missing_items(product, {**settings.INSURER, place: ""})) is used


FIGURES: dict[str, Callable[[], int]] = {
    r"驗證碼 (\d+) 位數字": lambda: otp.DIGITS,
    r"(\d+) 分鐘有效、最多試": lambda: int(otp.LIFETIME.total_seconds() // 60),
    r"最多試 (\d+) 次": lambda: otp.TRIES,
    r"密碼至少 (\d+) 個字": lambda: SHORTEST,
    r"連續錯 (\d+) 次": lambda: guessing.LOCK_AFTER,
    r"暫停登入 (\d+) 分鐘": lambda: int(guessing.LOCK_FOR.total_seconds() // 60),
}


@pytest.mark.parametrize("said", FIGURES)
def test_5_2_9_a_figure_of_the_page_on_security_is_the_systems(client: Client, said: str) -> None:
    found = re.findall(said, words(client.get("/security/")))
    assert [int(each) for each in found] == [FIGURES[said]()]


def test_the_contract_of_the_service_has_the_same_figures() -> None:
    told = texts.in_force(DAY)["services"].source
    minutes = int(otp.LIFETIME.total_seconds() // 60)
    assert f"驗證碼 {minutes} 分鐘內有效，可以試 {otp.TRIES} 次" in told
    assert f"連續 {guessing.LOCK_AFTER} 次輸入錯誤，帳號鎖定 {int(guessing.LOCK_FOR.total_seconds() // 60)} 分鐘" in told


def test_who_is_of_the_group_is_listed_where_the_consent_says_so(client: Client) -> None:
    page = words(client.get("/company/"))
    assert "同一集團的公司" in page
    for each in settings.GROUP:
        assert each["name"] in page
    assert settings.GROUP or "沒有同一集團的公司" in page


def test_15_1_4_what_is_to_be_destroyed_is_destroyed_by_a_person(client: Client, as_app: None) -> None:
    """The page says who does it; an operator's command destroys the person's key, and nothing personal is read again."""
    assert "期限屆滿後由專人銷毀" in words(client.get("/privacy/"))
    reminded = next(duty for duty in duties() if duty.name == "destroy_key")
    assert (str(reminded.within), reminded.met_by) == ("30日", Event.KEY_DESTROYED)
    assert "專人在三十日內確認" in texts.in_force(DAY)["privacy"].source
    account = builders.registered_account()
    assert queries.known(account.person).name == builders.somebody().name
    assert main(["keys", "destroy", str(account.person_id), "--because", "its time is over"]) == 0
    with pytest.raises(Unreadable):
        queries.known(Person.objects.select_related("key").get(pk=account.person_id))


def test_15_1_3_the_days_that_texts_promise_for_requests_and_complaints_are_the_duties() -> None:
    within = {duty.name: duty.within.count for duty in duties() if duty.met_by is Event.REQUEST_ANSWERED}
    first, longer = within["answer_data_request"], within["answer_correction_request"]
    privacy, contract = texts.in_force(DAY)["privacy"].source, texts.in_force(DAY)["services"].source
    assert f"{first} 日內答覆查詢、閱覽與複製本的請求，在 {longer} 日內答覆更正、停止與刪除的請求；必要時可以延長一次" in privacy
    assert "把原因用書面告訴您" in privacy
    assert (within["answer_extended_data_request"], within["answer_extended_correction_request"]) == (first, longer)
    assert f"本公司在 {within['answer_complaint']} 日內答覆" in contract


def test_6_1_1_a_new_version_of_the_contract_is_published_before_it_starts_and_the_message_leads_to_it(client: Client) -> None:
    """Section 9 of the contract of services promises both; that each member is told is in tests/business/service/test_contract.py."""
    assert "應在生效前公布在網站，並以電子郵件通知消費者" in texts.in_force(DAY)["services"].source
    answer = client.get("/register/notices/services/")
    anchors = re.findall(r' id="([^"]+)"', answer.content.decode())
    assert len(anchors) == len(set(anchors))
    page = words(answer)
    assert "2026-12-01 起的版本" in page
    assert f"版本 {texts.in_force(DAY)['services'].version}" in page
    assert "起的版本" not in words(client.get("/register/notices/sharing/"))
