"""Coming in: password and code together, each code once, five failures lock, and a session apart from customers'."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.business.identity.measuring import run_by
from tests.doors.console.conftest import PASSWORD, code_now, hired, sign_in, words
from tests.doors.storefront.people.conftest import without_token
from toubao.business.governance.models import Staff
from toubao.doors.console.entrance import WRONG
from toubao.journal.models import Entry

EIGHT_HOURS = timedelta(hours=8)


def signed_in(client: Client) -> bool:
    return client.get("/console/").status_code == 200


def test_password_and_code_let_a_member_in(browser: Client) -> None:
    hired("service")
    answer = sign_in(browser, "service")
    assert (answer.status_code, answer["Location"]) == (302, "/console/")
    assert signed_in(browser)
    entry = Entry.objects.get(event="staff.signed_in")
    assert (entry.actor_kind, entry.actor_id) == ("staff", "service")


@pytest.mark.parametrize("wrong", [{"password": "another password"}, {"code": "000000"}, {"username": "nobody"}])
def test_whatever_is_wrong_the_answer_is_the_same(wrong: dict[str, str], browser: Client) -> None:
    hired("service")
    answer = sign_in(browser, "service", **wrong)
    assert answer.status_code == 422
    assert WRONG in words(answer)
    assert not signed_in(browser)


def test_a_name_that_nobody_has_gets_the_same_bytes_and_costs_the_same_statements(browser: Client) -> None:
    hired("service")
    told: dict[str, Any] = {}

    def ask(name: str) -> list[str]:
        wrong = {"username": name, "password": "not this one", "code": "000000"}
        return run_by(lambda: told.update({name: browser.post("/console/sign-in/", wrong)}))

    ask("service"), ask("nobody1")
    assert ask("service") == ask("nobody1")
    known, unknown = (without_token(told[name]).replace(name.encode(), b"X") for name in ("service", "nobody1"))
    assert known == unknown


def test_a_code_counts_once(browser: Client) -> None:
    hired("service")
    assert sign_in(browser, "service").status_code == 302
    again = Client(SERVER_NAME="localhost").post("/console/sign-in/", {"username": "service", "password": PASSWORD, "code": code_now()})
    assert again.status_code == 422


def test_five_failures_lock_for_fifteen_minutes(browser: Client, moment: time_machine.Traveller) -> None:
    hired("service")
    for _ in range(5):
        assert sign_in(browser, "service", code="000000").status_code == 422
    assert sign_in(browser, "service").status_code == 422
    moment.shift(timedelta(minutes=16))
    assert sign_in(browser, "service").status_code == 302


def test_a_stranger_in_another_network_locks_nobody_out(browser: Client) -> None:
    hired("service")
    stranger = Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.9")
    for _ in range(5):
        assert sign_in(stranger, "service", password="a stranger's guess").status_code == 422
    assert sign_in(stranger, "service").status_code == 422, "control: locked where they guessed"
    assert sign_in(browser, "service").status_code == 302


def test_many_failures_from_one_network_slow_it_down(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from toubao.business.identity.codes import allowances

    hired("service")
    monkeypatch.setitem(allowances.limits()["staff_network"], "most", 2)
    for _ in range(2):
        sign_in(browser, "nobody")
    assert sign_in(browser, "service").status_code == 422
    assert sign_in(Client(SERVER_NAME="localhost", REMOTE_ADDR="198.51.100.7"), "service").status_code == 302


def test_entering_ends_the_customers_session_in_this_browser(browser: Client) -> None:
    builders.registered_account()
    browser.post("/sign-in/", {"who": "0910000001", "password": "a long demo password"})
    assert "account" in browser.session
    before = browser.session.session_key
    hired("service")
    sign_in(browser, "service")
    assert "account" not in browser.session
    assert browser.session.session_key != before


def test_a_customer_is_nobody_in_the_console(browser: Client) -> None:
    builders.registered_account()
    browser.post("/sign-in/", {"who": "0910000001", "password": "a long demo password"})
    assert not signed_in(browser)


def test_eight_hours_end_a_session(browser: Client, moment: time_machine.Traveller) -> None:
    hired("service")
    sign_in(browser, "service")
    for _ in range(48):
        moment.shift(timedelta(minutes=10) - timedelta(seconds=1))
        assert signed_in(browser)
        moment.shift(timedelta(seconds=1))
    assert not signed_in(browser)


def test_a_new_stamp_ends_every_session(browser: Client) -> None:
    hired("service")
    sign_in(browser, "service")
    Staff.objects.update(stamp="00000000-0000-4000-8000-000000000000")
    assert not signed_in(browser)


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/console/", "/members/", "/consolex/"])
def test_after_signing_in_one_stays_in_the_console(wanted: str, browser: Client) -> None:
    hired("service")
    assert sign_in(browser, "service", next=wanted)["Location"] == "/console/"


def test_after_signing_in_one_goes_on_where_one_wanted(browser: Client) -> None:
    hired("service")
    page = browser.get("/console/cases/?state=refused")
    assert page["Location"] == "/console/sign-in/?next=%2Fconsole%2Fcases%2F%3Fstate%3Drefused"
    assert 'value="/console/cases/?state=refused"' in browser.get(page["Location"]).content.decode()
    assert sign_in(browser, "service", next="/console/cases/?state=refused")["Location"] == "/console/cases/?state=refused"


def test_signing_out_is_a_post_and_is_recorded(browser: Client) -> None:
    hired("service")
    sign_in(browser, "service")
    assert browser.get("/console/sign-out/").status_code == 405
    assert signed_in(browser)
    assert browser.post("/console/sign-out/")["Location"] == "/console/sign-in/"
    assert not signed_in(browser)
    assert Entry.objects.filter(event="staff.signed_out").count() == 1


def test_there_is_no_page_of_codes_outside_the_demo(browser: Client) -> None:
    hired("service")
    assert browser.get("/console/demo-codes/").status_code == 404
    assert "demo-codes" not in browser.get("/console/sign-in/").content.decode()


def test_the_demo_shows_the_codes_of_its_staff(browser: Client, settings: Any) -> None:
    settings.PROFILE = "demo"
    hired("service")
    page = browser.get("/console/demo-codes/")
    assert page["Cache-Control"] == "no-store"
    assert code_now() in words(page)
    assert "示範驗證碼" in words(browser.get("/console/sign-in/"))


def test_the_sign_in_page_is_not_kept(browser: Client) -> None:
    assert browser.get("/console/sign-in/")["Cache-Control"] == "no-store"
