"""How a case stands, by its serial number (5.2.11): the least that answers, kind about mistakes, the same for what does not exist."""

from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import words
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Account, Allowance
from toubao.business.policies import delivering as policies
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.settling import SerialFault, new_serial
from toubao.doors.storefront.people.case import UNKNOWN, stages
from toubao.doors.storefront.people.sentences import SERIAL
from toubao.products import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def concluded(institutions: RunningSandbox, account: Account, on_sale: Product) -> Purchase:
    """A purchase with a serial number and a policy."""
    purchase = builders.confirmed_purchase(account, on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    builders.drain()
    return builders.reread(purchase)


@pytest.fixture
def numbered(account: Account, on_sale: Product) -> Purchase:
    """A purchase with a serial number whose policy is not there yet."""
    purchase = builders.started_purchase(account, on_sale)
    at = builders.NOW
    Purchase.objects.filter(pk=purchase.pk).update(state="reported", serial=new_serial(), authorised_at=at, concluded_at=at, ended_at=at)
    return builders.reread(purchase)


def ask(client: Client, serial: str) -> Any:
    return client.get("/case/", {"serial": serial})


def test_5_2_11_the_serial_number_answers_without_signing_in(
    browser: Client, concluded: Purchase, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        answer = ask(browser, str(concluded.serial))
    page = words(answer)
    for told in ("契約成立", "承保通報完成", "電子保單的通知寄出", "要保人簽收", "2026-11-23 （民國115年11月23日） 10:00"):
        assert told in page
    assert answer.content.decode().count("stage-done") == 6
    assert not browser.cookies.get("session")


def test_5_2_11_it_says_nothing_about_the_person_the_product_or_the_money(browser: Client, concluded: Purchase) -> None:
    page = ask(browser, str(concluded.serial)).content.decode().partition("<main")[2].partition("</main>")[0]
    policy, known = Policy.objects.get(), builders.somebody()
    hidden = (
        known.name,
        known.id_number,
        known.mail,
        "910000001",
        policy.number,
        f"{policy.premium}",
        "500",
        "旅行平安",
        "日本",
        str(concluded.pk),
    )
    for each in hidden:
        assert each not in page, each


@pytest.mark.parametrize(
    ("state", "told", "marks"),
    [
        ("authorised", "核保", ("done", "current", "todo")), ("received", "核保", ("done", "current", "todo")),
        ("referred", "由核保人員審核", ("done", "current", "todo")), ("confirmed", "等候付款", ("done", "current", "todo")),
        ("accepted", "核保通過", ("done", "done", "current")), ("refused", "沒有承保", ("done", "failed")),
        ("withdrawn", "申請已取消", ("done", "failed")),
    ],
)  # fmt: skip
def test_5_2_11_waiting_referred_and_refused_cases_are_found_and_told(
    browser: Client, numbered: Purchase, state: str, told: str, marks: tuple[str, ...]
) -> None:
    Purchase.objects.filter(pk=numbered.pk).update(state=state, concluded_at=None, refusal=[{"clause": "11.2.3", "words": "秘密"}])
    answer = ask(browser, str(numbered.serial))
    assert told in words(answer)
    assert "秘密" not in answer.content.decode()
    found = stages(builders.reread(numbered), None)
    assert tuple(each["state"] for each in found)[: len(marks)] == marks
    assert not any(each["state"] == "done" for each in found[len(marks) :])


def test_5_2_11_however_it_is_typed(browser: Client, numbered: Purchase) -> None:
    serial = str(numbered.serial)
    for typed in (f" {serial} ", serial.lower().replace("-", ""), serial[3:], "".join(chr(ord(c) + 0xFEE0) for c in serial)):
        assert "契約成立" in words(ask(browser, typed))


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", SerialFault.EMPTY), ("  ", SerialFault.EMPTY), ("TB-2345-6789", SerialFault.LENGTH),
        ("TB-2345-6789-ABCD-E", SerialFault.LENGTH),
        ("TB-0000-0000-0000", SerialFault.SIGN), ("TB-2345-6789-ABCO", SerialFault.SIGN), ("<script>alert(1)</script>", SerialFault.LENGTH),
    ],
)  # fmt: skip
def test_5_2_11_a_mistyped_number_is_told_kindly_and_costs_no_look_up(
    browser: Client, typed: str, fault: SerialFault, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = ask(browser, typed)
    assert SERIAL[fault] in words(answer)
    assert "<script>alert" not in answer.content.decode()


def test_5_2_11_a_wrong_check_sign_is_found_before_anything_is_looked_up(
    browser: Client, numbered: Purchase, django_assert_num_queries: Any
) -> None:
    serial = str(numbered.serial)
    mistyped = serial[:-1] + ("2" if serial[-1] != "2" else "3")
    with django_assert_num_queries(0):
        answer = ask(browser, mistyped)
    assert SERIAL[SerialFault.CHECK] in words(answer)


def test_5_2_11_unknown_numbers_all_get_the_same_answer(browser: Client) -> None:
    first, second = new_serial(), new_serial()
    pages = [ask(browser, each).content.decode().replace(each, "X") for each in (first, second)]
    assert pages[0] == pages[1]
    assert UNKNOWN in pages[0]


def test_5_2_11_look_ups_are_limited_per_network(
    browser: Client, other_browser: Client, numbered: Purchase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits(), "case_network", {"seconds": 900, "most": 2})
    assert [ask(browser, str(numbered.serial)).status_code for _ in range(3)] == [200, 200, 429]
    page = words(ask(browser, str(numbered.serial)))
    assert "10:15 以後再查" in page
    assert "承保通報完成" not in page
    assert ask(other_browser, str(numbered.serial)).status_code == 200


def test_5_2_11_guessing_slows_everybody_before_it_pays(
    browser: Client, other_browser: Client, numbered: Purchase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits(), "case_all", {"seconds": 60, "most": 2})
    for _ in range(2):
        assert ask(browser, new_serial()).status_code == 200
    assert ask(other_browser, str(numbered.serial)).status_code == 429
    assert Allowance.objects.get(bucket="case_all:all").used == 2


def test_5_2_11_the_stages_follow_the_case(concluded: Purchase) -> None:
    policy = Policy.objects.get()
    states = ["sent", "opened", "signed_for"]
    seen = []
    for state in ("new", "issued", *states):
        policy.state = state
        seen.append([stage["state"] for stage in stages(concluded, policy)][2:])
    assert seen == [
        ["done", "done", "current", "todo", "todo"], ["done", "done", "done", "current", "todo"],
        ["done", "done", "done", "done", "current"],
        ["done", "done", "done", "done", "current"], ["done"] * 5,
    ]  # fmt: skip
    concluded.state = "concluded"
    assert [stage["state"] for stage in stages(concluded, None)] == ["done", "done", "done", "current", "todo", "todo", "todo"]
    assert policies.sign_for(policy=Policy.objects.get(), account=Account.objects.get(), now=builders.NOW).taken


def test_the_page_alone_asks_and_looks_nothing_up(browser: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = browser.get("/case/")
    assert "error-summary" not in answer.content.decode()
    assert browser.post("/case/", {"serial": "x"}).status_code == 405
