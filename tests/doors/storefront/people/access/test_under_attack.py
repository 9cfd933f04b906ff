"""Pages while many guess: strangers' browsers take a second step, known ones and passkeys don't, and every page says what to do."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.business.identity.measuring import run_by
from tests.doors.storefront.people.conftest import PASSWORD, Registering, sign_in, summary, without_token, words
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Account, Allowance, BrowserSession
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
MINE = "0910000001"


def attempt(client: Client, who: str = MINE, password: str = "not the password") -> Any:
    return client.post("/sign-in/", {"who": who, "password": password})


def spray(names: int) -> None:
    """One guess at each of many names, each from a network of its own."""
    for serial in range(names):
        attempt(Client(SERVER_NAME="localhost", REMOTE_ADDR=f"203.0.113.{serial}"), f"victim{serial}@demo.example")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget of ten failed sign-ins an hour."""
    monkeypatch.setitem(limits(), "sign_in_failures", {**limits()["sign_in_failures"], "most": 10})


@pytest.fixture
def home(account: Account) -> Client:
    """A browser that the account knows, signed out."""
    client = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.44")
    sign_in(client, account, MINE)
    client.post("/sign-out/")
    return client


def test_spraying_many_accounts_trips_the_budget_and_a_right_guess_is_not_enough_any_more(
    few: None, browser: Client, account: Account
) -> None:
    spray(9)
    assert attempt(browser, password=PASSWORD)["Location"] == "/members/"
    browser.post("/sign-out/")
    spray(1)
    stranger = Client(SERVER_NAME="localhost", REMOTE_ADDR="198.51.100.77")
    before = BrowserSession.objects.count()
    assert attempt(stranger, password=PASSWORD)["Location"] == "/sign-in/second/"
    assert stranger.get("/members/").status_code == 302
    assert BrowserSession.objects.count() == before
    page = words(stranger.get("/sign-in/second/"))
    assert "現在有人在大量試密碼" in page
    assert "您選用了兩步驟登入" not in page


def test_the_holder_comes_in_from_a_new_browser_with_a_code(few: None, account: Account) -> None:
    spray(10)
    stranger = Client(SERVER_NAME="localhost")
    attempt(stranger, password=PASSWORD)
    assert stranger.post("/sign-in/second/", {"send": "sms"})["Location"] == "/sign-in/second/?sent=sms"
    assert stranger.post("/sign-in/second/", {"code": builders.last_code(account.pk)})["Location"] == "/members/"
    assert Entry.objects.filter(event="account.signed_in").latest("pk").facts["by"] == "password+code"


def test_a_known_browser_comes_in_as_always_and_nobody_can_lock_it_out(few: None, home: Client, account: Account) -> None:
    spray(10)
    for _ in range(5):
        attempt(Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.200"))
    stranger = Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.201")
    assert attempt(stranger, password=PASSWORD).status_code == 200, "locked for strangers"
    assert attempt(home, password=PASSWORD)["Location"] == "/members/"


def test_a_known_browser_has_five_guesses_of_its_own_and_counts_for_no_stranger(
    home: Client, account: Account, moment: time_machine.Traveller
) -> None:
    for _ in range(5):
        assert attempt(home).status_code == 200
    assert attempt(home, password=PASSWORD).status_code == 200
    assert not Allowance.objects.filter(bucket="sign_in_failures:all").exists()
    moment.shift(timedelta(minutes=15))
    assert attempt(home, password=PASSWORD)["Location"] == "/members/"


def test_anothers_known_browser_is_a_stranger_here(few: None, home: Client) -> None:
    builders.registered_account(2)
    spray(10)
    assert attempt(home, "0910000002", PASSWORD)["Location"] == "/sign-in/second/"


def test_the_next_hour_is_as_always(few: None, account: Account, moment: time_machine.Traveller) -> None:
    spray(10)
    moment.shift(timedelta(hours=1))
    assert attempt(Client(SERVER_NAME="localhost"), password=PASSWORD)["Location"] == "/members/"


def test_strangers_that_lock_an_account_do_not_stop_its_holder_inside(member: Client, account: Account) -> None:
    for _ in range(5):
        attempt(Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.9"))
    answer = member.post("/members/account/prove/", {"password": PASSWORD})
    assert answer.status_code == 302, words(answer)


def test_known_and_unknown_names_get_the_same_bytes_headers_and_statements(browser: Client, account: Account) -> None:
    answers: dict[str, Any] = {}
    attempt(browser), attempt(browser, "nobody@demo.example")
    ran = {who: run_by(lambda who=who: answers.update({who: attempt(browser, who)})) for who in (MINE, "0900000000")}  # type: ignore[misc]  # as above
    known, unknown = answers[MINE], answers["0900000000"]
    assert without_token(known).replace(MINE.encode(), b"X") == without_token(unknown).replace(b"0900000000", b"X")
    assert _headers(known) == _headers(unknown)
    assert ran[MINE] == ran["0900000000"]


def test_registering_a_known_number_phone_or_mail_gives_the_same_bytes_until_the_right_code(browser: Client, account: Account) -> None:
    """Number, phone and mail of somebody who has an account, against those of somebody who has none."""
    pages: list[list[bytes]] = []
    for serial in (1, 7):
        run = Registering(Client(SERVER_NAME="localhost", REMOTE_ADDR=f"203.0.113.{serial}")).begun().identified(builders.somebody(serial))
        wrong = "000000" if builders.last_code(run.registration.pk) != "000000" else "111111"
        seen = [run.client.get(f"{run.address}code/"), run.enter(wrong), run.client.get(f"{run.address}code/")]
        pages.append([_blank(answer, run.address, serial) for answer in seen])
    for one, other in zip(*pages, strict=True):
        assert one.splitlines() == other.splitlines()


def test_7_2_1_3_while_many_guess_the_page_says_so_and_the_longer_code_leads_on(
    registering: Registering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits(), "otp_failures", {"seconds": 3600, "most": 1})
    short = registering.begun().identified()
    short.enter("000000" if builders.last_code(short.registration.pk) != "000000" else "111111")
    assert summary(short.enter()) == [("id_code", "現在有人在大量猜驗證碼，6 位數的都已經失效。請按「再寄一組」，會寄 8 位數的給您。")]
    short.client.post(f"{short.address}code/", {"again": "sms"})
    assert len(builders.last_code(short.registration.pk)) == 8
    assert 'maxlength="6"' not in short.client.get(f"{short.address}code/").content.decode()
    assert short.enter()["Location"] == f"{short.address}password/"


def test_when_the_money_for_sms_is_used_up_the_page_offers_mail(registering: Registering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "sms_money_hour", {"seconds": 3600, "most": 0})
    answer = registering.begun().say()
    assert answer["Location"].endswith("code/?limit=sms_money_hour")
    page = words(registering.client.get(answer["Location"]))
    assert "簡訊的用量已達上限" in page
    assert "11:00 以後才能再寄簡訊" in page
    assert "電子郵件照常寄送" in page
    assert registering.client.post(f"{registering.address}code/", {"again": "mail"})["Location"].endswith("?sent=mail")
    assert "台灣的手機號碼" in words(registering.client.get(f"{registering.address}code/?limit=sms_abroad"))


def _headers(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ("Expires", "Content-Security-Policy", "Request-Id")}


def _blank(answer: Any, address: str, serial: int) -> bytes:
    """A page without what is this person's own: the address, the token, their phone and mail."""
    known = builders.somebody(serial)
    page = without_token(answer).replace(address.encode(), b"/")
    for own in (known.mail, known.phone.replace("+886", "0"), known.phone):
        page = page.replace(own.encode(), b"X")
    return re.sub(rb"(\*+|\xe7\xa2\xbc )\d{3}(?=<)", b"***", page)
