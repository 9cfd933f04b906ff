"""A member's password that became known, or is guessed first: both factors let nobody in with it until another is set."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client

from tests.doors.console.conftest import PASSWORD, code_now, hired, sign_in, words
from tests.fixtures.authenticator import ORIGIN, Authenticator
from toubao.business.governance.models import Staff
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
HERE, WEAK, STRONG = "/console/sign-in/password/", "liverpool1983", "tiger orchid lamp 9"


@pytest.fixture
def known_since(as_app: None) -> Staff:
    """Their password was fine when they chose it, and became known since."""
    member = hired("service")
    Staff.objects.filter(pk=member.pk).update(password=make_password(WEAK))
    return member


def happened() -> list[str]:
    told = Entry.objects.filter(event__in=("staff.signed_in", "staff.password_outgrown", "staff.password_changed"))
    return list(told.order_by("number").values_list("event", flat=True))


def test_both_factors_lead_to_another_password_and_not_in(browser: Client, known_since: Staff) -> None:
    answer = sign_in(browser, "service", password=WEAK, next="/console/duties/")
    assert answer["Location"] == HERE
    assert browser.get("/console/")["Location"].startswith("/console/sign-in/")
    assert "換一組密碼，再進入作業台" in words(browser.get(HERE))
    assert happened() == ["staff.password_outgrown"]
    for wrong in (WEAK, "ji32k7au4a83", "short", ""):
        assert browser.post(HERE, {"password": wrong}).status_code == 422
    assert browser.post(HERE, {"password": STRONG})["Location"] == "/console/duties/"
    assert browser.get("/console/duties/").status_code == 200
    assert browser.post(HERE, {"password": STRONG})["Location"] == "/console/sign-in/", "a second press sets nothing"
    assert happened() == ["staff.password_outgrown", "staff.password_changed", "staff.signed_in"]
    assert sign_in(Client(SERVER_NAME="localhost"), "service", password=WEAK).status_code == 422
    assert sign_in(Client(SERVER_NAME="localhost"), "service", password=STRONG)["Location"] == "/console/"


def test_of_two_browsers_only_one_sets_it_and_a_quarter_of_an_hour_is_enough(
    browser: Client, known_since: Staff, moment: time_machine.Traveller
) -> None:
    other = Client(SERVER_NAME="localhost")
    for each in (browser, other):
        assert sign_in(each, "service", password=WEAK)["Location"] == HERE
    moment.shift(timedelta(minutes=14))
    assert browser.post(HERE, {"password": STRONG})["Location"] == "/console/"
    assert other.post(HERE, {"password": "a third one, quite long"})["Location"] == "/console/sign-in/"
    third = Client(SERVER_NAME="localhost")
    Staff.objects.update(password=make_password(WEAK))
    sign_in(third, "service", password=WEAK)
    moment.shift(timedelta(minutes=15))
    assert third.get(HERE)["Location"] == "/console/sign-in/"


def test_a_passkey_in_place_of_the_code_leads_there_too(settings: Any, known_since: Staff) -> None:
    settings.PASSKEY_ORIGIN = ORIGIN
    at_work, device = Client(HTTP_HOST="localhost:8000"), Authenticator()
    Staff.objects.update(password=make_password(PASSWORD))
    sign_in(at_work, "service")
    Staff.objects.update(last_step=0)
    made = device.make(at_work.post("/console/passkeys/question/").json())
    at_work.post("/console/passkeys/add/", {"answer": made, "name": "窗口", "code": code_now()})
    Staff.objects.update(password=make_password(WEAK))
    stranger = Client(HTTP_HOST="localhost:8000")
    answer = device.use(stranger.post("/console/sign-in/passkey/question/").json())
    told = stranger.post("/console/sign-in/passkey/", {"username": "service", "password": WEAK, "answer": answer})
    assert told["Location"] == HERE


def test_control_a_password_that_nobody_knows_lets_in_at_once(browser: Client, known_since: Staff) -> None:
    Staff.objects.update(password=make_password(PASSWORD))
    assert sign_in(browser, "service")["Location"] == "/console/"
    assert happened() == ["staff.signed_in"]
