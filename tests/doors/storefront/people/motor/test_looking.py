"""The open look-up in the browser (8.3): kind about mistakes, one answer for whatever is not found, the least for what is."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.business.identity.measuring import run_by
from tests.business.motor import given
from tests.doors.storefront.people.conftest import summary, without_token, words
from toubao.business.identity.codes.allowances import limits
from toubao.business.motor.models import MotorPolicy
from toubao.doors.storefront.people.motor.forms import BUSINESS, PERSON, PLATE, TAX
from toubao.doors.storefront.people.motor.looking import UNKNOWN
from toubao.journal.models import Entry
from toubao.rules.identity_numbers import Fault

pytestmark = pytest.mark.django_db
NUMBER = builders.id_number(1)


@pytest.fixture
def policy(as_app: None) -> MotorPolicy:
    return given.policy(1)


def ask(client: Client, number: str = NUMBER, plate: str = given.PLATE, kind: str = "person", **more: Any) -> Any:
    return client.post("/motor/", {"kind": kind, "number": number, "plate": plate}, **more)


def main(answer: Any) -> str:
    return str(answer.content.decode().partition("<main")[2].partition("</main>")[0])


def test_8_3_process_number_and_plate_answer_without_signing_in(
    browser: Client, policy: MotorPolicy, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        answer = ask(browser)
    assert (answer.status_code, answer["Location"]) == (303, "/motor/found/")
    with django_assert_max_num_queries(12):
        page = browser.get("/motor/found/")
    for told in (
        "CA-TEST-1",
        "DEM-0001",
        "保險期間內",
        "已繳清",
        "NT$1,460",
        "2026-08-15 （民國115年8月15日） 10:00",
        "2027-08-15",
        "申請電子式投保證明",
    ):
        assert told in words(page), told
    assert "no-store" in page["Cache-Control"]
    assert page["Refresh"] == "1801", "left open, it is gone in time"
    assert not browser.session.get("account")


def test_8_3_process_whoever_had_put_the_session_into_this_browser_sees_nothing_of_it(browser: Client, policy: MotorPolicy) -> None:
    given.policy(2)
    ask(browser)
    planted = browser.cookies["session"].value
    ask(browser, builders.id_number(2), given.entry(2).vehicle.plate)
    assert "CA-TEST-2" in words(browser.get("/motor/found/"))
    attacker = Client(SERVER_NAME="localhost")
    attacker.cookies["session"] = planted
    assert "CA-TEST-2" not in words(attacker.get("/motor/found/"))


def test_8_3_process_it_says_nothing_about_the_person(browser: Client, policy: MotorPolicy) -> None:
    ask(browser)
    page, of = main(browser.get("/motor/found/")), given.entry(1)
    for hidden in (of.name, of.id_number, of.id_number[-4:], str(policy.pk), str(policy.insured_id)):
        assert hidden not in page, hidden


@pytest.mark.parametrize("plate", ["dem-0001", "DEM0001", " ｄｅｍ－０００１ ", "D E M 0001", "dem－0001"])
def test_8_3_process_however_the_plate_is_typed(browser: Client, policy: MotorPolicy, plate: str) -> None:
    assert ask(browser, plate=plate)["Location"] == "/motor/found/"


@pytest.mark.parametrize("number", [NUMBER.lower(), f" {NUMBER[:4]} {NUMBER[4:]}", "".join(chr(ord(c) + 0xFEE0) for c in NUMBER)])
def test_8_3_process_however_the_number_is_typed(browser: Client, policy: MotorPolicy, number: str) -> None:
    assert ask(browser, number=number)["Location"] == "/motor/found/"


def test_8_3_process_a_company_and_a_number_of_the_tax_authorities(browser: Client, as_app: None) -> None:
    given.policy(2, kind="business", id_number=given.COMPANY), given.policy(3, kind="tax", id_number="XY12345")
    assert ask(browser, given.COMPANY, "DEM-0002", "business").status_code == 303
    assert ask(browser, "xy12345", "DEM-0003", "tax").status_code == 303


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"number": ""}, PERSON[Fault.EMPTY]), ({"number": "A12345678"}, PERSON[Fault.LENGTH]),
        ({"number": "A123456788"}, PERSON[Fault.CHECKSUM]),
        ({"kind": "business", "number": ""}, BUSINESS[Fault.EMPTY]), ({"kind": "business", "number": "0459525"}, BUSINESS[Fault.LENGTH]),
        ({"kind": "business", "number": "04595253"}, BUSINESS[Fault.CHECKSUM]), ({"kind": "tax", "number": "稅"}, TAX[Fault.DIGITS]),
        ({"plate": ""}, PLATE["empty"]), ({"plate": "A/1"}, PLATE["sign"]), ({"plate": "A"}, PLATE["short"]),
        ({"plate": "A" * 13}, PLATE["long"]),
        ({"plate": "A" * 99}, PLATE["long"]), ({"kind": "other"}, ""), ({"kind": ""}, "請選擇證號是哪一種。"),
    ],
)  # fmt: skip
def test_8_3_process_a_mistake_is_told_at_its_field_and_costs_no_look_up(
    browser: Client, policy: MotorPolicy, typed: dict[str, str], told: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = ask(browser, **typed)
    assert answer.status_code == 422
    ((field, sentence),) = summary(answer)
    assert field.removesuffix("_0") in {f"id_{name}" for name in typed}
    assert told in sentence
    assert f"{field.removesuffix('_0')}-error" in answer.content.decode()


def test_8_3_process_whatever_is_not_found_gets_the_same_bytes_headers_and_statements(browser: Client, policy: MotorPolicy) -> None:
    given.policy(2)
    cases = {
        "unknown person": (builders.id_number(77), given.PLATE), "unknown plate": (NUMBER, "NOP-0001"),
        "another's plate": (NUMBER, "DEM-0002"),
        "neither": (builders.id_number(78), "NOP-0002"),
    }  # fmt: skip
    answers: dict[str, Any] = {}
    statements: dict[str, list[str]] = {}
    for name, (number, plate) in cases.items():
        fresh = Client(SERVER_NAME="localhost", REMOTE_ADDR="198.51.100.9")
        fresh.get("/motor/")
        statements[name] = run_by(lambda f=fresh, n=number, p=plate, k=name: answers.update({k: ask(f, n, p)}))  # type: ignore[misc]  # mypy can't tell the type of a lambda's default
    pages = {
        name: re.sub(rb'value="(?:[A-Z]\d{9}|NOP-\d+|DEM-\d+)"', b'value="X"', without_token(answer)) for name, answer in answers.items()
    }
    heads = {
        name: {
            header: value for header, value in answer.headers.items() if header not in ("Expires", "Content-Security-Policy", "Request-Id")
        }
        for name, answer in answers.items()
    }
    assert {answer.status_code for answer in answers.values()} == {200}
    assert len({*pages.values()}) == 1
    assert len({str(head) for head in heads.values()}) == 1
    assert len({str(run) for run in statements.values()}) == 1
    assert UNKNOWN in words(answers["neither"])
    assert not any(answer.cookies.get("session") for answer in answers.values())


def test_8_3_process_what_runs_stands_first_and_what_is_over_last(browser: Client, as_app: None) -> None:
    given.policy(1, number="NEXT", starts=given.NOW + given.YEAR, ends=given.NOW + 2 * given.YEAR)
    given.policy(1, number="V-1", line="voluntary")
    given.policy(1, number="RUNS")
    page = words(ask(browser, follow=True))
    assert page.index("RUNS") < page.index("V-1") < page.index("NEXT")


def test_8_3_process_the_numbers_stand_in_no_address(browser: Client, policy: MotorPolicy) -> None:
    answer = ask(browser, follow=True)
    seen = [answer.redirect_chain[-1][0], *re.findall(r'(?:href|action)="([^"]*)"', answer.content.decode())]
    assert not [each for each in seen if NUMBER in each or "DEM" in each]
    assert browser.get("/motor/", {"number": NUMBER, "plate": given.PLATE}).status_code == 200
    assert NUMBER not in browser.get("/motor/", {"number": NUMBER, "plate": given.PLATE}).content.decode()
    assert Entry.objects.filter(event="motor.looked_up").count() == 1, "an address looks nothing up"


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("limit", ["motor_network", "motor_number", "motor_plate", "motor_all"])
def test_8_3_process_a_limit_says_when_and_not_what_exists(
    browser: Client, policy: MotorPolicy, limit: str, right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits(), limit, {"seconds": 900, "most": 0})
    answer = ask(browser, plate=given.PLATE if right else "NO-1")
    assert answer.status_code == 429
    assert "現在查詢的次數太多了。請在 10:15 以後再查" in words(answer)
    assert "CA-TEST-1" not in answer.content.decode()
    assert browser.get("/motor/found/").status_code == 404


def test_8_3_process_what_was_found_is_kept_for_half_an_hour_in_this_browser_alone(
    browser: Client, other_browser: Client, policy: MotorPolicy, moment: time_machine.Traveller
) -> None:
    ask(browser)
    assert other_browser.get("/motor/found/").status_code == 404
    moment.shift(timedelta(minutes=29))
    assert browser.get("/motor/found/").status_code == 200
    moment.shift(timedelta(minutes=1))
    gone = browser.get("/motor/found/")
    assert gone.status_code == 404
    assert "查詢結果只保留 30 分鐘" in words(gone)


def test_8_3_process_it_can_be_put_away_at_once(browser: Client, policy: MotorPolicy) -> None:
    ask(browser)
    answer = browser.post("/motor/away/", follow=True)
    assert "已經清除" in words(answer)
    assert browser.get("/motor/found/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"paid": 0, "paid_on": None}, "逾期未繳"), ({"paid": 100}, "逾期未繳"), ({"paid": 100, "due_on": given.NOW.date()}, "部分繳納"),
        ({"starts": given.NOW - 2 * given.YEAR, "ends": given.NOW - given.YEAR}, "已到期"),
        ({"ended_at": given.NOW - timedelta(days=3)}, "提前終止"), ({"starts": given.NOW + timedelta(days=3)}, "還沒開始"),
        ({"line": "voluntary"}, "任意汽車保險"),
    ],
)  # fmt: skip
def test_8_3_process_how_contract_and_premium_stand(browser: Client, as_app: None, changes: dict[str, Any], told: str) -> None:
    given.policy(1, **changes)
    page = words(ask(browser, follow=True))
    assert told in page
    covered = "starts" not in changes and "ended_at" not in changes and changes.get("line") != "voluntary"
    assert ("申請電子式投保證明" in page) is covered


def test_the_page_alone_asks_and_looks_nothing_up(browser: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = browser.get("/motor/")
    assert "error-summary" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("page", ["/", "/sign-in/", "/case/"])
def test_8_3_process_it_is_found_where_a_car_owner_looks(browser: Client, page: str) -> None:
    assert 'href="/motor/"' in browser.get(page).content.decode()
