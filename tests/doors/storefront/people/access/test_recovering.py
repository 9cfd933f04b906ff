"""The pages of coming back: whose account, both codes, a new password; the same to the byte for a number that nobody has."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.business.recovery.given import NEW, account_now, codes, reread, token
from tests.doors.storefront.people.access.conftest import add, question
from tests.doors.storefront.people.conftest import PASSWORD, sign_in, summary, without_token, words
from tests.fixtures.authenticator import ORIGIN, Authenticator
from toubao.business import whose
from toubao.business.identity.changes import stopping
from toubao.business.identity.models import Account
from toubao.business.recovery import asking, jobs
from toubao.business.recovery.models import Recovery
from toubao.business.steps import Actor

pytestmark = pytest.mark.django_db
ASK, CODES, PASSWORDS, DONE = "/recover/", "/recover/codes/", "/recover/password/", "/recover/done/"


def say(client: Client, number: str = "", **more: str) -> Any:
    """Send in whose account it is; the worker does its part."""
    born = builders.somebody().birth_date
    typed = {"id_number": number or builders.somebody().id_number, "birth_date_year": str(born.year), "birth_date_month": str(born.month)}
    answer = client.post(ASK, typed | {"birth_date_day": str(born.day), "key": "k"} | more)
    if answer.status_code == 302:
        with whose.system():
            jobs.send(recovery=client.session["recovery"], network="n", now=builders.NOW)
    return answer


def run(client: Client) -> Recovery:
    """The run of this browser."""
    return reread(client.session["recovery"])


def enter(client: Client, phone: str = "", mail: str = "") -> Any:
    """Send in both codes, the right ones or others."""
    with whose.system():
        right = codes(run(client)) if not (phone and mail) else ("", "")
    return client.post(CODES, {"phone": phone or right[0], "mail": mail or right[1]})


def test_2_7_from_the_sign_in_page_to_a_new_password(browser: Client, member: Client, other_browser: Client, account: Account) -> None:
    assert 'href="/recover/"' in other_browser.get("/sign-in/").content.decode()
    assert say(other_browser)["Location"] == CODES
    before = other_browser.session.session_key
    assert "正在寄送" in words(other_browser.get(CODES))
    assert enter(other_browser)["Location"] == PASSWORDS
    assert other_browser.session.session_key != before, "a fresh key, since more may be done with it now"
    assert other_browser.get(CODES)["Location"] == PASSWORDS
    page = words(other_browser.get(PASSWORDS))
    assert "王" in page
    assert builders.somebody().name not in page
    assert other_browser.post(PASSWORDS, {"password": NEW})["Location"] == DONE
    assert "密碼已經重新設定" in words(other_browser.get(DONE))
    assert other_browser.post(PASSWORDS, {"password": "another long password of mine"})["Location"] == DONE, "pressed twice"
    assert member.get("/members/")["Location"].startswith("/sign-in/")
    assert other_browser.post("/sign-in/", {"who": "0910000001", "password": PASSWORD}).status_code == 200
    assert other_browser.post("/sign-in/", {"who": "0910000001", "password": NEW})["Location"] == "/members/"


def test_2_7_who_has_no_account_sees_the_same_to_the_byte(browser: Client, other_browser: Client, account: Account) -> None:
    """Every page and every answer, up to the last try and after it."""
    seen: list[list[Any]] = []
    for client, number in ((browser, ""), (other_browser, builders.id_number(77))):
        answers = [say(client, number), client.get(CODES)]
        answers += [enter(client, "00000000", "11111111") for _ in range(6)]
        answers += [client.get(CODES), client.get(PASSWORDS), client.get("/recover/?gone=1")]
        seen.append([(each.status_code, each.get("Location", ""), _plain(each)) for each in answers])
    assert seen[0] == seen[1]
    assert [status for status, *_ in seen[0][2:8]] == [200] * 5 + [302]
    assert Recovery.objects.exclude(account=None).count() == 1


def _plain(answer: Any) -> bytes:
    return without_token(answer).split(b'name="key"')[0]


def test_2_7_nobody_goes_on_with_anothers_run(browser: Client, other_browser: Client, account: Account) -> None:
    say(browser)
    assert enter(browser)["Location"] == PASSWORDS
    for place in (CODES, PASSWORDS):
        assert other_browser.get(place)["Location"] == "/sign-in/"
        assert other_browser.post(place, {"password": NEW})["Location"] == "/sign-in/"
    say(other_browser, key="theirs")
    assert other_browser.get(PASSWORDS)["Location"] == CODES
    assert other_browser.post(PASSWORDS, {"password": NEW})["Location"] == CODES


def test_2_7_a_run_that_two_browsers_began_is_finished_where_the_codes_were_entered(
    browser: Client, other_browser: Client, account: Account
) -> None:
    """Somebody begins a run and plants it in the browser of its holder, who enters the codes: they get no password page for it."""
    other_browser.cookies["csrf"] = browser.cookies["csrf"] = "c" * 32
    say(browser)
    say(other_browser)
    assert run(browser) == run(other_browser), "the same form of the same browser, so one run"
    assert enter(browser)["Location"] == PASSWORDS
    assert other_browser.get(PASSWORDS)["Location"] == "/recover/?gone=1"
    assert other_browser.post(PASSWORDS, {"password": "another long password of mine"})["Location"] == "/recover/?gone=1"
    assert browser.post(PASSWORDS, {"password": NEW})["Location"] == DONE
    assert browser.post("/sign-in/", {"who": "0910000001", "password": NEW})["Location"] == "/members/"


def test_2_7_codes_that_are_sent_twice_lead_on_to_the_password(browser: Client, other_browser: Client, account: Account) -> None:
    """The second request of a double press brings the key of before, which has ended with the answer to the first."""
    say(browser)
    with whose.system():
        phone, mail = codes(run(browser))
    other_browser.cookies["session"] = browser.cookies["session"].value
    assert enter(browser, phone, mail)["Location"] == PASSWORDS
    assert enter(other_browser, phone, mail)["Location"] == PASSWORDS
    assert "session" not in other_browser.get("/").cookies, "nothing forgets the fresh key"
    assert browser.get(PASSWORDS).status_code == 200
    assert other_browser.get(PASSWORDS)["Location"] == "/sign-in/", "the key of before opens nothing"


def test_what_is_typed_wrongly_is_named_and_what_is_no_code_is_no_try(browser: Client, account: Account) -> None:
    assert [place for place, _ in summary(say(browser, "A123", birth_date_day="31"))] == ["id_id_number"]
    assert [place for place, _ in summary(browser.post(ASK, {}))] == ["id_id_number", "id_birth_date_year"]
    say(browser)
    assert [place for place, _ in summary(enter(browser, "12", "x"))] == ["id_phone", "id_mail"]
    assert run(browser).tries == 0
    enter(browser)
    answer = browser.post(PASSWORDS, {"password": "short"})
    assert answer.status_code == 422
    assert [place for place, _ in summary(answer)] == ["id_password"]


def test_2_7_too_late_leads_to_the_beginning(browser: Client, account: Account, moment: time_machine.Traveller) -> None:
    say(browser)
    moment.shift(asking.LIFETIME)
    assert browser.get(CODES)["Location"] == "/recover/?gone=1"
    assert "已經失效" in words(browser.get("/recover/?gone=1"))
    moment.move_to(builders.NOW, tick=False)
    enter(browser)
    moment.shift(asking.LIFETIME + timedelta(seconds=1))
    assert browser.post(PASSWORDS, {"password": NEW})["Location"] == "/recover/?gone=1"


def test_2_7_a_number_that_is_asked_with_too_often_is_told_when_again(browser: Client, account: Account) -> None:
    for number in ("", builders.id_number(77)):
        answers = [say(browser, number, key=f"{n}") for n in range(6)]
        assert [each.status_code for each in answers] == [302] * 5 + [429]
        assert "以後再試" in words(answers[-1])


def test_2_7_a_blocked_account_is_told_so_only_to_who_has_both_codes(browser: Client, account: Account) -> None:
    say(browser)
    with whose.system():
        stopping.block(account=account, because="not_me", actor=Actor("staff", "service"), now=builders.NOW)
    assert enter(browser)["Location"] == "/recover/?blocked=1"
    assert "已經停用" in words(browser.get("/recover/?blocked=1"))


def test_2_7_the_link_in_the_notice_shows_on_get_and_disowns_on_post_once(browser: Client, other_browser: Client, account: Account) -> None:
    say(browser)
    enter(browser)
    browser.post(PASSWORDS, {"password": NEW})
    with whose.system():
        where = f"/not-me/{token(run(browser))}/"
    assert "重新設定密碼" in words(other_browser.get(where))
    with whose.system():
        assert account_now(account).blocked == ""
    assert "已經停止" in words(other_browser.post(where))
    for again in (other_browser.get(where), other_browser.post(where)):
        assert "這個連結已經失效" in words(again)
    assert other_browser.post("/sign-in/", {"who": "0910000001", "password": NEW}).status_code == 200


def test_2_7_a_passkey_brings_back_alone(settings: Any, as_app: None, account: Account) -> None:
    settings.PASSKEY_ORIGIN = ORIGIN
    member, stranger = Client(HTTP_HOST="localhost:8000"), Client(HTTP_HOST="localhost:8000", REMOTE_ADDR="198.51.100.9")
    sign_in(member, account, "0910000001")
    device = Authenticator()
    add(member, device)
    failed = stranger.post("/recover/passkey/", {"answer": device.use(question(stranger, "recover"), tampered=True)})
    assert failed["Location"] == "/recover/?passkey=failed"
    assert "沒有通過" in words(stranger.get("/recover/?passkey=failed"))
    answer = stranger.post("/recover/passkey/", {"answer": device.use(question(stranger, "recover"))})
    assert answer["Location"] == PASSWORDS
    assert stranger.post(PASSWORDS, {"password": NEW})["Location"] == DONE
    assert "通行密鑰" not in words(stranger.get(DONE)), "the one that was used goes on"
    assert stranger.post("/sign-in/", {"who": "0910000001", "password": NEW})["Location"] == "/members/"


def test_2_7_passkeys_that_rest_are_said_only_where_there_were_any(settings: Any, as_app: None, account: Account) -> None:
    settings.PASSKEY_ORIGIN = ORIGIN
    member, stranger = Client(HTTP_HOST="localhost:8000"), Client(HTTP_HOST="localhost:8000", REMOTE_ADDR="198.51.100.9")
    sign_in(member, account, "0910000001")
    add(member, Authenticator())
    say(stranger)
    enter(stranger)
    done = stranger.post(PASSWORDS, {"password": NEW})["Location"]
    assert "原有的通行密鑰都已停用" in words(stranger.get(done))
