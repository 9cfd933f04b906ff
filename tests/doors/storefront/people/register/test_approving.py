"""A way that the authority approved, page by page (7.2): what is told, there and back, and what goes wrong loses nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.doors.storefront.people.conftest import PASSWORD, Registering, words
from tests.doors.storefront.people.register.conftest import stated
from tests.fixtures.approved import SAMPLE, WAIVER, decide, sample_ways
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.identity.actions.approving import LIFETIME
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Account, Authorisation
from toubao.business.identity.proving import ways

__all__ = ["sample_ways"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_ways")]


@pytest.fixture
def begun(outsiders: RunningSandbox, registering: Registering) -> Registering:
    """Wang has said who he is, and is to prove it by his mobile identity."""
    return stated(registering, "mobile_id")


def _there(begun: Registering) -> str:
    answer = begun.client.post(f"{begun.address}approved/")
    assert answer.status_code == 302, words(answer)
    return str(answer["Location"])


def test_7_2_who_approves_chooses_a_password_and_has_an_account(begun: Registering) -> None:
    page = words(begun.client.get(f"{begun.address}approved/"))
    assert "示範行動身分識別" in page
    assert WAIVER in page
    assert begun.client.get(decide(_there(begun)))["Location"] == f"{begun.address}password/"
    assert begun.choose(PASSWORD)["Location"] == "/purchase/x/"
    assert Account.objects.get().way == "mobile_id"


@pytest.mark.parametrize(("decision", "came"), [("refuse", "not_approved"), ("approve_as_other", "another_person")])
def test_who_says_no_or_is_another_is_back_where_they_were(begun: Registering, decision: str, came: str) -> None:
    answer = begun.client.get(decide(_there(begun), decision))
    assert answer["Location"] == f"{begun.address}approved/?came={came}"
    assert "notice-warning" in begun.client.get(answer["Location"]).content.decode()
    assert begun.client.get(decide(_there(begun)))["Location"] == f"{begun.address}password/"


def test_a_second_load_and_the_back_button_lead_to_where_it_stands(begun: Registering) -> None:
    address = decide(_there(begun))
    for _ in range(2):
        assert begun.client.get(address)["Location"] == f"{begun.address}password/"
    assert begun.client.get(f"{begun.address}approved/")["Location"] == f"{begun.address}password/"


def test_another_browser_sees_nothing_and_spoils_nothing(begun: Registering, other_browser: Client) -> None:
    address = decide(_there(begun))
    for place in (address, "/register/approved/back/mobile_id/", "/register/approved/back/nobody/?state=x"):
        answer = other_browser.get(place)
        assert answer.status_code == 400
        assert "重新開始註冊" in words(answer)
    assert other_browser.get(f"{begun.address}approved/").status_code == 404
    assert begun.client.get(address)["Location"] == f"{begun.address}password/"


def test_who_comes_back_late_may_go_again(begun: Registering) -> None:
    address = decide(_there(begun))
    Authorisation.objects.update(expires_at=Authorisation.objects.get().asked_at)
    answer = begun.client.get(address)
    assert answer["Location"] == f"{begun.address}approved/?came=expired"
    assert f"{LIFETIME.seconds // 60} 分鐘內" in words(begun.client.get(answer["Location"]))
    assert begun.client.get(decide(_there(begun)))["Location"] == f"{begun.address}password/"
    assert begun.client.get(address)["Location"] == f"{begun.address}password/"


def test_where_so_many_ask_that_it_was_not_asked_this_is_said(begun: Registering, outsiders: RunningSandbox, crowded: None) -> None:
    answer = begun.client.post(f"{begun.address}approved/")
    assert answer["Location"] == f"{begun.address}approved/?came=crowded"
    assert "還沒有去問" in words(begun.client.get(answer["Location"]))


def test_one_that_is_down_is_said_and_nothing_is_lost(begun: Registering, outsiders: RunningSandbox, settings: Any) -> None:
    address = decide(_there(begun))
    outsiders.switch("mobile_id", unreachable=True)
    answer = begun.client.post(f"{begun.address}approved/")
    assert answer["Location"] == f"{begun.address}approved/?came=unreachable"
    answer = begun.client.get(address)
    assert answer["Location"] == f"{begun.address}approved/?came=silent"
    assert "沒有回覆" in words(begun.client.get(answer["Location"]))


def test_a_network_that_goes_there_too_often_waits(begun: Registering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "approved_network", {"seconds": 900, "most": 1})
    _there(begun)
    assert begun.client.post(f"{begun.address}approved/")["Location"].endswith("?came=busy")


def test_7_2_after_the_days_of_its_waiver_nobody_is_sent_there_and_who_comes_back_is_refused(
    begun: Registering, settings: Any, tmp_path: Path
) -> None:
    address = decide(_there(begun))
    (tmp_path / "ways.toml").write_text(SAMPLE.read_text().replace("to = 2027-12-31", "to = 2026-01-02"))
    settings.WAYS = str(tmp_path / "ways.toml")
    ways.approved.cache_clear()
    page = words(begun.client.get(f"{begun.address}approved/"))
    assert "這個方式現在沒有提供" in page
    assert begun.client.post(f"{begun.address}approved/").status_code == 200
    assert "示範行動身分識別" not in words(Client(SERVER_NAME="localhost").get("/register/"))
    answer = begun.client.get(address)
    assert answer["Location"] == f"{begun.address}refused/"
    assert begun.registration.state == "identified"
    assert not Account.objects.exists()


def test_a_way_that_the_operator_took_away_leads_to_the_first_page(begun: Registering, settings: Any) -> None:
    settings.WAYS = ""
    ways.approved.cache_clear()
    assert begun.client.get(f"{begun.address}approved/")["Location"] == "/register/"
    assert begun.client.get("/register/approved/back/mobile_id/?state=x").status_code == 400


def test_in_production_people_come_back_to_the_public_address(begun: Registering, outsiders: RunningSandbox, settings: Any) -> None:
    settings.PROFILE, settings.PUBLIC_URL = "production", "https://insurer.example"
    assert decide(_there(begun)).startswith("https://insurer.example/register/approved/back/mobile_id/?state=")


def test_other_ways_do_not_come_here(outsiders: RunningSandbox, registering: Registering) -> None:
    registering.begun().identified()
    assert registering.client.get(f"{registering.address}approved/")["Location"] == f"{registering.address}code/"
