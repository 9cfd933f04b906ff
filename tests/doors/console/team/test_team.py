"""The pages of the insurer's own people: admitting, releasing, moving, letting go, the one-time link, access reviews."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.console.conftest import PASSWORD, Desk, hired, words
from toubao.business.correspondence import queries as messages
from toubao.business.governance import reviews
from toubao.business.governance.models import AccessReview, Staff
from toubao.business.release.models import Release
from toubao.doors.cli import main

WHO = {
    "name": "陳美（示範）", "username": "chen.mei", "mail": "chen@anhe.example", "role": "clerk", "branch": "台北據點", "because": "人事令 115-021",
}  # fmt: skip


@pytest.fixture
def asked(desk: Desk) -> Release:
    """Security has asked that a clerk be admitted."""
    answer = desk("security").post("/console/staff/admit/", WHO)
    assert answer.status_code == 302, words(answer)
    return Release.objects.get()


def newcomer() -> Staff:
    """Who was asked for."""
    return Staff.objects.get(username="chen.mei")


def link() -> str:
    """The path of the link that was mailed."""
    text = next(each.text for each in messages.about([newcomer().pk]))
    return text[text.index("/console/join/") : text.index(" 。")]


def place(release: Release) -> str:
    """A request's page."""
    return f"/console/releases/{release.pk}/"


def test_25_1_a_newcomer_is_asked_for_released_and_joins_by_the_link(asked: Release, desk: Desk, browser: Client) -> None:
    mine = desk("security")
    assert "等候另一位同仁放行" in words(mine.get(place(asked)))
    assert mine.post(place(asked), {"do": "give", "seen": asked.digest}).status_code == 422
    other = desk("compliance")
    assert "新進同仁開通" in words(other.get("/console/releases/"))
    page = words(other.get(place(asked)))
    assert all(said in page for said in ("陳美（示範）", "據點承辦", "台北據點", "人事令 115-021"))
    assert other.post(place(asked), {"do": "give", "seen": asked.digest}).status_code == 302
    path = link()
    answer = browser.get(path)
    assert "no-store" in answer["Cache-Control"]
    secret = re.search(r"secret=([A-Z2-7]+)", answer.content.decode())
    assert secret is not None
    code = pyotp.TOTP(secret[1]).now()
    assert browser.post(path, {"password": "short", "code": code}).status_code == 422
    assert browser.post(path, {"password": "chen.mei is my name", "code": code}).status_code == 422
    assert "驗證碼不正確" in words(browser.post(path, {"password": PASSWORD, "code": "000000"}))
    assert browser.post(path, {"password": PASSWORD, "code": code}).status_code == 302
    assert browser.get(path).status_code == 404
    into = browser.post("/console/sign-in/", {"username": "chen.mei", "password": PASSWORD, "code": code})
    assert into.status_code == 302
    assert "使用中" in words(desk("security").get("/console/staff/"))


def test_25_1_who_releases_sees_the_whole_mailbox_to_which_the_link_goes(asked: Release, desk: Desk) -> None:
    other = desk("compliance")
    assert "連結寄到 chen@anhe.example" in words(other.get(place(asked)))
    other.post(place(asked), {"do": "give", "seen": asked.digest})
    Staff.objects.filter(username="chen.mei").update(joined_at=builders.NOW)
    where = f"/console/staff/{newcomer().pk}/"
    assert desk("security").post(where, {"do": "renew", "because": "換了手機"}).status_code == 302
    assert "連結寄到 chen@anhe.example" in words(other.get(place(Release.objects.get(state="asked"))))


def test_25_1_a_request_of_somebody_who_is_gone_names_no_mailbox(asked: Release, desk: Desk) -> None:
    other = desk("compliance")
    assert other.post(place(asked), {"do": "refuse", "because": "名字寫錯"}).status_code == 302
    assert "連結寄到 —" in words(other.get(place(asked)))


def test_25_1_a_request_is_sent_back_with_its_reason_or_taken_back(asked: Release, desk: Desk) -> None:
    other = desk("compliance")
    assert other.post(place(asked), {"do": "refuse", "because": ""}).status_code == 422
    assert other.post(place(asked), {"do": "refuse", "because": "名字寫錯"}).status_code == 302
    mine = desk("security")
    assert "名字寫錯" in words(mine.get(place(asked)))
    assert "剛才已經有人決定" in words(mine.post(place(asked), {"do": "withdraw"}))
    assert mine.post("/console/staff/admit/", WHO).status_code == 302
    assert mine.post("/console/staff/admit/", WHO).status_code == 422
    again = Release.objects.get(state="asked")
    assert mine.post(place(again), {"do": "withdraw"}).status_code == 302
    assert mine.post(place(again), {"do": "nothing"}).status_code == 404


def test_25_1_a_request_is_seen_by_those_who_may_decide_it(asked: Release, desk: Desk) -> None:
    assert desk("officer").get(place(asked)).status_code == 404
    assert "新進同仁開通" not in words(desk("officer").get("/console/releases/"))
    auditor = desk("auditor")
    assert "您的決定" not in words(auditor.get(place(asked)))
    assert "新進同仁開通" in words(auditor.get("/console/releases/"))


@pytest.mark.parametrize("changes", [{"username": "Chen"}, {"branch": ""}, {"because": ""}, {"mail": "nobody"}, {"role": "king"}], ids=str)
def test_a_newcomer_s_form_says_what_to_mend(changes: dict[str, str], desk: Desk) -> None:
    assert desk("security").post("/console/staff/admit/", WHO | changes).status_code == 422
    assert not Release.objects.exists()


def test_25_1_a_role_that_was_taken_away_ends_in_the_browser_at_once(desk: Desk) -> None:
    clerk, security = desk("clerk"), desk("security")
    assert clerk.get("/console/").status_code == 200
    where = f"/console/staff/{hired('clerk').pk}/"
    assert security.post(where, {"do": "leave", "because": ""}).status_code == 422
    assert security.post(where, {"do": "leave", "because": "離職"}).status_code == 422, "a reason has at least four signs"
    assert security.post(where, {"do": "leave", "because": "今天離職"}).status_code == 302
    assert clerk.get("/console/").status_code == 302
    assert "今天離職" in words(security.get(where))


def test_25_1_a_move_is_released_by_another_and_ends_the_session(desk: Desk) -> None:
    clerk, security = desk("clerk"), desk("security")
    where = f"/console/staff/{hired('clerk').pk}/"
    assert security.post(where, {"do": "move", "role": "officer", "branch": "", "because": "升任主管"}).status_code == 422
    assert security.post(where, {"do": "move", "role": "officer", "branch": "台北據點", "because": "升任主管"}).status_code == 302
    again = {"do": "move", "role": "auditor", "because": "輪調一次"}
    assert "已經有一件同樣的請求" in words(security.post(where, again))
    assert clerk.get("/console/").status_code == 200
    moving = Release.objects.get()
    page = desk("compliance")
    assert page.post(place(moving), {"do": "give", "seen": moving.digest}).status_code == 302
    assert clerk.get("/console/").status_code == 302
    assert hired("clerk").role == "officer"


def test_25_1_a_new_link_is_asked_for_and_nobody_works_on_themselves(desk: Desk) -> None:
    security = desk("security")
    where = f"/console/staff/{hired('clerk').pk}/"
    assert security.post(where, {"do": "renew", "because": "換了手機"}).status_code == 302
    assert "已經有一件同樣的請求" in words(security.post(where, {"do": "renew", "because": "換了手機"}))
    own = f"/console/staff/{hired('security').pk}/"
    assert "這是您自己" in words(security.get(own))
    assert security.post(own, {"do": "leave", "because": "我要離開"}).status_code == 422
    assert security.post(own, {"do": "move", "role": "auditor", "because": "我要換"}).status_code == 422
    assert security.post(own, {"do": "renew", "because": "我忘記了"}).status_code == 422
    assert security.post(own, {"do": "nothing"}).status_code == 404


def test_25_1_a_review_is_done_line_by_line(desk: Desk, moment: time_machine.Traveller) -> None:
    for role in ("clerk", "security", "compliance"):
        hired(role)
    moment.move_to(builders.NOW + timedelta(days=190))
    assert reviews.open_due(builders.NOW + timedelta(days=190)) is not None
    where = f"/console/access-reviews/{AccessReview.objects.get().pk}/"
    security = desk("security")
    assert "進行中" in words(security.get("/console/access-reviews/"))
    assert "確認保留 示範clerk" in words(security.get(where))
    lines = {line.member.username: line for line in AccessReview.objects.get().lines.select_related("member")}
    assert security.post(where, {"do": "keep", "line": lines["clerk"].pk, "role": "officer"}).status_code == 422
    assert security.post(where, {"do": "take", "line": lines["clerk"].pk, "role": "clerk", "because": ""}).status_code == 422
    taken = {"do": "take", "line": lines["clerk"].pk, "role": "clerk", "because": "不需要了"}
    assert security.post(where, taken).status_code == 302
    assert security.post(where, {"do": "keep", "line": lines["security"].pk, "role": "security"}).status_code == 422
    assert security.post(where, {"do": "keep", "line": "0", "role": "security"}).status_code == 404
    assert security.post(where, {"do": "keep", "line": lines["compliance"].pk, "role": "compliance"}).status_code == 302
    assert desk("compliance").post(where, {"do": "keep", "line": lines["security"].pk, "role": "security"}).status_code == 302
    assert AccessReview.objects.get().closed_at is not None


def test_25_1_the_first_two_are_admitted_at_the_machine_and_no_third(as_app: None, capsys: pytest.CaptureFixture[str]) -> None:
    for username in ("first.one", "second.one"):
        assert main(["staff", username, "示範甲", f"{username}@anhe.example"]) == 0
    assert "/console/join/" in capsys.readouterr().out
    assert main(["staff", "third.one", "示範丙", "third@anhe.example"]) == 1
    assert not Staff.objects.filter(username="third.one").exists()
    Staff.objects.filter(username="second.one").update(left_at=builders.NOW)
    assert main(["staff", "second.one", "示範乙", "second@anhe.example"]) == 1
    assert "used before" in capsys.readouterr().err
