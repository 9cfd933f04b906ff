"""An account at the desk: blocked, let in again, signed out, each with its reason and a notice; and everybody signed out at once."""

from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.doors.console.conftest import Desk, hired, sign_in, words
from tests.fixtures import programs
from toubao.business import whose
from toubao.business.correspondence.queries import to_person
from toubao.business.identity.models import Account, ApiSession, BrowserSession
from toubao.journal.models import Entry
from toubao.journal.writing import TAIPEI

pytestmark = pytest.mark.django_db
WHY = "客戶來電，手機遭竊"


@pytest.fixture
def account(as_app: None) -> Account:
    """Somebody with an account, signed in in a browser and by a program."""
    made = builders.registered_account()
    builders.browser_session(made)
    programs.open_session(account=made, now=builders.NOW)
    return made


def there(account: Account, do: str = "") -> str:
    return f"/console/accounts/{account.pk}/{do}"


def told(account: Account) -> list[str]:
    """What was told to the account's holder of it, by channel and subject."""
    with whose.system():
        return sorted(f"{m.message.channel} {m.text}" for m in to_person(account.person.key.pk) if m.message.purpose == "account")


def signs_in() -> bool:
    return builders.sign_in(typed=builders.somebody().phone, password="a long demo password", network="n", now=builders.NOW) is not None


def test_v7_4_5_an_account_is_blocked_with_its_reason_and_its_holder_is_told(desk: Desk, account: Account) -> None:
    client = desk("service")
    page = words(client.get(there(account)))
    assert "可以登入" in page
    assert builders.somebody().name not in page
    assert client.post(there(account, "block/"), {"because": " "}).status_code == 422
    assert signs_in()
    assert client.post(there(account, "block/"), {"because": WHY})["Location"] == there(account, "?done=blocked")
    assert not signs_in()
    assert not BrowserSession.objects.filter(ended_at=None).exists()
    assert not ApiSession.objects.exists()
    entry = Entry.objects.get(event="account.blocked")
    assert (entry.actor_kind, entry.actor_id, entry.facts["because"], entry.facts["reference"]) == ("staff", "service", "staff", WHY)
    assert len(told(account)) == 2
    assert not any(WHY in text for text in told(account)), "the reason is the insurer's own"
    assert {e.actor_kind for e in Entry.objects.filter(event__in=("session.ended", "program.disallowed"))} == {"staff"}, "not the holder"
    page = words(client.get(there(account, "?done=blocked")))
    assert "已通知" not in page, "it is only queued"
    assert "停用帳號也會讓它們登出" not in page
    assert ("已停用" in page, WHY in page, "會通知客戶" in page) == (True, True, True)


def test_pressed_twice_it_is_blocked_once(desk: Desk, account: Account) -> None:
    client = desk("compliance")
    client.post(there(account, "block/"), {"because": WHY})
    again = client.post(there(account, "block/"), {"because": WHY})
    assert (again.status_code, "沒有再做任何事" in words(again)) == (409, True)
    assert Entry.objects.filter(event="account.blocked").count() == 1
    assert len(told(account)) == 2


def test_a_blocked_account_is_let_in_again_with_how_the_holder_was_recognised(desk: Desk, account: Account) -> None:
    client = desk("service")
    assert client.get(there(account, "unblock/")).status_code == 404
    client.post(there(account, "block/"), {"because": WHY})
    assert there(account, "unblock/") in client.get("/console/changes/").content.decode()
    page = client.get(there(account, "unblock/"))
    assert "登入密碼不變" in words(page)
    assert "紀錄編號 確認本人的紀錄在哪裡：來電錄音、臨櫃單據或案件的編號。" in words(page)
    assert client.post(there(account, "unblock/"), {"because": "", "reference": "A-1"}).status_code == 422
    assert "請填寫紀錄編號。" in words(client.post(there(account, "unblock/"), {"because": "本人臨櫃", "reference": " "}))
    assert not signs_in()
    known = {"because": "本人臨櫃，看過身分證", "reference": "A-1"}
    assert client.post(there(account, "unblock/"), known)["Location"] == there(account, "?done=unblocked")
    assert client.post(there(account, "unblock/"), known).status_code == 404
    assert signs_in()
    account.refresh_from_db()
    assert account.cooled_until is not None
    until = account.cooled_until.astimezone(TAIPEI)
    assert all(f"{until:%Y-%m-%d %H:%M} 以前不能送出投保" in text for text in told(account) if "已經恢復" in text)
    assert sum("已經恢復" in text for text in told(account)) == 2
    assert not any("。 " in text for text in told(account))


NOTICES: dict[str, tuple[str, str]] = {
    "block/": (
        "您的網路帳號已經停用",
        "本公司已經停用您的網路帳號，所有裝置和程式都已登出。有效的保單不受影響。請打免付費電話 {phone} 洽詢。",
    ),
    "sign-out/browsers/": (
        "您登入的裝置已經登出",
        "本公司已經讓您帳號登入的所有裝置登出，密碼不變，可以重新登入。有疑問請打免付費電話 {phone}。",
    ),
    "sign-out/programs/": (
        "您登入的程式已經登出",
        "本公司已經讓您帳號登入的所有程式登出，密碼不變，可以重新登入。有疑問請打免付費電話 {phone}。",
    ),
    "number/release/": (
        "您的網路帳號已經關閉",
        (
            "您註冊時填的證號，已由證明自己是證號本人的人使用，您的網路帳號因此關閉，所有裝置和程式都已登出。帳號裡的投保紀錄由專人處理。"
            "如果證號是您本人的，請帶身分證件到服務據點，或打免費電話 {phone}。"
        ),
    ),
}
"""What the holder is told of what the desk did: subject and words."""


@pytest.mark.parametrize("do", list(NOTICES))
def test_13_1_the_holder_reads_by_phone_and_mail_what_the_desk_did_and_what_it_means(
    desk: Desk, account: Account, do: str, settings: Any
) -> None:
    assert desk("service").post(there(account, do), {"because": WHY}).status_code == 302
    subject, said = NOTICES[do][0], NOTICES[do][1].format(phone=settings.INSURER["toll_free"])
    with whose.system():
        found = [m for m in to_person(account.person.key.pk) if said in m.text]
    assert sorted(m.message.channel for m in found) == ["mail", "sms"]
    assert {m.subject for m in found if m.message.channel == "mail"} == {subject}


@pytest.mark.parametrize(("what", "left"), [("browsers", (0, 1)), ("programs", (1, 0))])
def test_v7_4_5_browsers_and_programs_end_apart_with_a_reason(desk: Desk, account: Account, what: str, left: tuple[int, int]) -> None:
    client, where = desk("service"), there(account, f"sign-out/{what}/")
    assert client.post(where, {"because": ""}).status_code == 422
    assert client.post(where, {"because": WHY})["Location"] == there(account, "?done=out")
    assert (BrowserSession.objects.filter(ended_at=None).count(), ApiSession.objects.count()) == left
    entry = Entry.objects.get(event="account.signed_out_by_staff")
    assert (entry.actor_id, entry.facts["because"], entry.facts["reference"]) == ("service", what, WHY)
    ended = {"browsers": "session.ended", "programs": "program.disallowed"}[what]
    assert Entry.objects.filter(event=ended, actor_kind="staff").count() == 1
    assert len(told(account)) == 2
    nothing = client.post(where, {"because": WHY})
    assert (nothing.status_code, "沒有做任何事" in words(nothing)) == (409, True)
    assert Entry.objects.filter(event="account.signed_out_by_staff").count() == 1
    assert client.post(there(account, "sign-out/everything/"), {"because": WHY}).status_code == 404


def test_what_can_be_undone_comes_first_and_only_what_cannot_looks_dangerous(desk: Desk, account: Account) -> None:
    client = desk("service")
    shown = client.get(there(account)).content.decode()
    order = ["sign-out/browsers/", "sign-out/programs/", "/block/", "number/release/"]
    at = [shown.index(f'{each}"') for each in order]
    assert at == sorted(at)
    assert shown.count("button-danger") == 1
    assert "button-danger" in shown[at[-1] :]
    assert ("之後可以恢復" in shown, "關閉後不能恢復" in shown, '<details class="help" open>' in shown) == (True, True, False)
    labels = ("裝置登出的原因", "取消授權的原因", "停用的原因", "關閉的原因")
    assert [shown.count(f"{each}</label>") for each in labels] == [1, 1, 1, 1], "each says what it is the reason of"
    wrong = client.post(there(account, "block/"), {"because": ""}).content.decode()
    assert wrong.count('<details class="help" open>') == 1, "what was sent wrongly stays open"


def test_whoever_may_only_read_sees_no_button(desk: Desk, account: Account) -> None:
    page = desk("auditor").get(there(account)).content.decode()
    assert "/block/" not in page
    assert "/sign-out/browsers/" not in page


def test_v7_4_5_everybody_is_signed_out_with_a_reason_and_whoever_asked_as_well(desk: Desk, account: Account) -> None:
    admin, other = desk("security"), desk("service")
    where = "/console/everybody/"
    assert admin.post(where, {"because": WHY}).status_code == 422
    assert admin.post(where, {"because": "", "sure": "on"}).status_code == 422
    assert other.get("/console/").status_code == 200
    assert admin.post(where, {"because": "憑據外洩，S-1", "sure": "on"})["Location"] == "/console/sign-in/"
    for client in (admin, other):
        assert client.get("/console/")["Location"].startswith("/console/sign-in/")
    assert not BrowserSession.objects.filter(ended_at=None).exists()
    assert not ApiSession.objects.exists()
    entry = Entry.objects.get(event="everybody.signed_out")
    assert (entry.actor_id, entry.facts["because"]) == ("security", "憑據外洩，S-1")
    assert entry.facts["reference"] == "browsers 1, programs 1, staff 2"
    assert signs_in(), "passwords stay"


def test_v7_3_1_a_console_that_nobody_uses_is_left_after_fifteen_minutes(browser: Client, moment: Any) -> None:
    hired("service")
    sign_in(browser, "service")
    for minutes in (14, 14, 14):
        moment.shift(minutes * 60)
        assert browser.get("/console/").status_code == 200, "used in time"
    moment.shift(15 * 60)
    assert browser.get("/console/")["Location"].startswith("/console/sign-in/")


def test_v7_3_1_the_insurer_says_how_long(browser: Client, moment: Any, settings: Any) -> None:
    settings.STAFF_IDLE_MINUTES = 2
    hired("service")
    sign_in(browser, "service")
    moment.shift(121)
    assert browser.get("/console/").status_code == 302


def test_v8_4_2_a_session_of_staff_that_another_kind_of_browser_brings_ends_at_once(browser: Client) -> None:
    hired("service")
    sign_in(browser, "service")
    thief = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"})
    thief.cookies = browser.cookies.copy()
    assert thief.get("/console/")["Location"].startswith("/console/sign-in/")
    assert browser.get("/console/").status_code == 302, "it has ended for its holder too"


def test_7_1_the_desk_frees_a_number_that_was_only_typed_and_writes_down_what_became_of_the_policies(desk: Desk, account: Account) -> None:
    client = desk("service")
    assert "釋出證號" in words(client.get(there(account)))
    assert client.post(there(account, "number/release/"), {"because": ""}).status_code == 422
    assert client.post(there(account, "number/nothing/"), {"because": WHY}).status_code == 404
    assert client.post(there(account, "number/reviewed/"), {"because": WHY}).status_code == 409
    assert client.post(there(account, "number/release/"), {"because": WHY})["Location"] == there(account, "?done=number")
    assert not signs_in()
    page = words(client.get(there(account, "?done=number")))
    assert ("已關閉" in page, "投保紀錄" in page, "釋出證號" in page) == (True, True, False)
    assert client.post(there(account, "number/release/"), {"because": WHY}).status_code == 409
    assert client.post(there(account, "number/reviewed/"), {"because": "沒有投保紀錄"})["Location"] == there(account, "?done=reviewed")
    told = [
        (e.event, e.actor_id, e.facts["reference"]) for e in Entry.objects.filter(event__startswith="account.number_").order_by("number")
    ]
    assert told == [("account.number_lost", "service", WHY), ("account.number_reviewed", "service", "沒有投保紀錄")]
    assert "記下處理結果" not in words(client.get(there(account)))


def test_7_1_a_number_that_was_proved_is_not_freed_by_the_desk(desk: Desk, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(way="branch")
    client = desk("service")
    assert "釋出證號" not in words(client.get(there(account)))
    assert client.post(there(account, "number/release/"), {"because": WHY}).status_code == 409
    assert signs_in()
