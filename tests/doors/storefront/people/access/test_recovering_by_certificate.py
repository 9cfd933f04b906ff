"""The pages of coming back by certificate: whose, the text to sign, and what came of it; the same for a number that nobody has."""

from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.people.access.test_recovering import ASK, PASSWORDS
from tests.doors.storefront.people.conftest import summary, without_token, words
from toubao.business.identity.models import Account
from toubao.business.recovery import certifying, proving
from toubao.business.recovery.models import Recovery
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
HERE = "/recover/certificate/"


@pytest.fixture(autouse=True)
def trusting(settings: Any) -> None:
    """An authority that is trusted and never asked here."""
    settings.CERTIFICATES = {"test": {"title": "測試憑證", "component": "http://localhost:61161"}}


def say(client: Client, number: str = "", **more: str) -> Any:
    born = builders.somebody().birth_date
    typed = {"id_number": number or builders.somebody().id_number, "birth_date_year": str(born.year), "birth_date_month": str(born.month)}
    return client.post(ASK, typed | {"birth_date_day": str(born.day), "key": "k", "way": "certificate"} | more)


def test_2_7_whose_certificate_then_the_text_and_what_came_of_it(
    browser: Client, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "改用數位憑證" in words(browser.get(ASK))
    assert say(browser)["Location"] == HERE
    assert [place for place, _ in summary(browser.post(HERE, {}))] == ["id_authority_0"]
    assert browser.post(HERE, {"authority": "test"})["Location"] == HERE
    page = browser.get(HERE)
    assert certifying.FORM in words(page)
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    assert "這不是簽章的內容" in words(browser.post(HERE, {"message": "not base64!"}))
    for came, place in ((proving.WRONG, f"{HERE}?came=wrong"), (proving.BLOCKED, "/recover/?blocked=1"), (proving.RIGHT, PASSWORDS)):
        monkeypatch.setattr(certifying, "take_signature", lambda came=came, **named: came)
        assert browser.post(HERE, {"message": "AAAA"})["Location"] == place
    assert "簽章沒有通過" in words(browser.get(f"{HERE}?came=wrong"))


def test_2_7_recognised_before_recovery_shut_by_what_is_no_signature_of_the_holder(
    browser: Client, account: Account, settings: Any
) -> None:
    nobody = {"roots": [], "between": [], "hosts": [], "ocsp_digest": "sha256", "nonce_required": False}
    settings.CERTIFICATES = {"test": settings.CERTIFICATES["test"] | nobody}
    say(browser)
    browser.post(HERE, {"authority": "test"})
    assert browser.post(HERE, {"message": "AAAA"})["Location"] == f"{HERE}?came=wrong"
    (entry,) = Entry.objects.filter(event="recovery.proved", outcome="refused")
    assert [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"] == ["recognised_before_recovery"]
    assert Recovery.objects.get().state == "new"


def test_2_7_nobodys_number_gets_the_same_pages(browser: Client, other_browser: Client, account: Account) -> None:
    seen = []
    for client, number in ((browser, ""), (other_browser, builders.id_number(77))):
        answers = [say(client, number), client.get(HERE), client.post(HERE, {"authority": "test"})]
        seen.append([(each.status_code, each.get("Location", ""), without_token(each)) for each in answers])
    assert seen[0] == seen[1]


def test_2_7_nobody_goes_on_with_anothers_run(browser: Client, other_browser: Client, account: Account) -> None:
    say(browser)
    assert other_browser.get(HERE)["Location"] == "/sign-in/"
    assert other_browser.post(HERE, {"authority": "test"})["Location"] == "/sign-in/"


def test_without_an_authority_nothing_is_offered(browser: Client, account: Account, settings: Any) -> None:
    settings.CERTIFICATES = {}
    assert "改用數位憑證" not in words(browser.get(ASK))


def test_too_many_texts_are_said_so(browser: Client, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    say(browser)
    monkeypatch.setattr(certifying, "ask_to_sign", lambda **named: False)
    assert browser.post(HERE, {"authority": "test"})["Location"] == f"{HERE}?came=busy"
    assert "試的次數太多了" in words(browser.get(f"{HERE}?came=busy"))
