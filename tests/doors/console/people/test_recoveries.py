"""Coming back into an account at a branch: what clerk and officer see and do, and the link that the holder gets."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.business.recovery.given import NEW, told
from tests.doors.console.conftest import Desk, words
from tests.doors.storefront.people.conftest import summary
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import whose
from toubao.business.governance.models import Staff
from toubao.business.identity.models import Account
from toubao.business.recovery.models import Recovery
from toubao.business.release.models import Release
from toubao.doors.look.words import moment
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
HERE = "/console/recoveries/"
DOCUMENT = {"kind": "national_id", "document_number": "0012345670", "issued_on_year": "104", "issued_on_month": "3", "issued_on_day": "2"}


@pytest.fixture
def account(as_app: None, institutions: RunningSandbox) -> Account:
    """Somebody with an account."""
    return builders.registered_account()


def typed(**changes: str) -> dict[str, str]:
    """What a clerk types."""
    known = builders.somebody()
    born = known.birth_date
    who = {"id_number": known.id_number, "birth_date_year": str(born.year), "birth_date_month": str(born.month)}
    return {"branch": "taipei", **DOCUMENT, **who, "birth_date_day": str(born.day), "channel": "mail", "present": "on", **changes}


def link() -> str:
    """The address of the link that was sent."""
    with whose.system():
        text = next(each.text for each in told(Recovery.objects.get()) if "/recover/link/" in each.text)
    return "/recover/link/" + text.split("/recover/link/")[1].split("/")[0] + "/"


def handed_in(desk: Desk) -> Release:
    """It waits for an officer."""
    assert desk("clerk").post(HERE, typed())["Location"] == f"{HERE}?done=1"
    return Release.objects.get()


def test_13_1_holder_shown_at_a_branch_shut_for_whom_the_clerk_does_not_see(desk: Desk, account: Account) -> None:
    answer = desk("clerk").post(HERE, typed(present=""))
    assert (answer.status_code, "要本人在據點出示證件" in words(answer)) == (422, True)
    (entry,) = Entry.objects.filter(event="recovery.submitted", outcome="refused")
    assert [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"] == ["holder_shown_at_a_branch"]
    assert not Entry.objects.filter(event__startswith="institution.", facts__institution="document_check").exists(), "nobody was asked"
    assert not Recovery.objects.exists()
    assert not Release.objects.exists()


def test_13_1_two_people_on_a_recovery_shut_where_the_request_bears_another_name(desk: Desk, account: Account) -> None:
    """A clerk who became an officer meanwhile, with the request's row changed so that somebody else seems to have asked."""
    clerk = desk("clerk")
    clerk.post(HERE, typed())
    made, recovery = Release.objects.get(), Recovery.objects.get()
    Staff.objects.filter(username=recovery.clerk).update(role="officer")
    Release.objects.update(asked_by="li")
    assert clerk.post(f"/console/releases/{made.pk}/", {"do": "give", "seen": made.digest}).status_code == 422
    (entry,) = Entry.objects.filter(subject_id=recovery.pk, event="recovery.released", outcome="refused")
    assert [each["gate"] for each in entry.verdicts if each["ruling"] == "shut"] == ["two_people_on_a_recovery"]
    assert Recovery.objects.get().state == "submitted"


def test_13_1_from_the_clerk_to_the_holders_new_password(desk: Desk, browser: Client, account: Account) -> None:
    made = handed_in(desk)
    officer = desk("officer")
    assert f"/console/releases/{made.pk}/" in officer.get(HERE).content.decode()
    page = words(officer.get(f"/console/releases/{made.pk}/"))
    assert "據點找回帳號" in page
    shown = (
        "承辦人員記下的證件與本人",
        "證件 國民身分證",
        "發證日期 ",
        "本人與證件 本人在場，面貌與證件照片相符",
        "第二個來源查驗 證件有效",
        "連結怎麼傳 ",
    )
    assert [each for each in shown if each not in page] == []
    assert typed()["document_number"] not in page
    assert "發證日期 " not in words(desk("auditor").get(f"/console/releases/{made.pk}/")), "only who decides"
    assert str(made.asked["holder"]) in words(officer.get("/console/releases/")), "one row is told from another"
    assert "原因 據點送件" in page, "in the console's language"
    assert builders.somebody().id_number not in page
    assert builders.somebody().name not in page
    assert officer.post(f"/console/releases/{made.pk}/", {"do": "give", "seen": made.digest}).status_code == 302
    assert "等候客戶設定" in words(officer.get(HERE))
    where, last = link(), builders.somebody().id_number[-4:]
    assert builders.somebody().name not in words(browser.get(where))
    until = moment(builders.NOW + timedelta(hours=72))
    assert f"請在 {until} 以前完成" in words(browser.get(where)), "the day too: it is good for three"
    assert all(said in words(browser.get(where)) for said in ("所有裝置和程式都會登出", "什麼樣的密碼好？"))
    wrong = browser.post(where, {"last": "0000", "password": NEW})
    assert (wrong.status_code, [place for place, _ in summary(wrong)]) == (422, ["id_last"])
    short = browser.post(where, {"last": last, "password": "short"})
    assert [place for place, _ in summary(short)] == ["id_password"]
    assert browser.post(where, {"last": last, "password": NEW})["Location"] == "/recover/done/"
    for again in (browser.get(where), browser.post(where, {"last": last, "password": NEW}), browser.get("/recover/link/nothing/")):
        assert (again.status_code, "這個連結已經失效" in words(again)) == (404, True)
    assert browser.post("/sign-in/", {"who": "0910000001", "password": NEW})["Location"] == "/members/"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"birth_date_day": "18"}, "沒有這個證號與生日的帳號"), ({"document_number": "0012345677"}, "已掛失"),
        ({"id_number": builders.id_number(77)}, "沒有這個證號與生日的帳號"),
    ],
)  # fmt: skip
def test_13_1_a_clerk_is_told_why_it_was_not_handed_in(desk: Desk, account: Account, changes: dict[str, str], said: str) -> None:
    answer = desk("clerk").post(HERE, typed(**changes))
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert not Recovery.objects.exists()


@pytest.mark.parametrize(
    ("lacking", "place"), [("present", "id_present"), ("document_number", "id_document_number"), ("channel", "id_channel")]
)
def test_what_is_missing_is_named(desk: Desk, account: Account, lacking: str, place: str) -> None:
    answer = desk("clerk").post(HERE, {name: value for name, value in typed().items() if name != lacking})
    assert answer.status_code == 422
    assert place in str(summary(answer)) or place in answer.content.decode()
    assert not Recovery.objects.exists()


def test_13_1_pressed_twice_one_waits(desk: Desk, account: Account) -> None:
    client = desk("clerk")
    client.post(HERE, typed())
    assert "已經有一件在等候放行" in words(client.post(HERE, typed()))
    assert Recovery.objects.count() == Release.objects.count() == 1


def test_13_1_the_link_ends_after_its_hours(desk: Desk, browser: Client, account: Account, moment: time_machine.Traveller) -> None:
    made = handed_in(desk)
    officer: Any = desk("officer")
    officer.post(f"/console/releases/{made.pk}/", {"do": "give", "seen": made.digest})
    where = link()
    moment.shift(72 * 3600)
    assert browser.get(where).status_code == 404
