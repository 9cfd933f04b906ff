"""The electronic proof in the browser (8.3): applied for, waited for, fetched by the browser that looked it up and by no other."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.business.motor import given
from tests.doors.storefront.people.conftest import words
from tests.doors.storefront.people.motor.test_looking import ask
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.identity.codes.allowances import limits
from toubao.business.motor.models import ElectronicProof, MotorPolicy
from toubao.business.policies import making
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(as_app: None) -> MotorPolicy:
    return given.policy(1)


def button(client: Client) -> str:
    """Where the button on the page of what was found leads."""
    page = client.get("/motor/found/").content.decode()
    return str(page.partition('action="/motor/proofs/')[2].partition('"')[0])


def applied(client: Client) -> str:
    """Look up and press the button; the address of the proof."""
    ask(client)
    answer = client.post(f"/motor/proofs/{button(client)}")
    assert answer.status_code == 303
    return str(answer["Location"])


def test_8_3_process_the_proof_is_prepared_and_then_fetched(browser: Client, policy: MotorPolicy, institutions: RunningSandbox) -> None:
    at = applied(browser)
    page = browser.get(at)
    assert "正在製作投保證明" in words(page)
    assert "下載投保證明" not in words(page)
    assert "http-equiv" not in page.content.decode()
    assert "看現在到哪裡了" in page.content.decode()
    assert browser.get(f"{at}?part=progress").status_code == 204
    assert browser.get(f"{at}document/")["Location"] == at, "the page says how far it is"
    builders.drain()
    assert browser.get(f"{at}?part=progress")["HX-Refresh"] == "true"
    page = browser.get(at)
    assert "投保證明做好了" in words(page)
    assert "可以下載到 10:30" in words(page)
    pdf = browser.get(f"{at}document/?download")
    assert pdf["Content-Disposition"] == 'attachment; filename="CA-TEST-1.pdf"'
    assert "no-store" in pdf["Cache-Control"]
    assert making.signature_holds(pdf.content, now=given.NOW)
    assert browser.get(f"{at}document/").content == pdf.content
    assert Entry.objects.filter(subject_id=policy.pk, event="motor.proof_fetched").count() == 2


def test_8_3_process_pressed_twice_it_is_one_proof(browser: Client, policy: MotorPolicy) -> None:
    ask(browser)
    at = f"/motor/proofs/{button(browser)}"
    pressed = [browser.post(at)["Location"] for _ in range(2)]
    assert pressed[0] == pressed[1]
    assert ElectronicProof.objects.count() == 1
    page = browser.get("/motor/found/").content.decode()
    assert (pressed[0] in page, at in page) == (True, False), "what was applied for is led to, not asked for again"


def test_8_3_number_and_plate_match_shut_for_a_look_up_that_is_over(
    browser: Client, policy: MotorPolicy, moment: time_machine.Traveller
) -> None:
    ask(browser)
    at = f"/motor/proofs/{button(browser)}"
    moment.shift(timedelta(minutes=31))
    assert browser.post(at).status_code == 404
    (entry,) = Entry.objects.filter(subject_id=policy.pk, event="motor.proof_applied_for", outcome="refused")
    assert [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"] == ["number_and_plate_match"]
    assert not ElectronicProof.objects.exists()


def test_8_3_process_another_browser_has_nothing_of_it_even_with_its_address(
    browser: Client, other_browser: Client, policy: MotorPolicy, institutions: RunningSandbox
) -> None:
    at = applied(browser)
    builders.drain()
    ask(other_browser)
    for stranger in (other_browser, Client(SERVER_NAME="localhost")):
        assert [stranger.get(f"{at}{part}").status_code for part in ("", "document/")] == [404, 404]
        assert stranger.post(f"{at}apply/").status_code == 404
    assert not Entry.objects.filter(event="motor.proof_fetched").exists()
    assert ElectronicProof.objects.count() == 1


def test_8_3_process_a_key_that_is_none_is_not_there(browser: Client, policy: MotorPolicy) -> None:
    ask(browser)
    for key in ("x", "é" * 10, "A" * 32, str(policy.pk)):
        assert browser.get(f"/motor/proofs/{key}/").status_code == 404
        assert browser.post(f"/motor/proofs/{key}/apply/").status_code == 404


def test_8_3_process_a_browsers_guess_that_it_might_be_wanted_is_no_fetching(
    browser: Client, policy: MotorPolicy, institutions: RunningSandbox
) -> None:
    at = applied(browser)
    builders.drain()
    assert browser.get(f"{at}document/", HTTP_SEC_PURPOSE="prefetch").status_code == 503
    assert not Entry.objects.filter(event="motor.proof_fetched").exists()


def test_8_3_process_after_half_an_hour_it_is_gone_and_the_next_is_issued_again(
    browser: Client, policy: MotorPolicy, institutions: RunningSandbox, moment: time_machine.Traveller
) -> None:
    at = applied(browser)
    builders.drain()
    moment.shift(timedelta(minutes=30))
    assert [browser.get(f"{at}{part}").status_code for part in ("", "document/")] == [404, 404]
    later = applied(browser)
    builders.drain(now=given.NOW + timedelta(minutes=30))
    assert "補發第 1 次" in words(browser.get(later))


def test_8_3_process_while_it_takes_longer_the_page_says_so(browser: Client, policy: MotorPolicy, moment: time_machine.Traveller) -> None:
    at = applied(browser)
    assert "比平常久" not in words(browser.get(at))
    poll = f"{at}?part=progress"
    assert poll in browser.get(at).content.decode()
    assert browser.get(poll).status_code == 204
    moment.shift(timedelta(seconds=61))
    assert browser.get(poll).headers["HX-Refresh"] == "true"
    assert "比平常久" in words(browser.get(at))
    assert browser.get(f"{poll}&slow").status_code == 204, "it is read anew once"


def test_8_3_process_a_contract_that_ended_meanwhile_gets_none(browser: Client, policy: MotorPolicy, institutions: RunningSandbox) -> None:
    ask(browser)
    at = f"/motor/proofs/{button(browser)}"
    given.policy(1, ended_at=given.NOW)
    answer = browser.post(at, follow=True)
    assert "只能在強制汽車責任保險的保險期間內申請" in words(answer)
    assert not ElectronicProof.objects.exists()


def test_8_3_process_too_many_proofs_are_refused_kindly(browser: Client, policy: MotorPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "motor_proof", {"seconds": 86400, "most": 0})
    ask(browser)
    answer = browser.post(f"/motor/proofs/{button(browser)}", follow=True)
    assert "次數太多了" in words(answer)
    assert not ElectronicProof.objects.exists()


def test_8_3_process_of_several_look_ups_the_latest_are_kept(browser: Client, as_app: None) -> None:
    made: list[Any] = []
    for serial in range(1, 6):
        given.policy(serial)
        ask(browser, builders.id_number(serial), f"DEM-{serial:04d}")
        made.append(browser.post(f"/motor/proofs/{button(browser)}")["Location"])
    assert [browser.get(at).status_code for at in made] == [404, 404, 200, 200, 200]
