"""Coming back that is refused: the page says what it says, the password stays, and the journal has the one gate that was shut (2.7)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.business.recovery.given import NEW, reread, token, told
from tests.doors.storefront.people.access.test_recovering import CODES, DONE, PASSWORDS, enter, run, say
from tests.doors.storefront.people.conftest import PASSWORD, words
from toubao.business import whose
from toubao.business.identity.models import Account
from toubao.business.recovery import asking
from toubao.doors.storefront.people.recover import finishing as page
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
GONE = "/recover/?gone=1"
OTHER = "another long password of mine"


def shut(event: str) -> list[str]:
    """The gates that are shut in the one entry that refuses this."""
    with whose.system():
        entry = Entry.objects.get(event=event, outcome="refused")
    return [verdict["gate"] for verdict in entry.verdicts if verdict["ruling"] == "shut"]


def opens(client: Client, password: str) -> bool:
    """Whether this password signs in."""
    return client.post("/sign-in/", {"who": "0910000001", "password": password}).status_code == 302


def test_2_7_an_account_without_a_proved_address_is_sent_no_codes_and_its_holder_is_told(browser: Client, account: Account) -> None:
    with whose.system():
        Account.objects.filter(pk=account.pk).update(phone_proved=False, mail_proved=False)
    assert say(browser)["Location"] == CODES
    assert "正在寄送" in words(browser.get(CODES)), "whoever asked sees what everybody sees"
    with whose.system():
        assert {"沒有寄出驗證碼" in each.text for each in told(run(browser))} == {True}
    assert run(browser).state == "new"
    assert shut("recovery.asked") == ["both_addresses_reached"]


def test_2_7_of_two_browsers_that_were_recognised_the_second_sets_nothing(browser: Client, other_browser: Client, account: Account) -> None:
    for client, key in ((browser, "a"), (other_browser, "b")):
        say(client, key=key)
        assert enter(client)["Location"] == PASSWORDS
    assert browser.post(PASSWORDS, {"password": NEW})["Location"] == DONE
    assert other_browser.post(PASSWORDS, {"password": OTHER})["Location"] == GONE
    assert "已經失效" in words(other_browser.get(GONE))
    assert shut("recovery.done") == ["nothing_changed_since"]
    assert (opens(other_browser, OTHER), opens(other_browser, NEW)) == (False, True)


def test_2_7_a_proof_that_ends_while_the_password_is_looked_at_sets_nothing(
    browser: Client, account: Account, moment: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(browser)
    assert enter(browser)["Location"] == PASSWORDS
    known_of = page.known_of

    def later(*asked: Any) -> Any:
        moment.shift(asking.LIFETIME)
        return known_of(*asked)

    monkeypatch.setattr(page, "known_of", later)
    assert browser.post(PASSWORDS, {"password": NEW})["Location"] == GONE
    assert shut("recovery.done") == ["recovered_in_time"]
    assert reread(run(browser).pk).state == "proved"
    assert (opens(browser, NEW), opens(browser, PASSWORD)) == (False, True)


def test_2_7_disowning_after_the_cool_off_says_so_and_stops_nothing(
    browser: Client, other_browser: Client, account: Account, moment: time_machine.Traveller
) -> None:
    say(browser)
    enter(browser)
    assert browser.post(PASSWORDS, {"password": NEW})["Location"] == DONE
    with whose.system():
        where, until = f"/not-me/{token(run(browser))}/", run(browser).cool_until
    assert until is not None
    moment.move_to(until - timedelta(seconds=1), tick=False)
    assert "重新設定密碼" in words(other_browser.get(where)), "control: in time it would"
    moment.move_to(until, tick=False)
    assert "這個連結已經失效" in words(other_browser.post(where))
    assert shut("recovery.disowned") == ["disowned_in_time"]
    with whose.system():
        assert Account.objects.get(pk=account.pk).blocked == ""
    assert opens(other_browser, NEW)
