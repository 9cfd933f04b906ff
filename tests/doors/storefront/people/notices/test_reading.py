"""The notices come first (7.2.1.1): read one by one, agreed to, nothing preselected; without them nothing begins."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.doors.storefront.people.conftest import Registering, receipt_in, summary, tick, words
from toubao.business.consents.models import ShownText
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Person, Registration
from toubao.doors.storefront.notices import digests, names, notices
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db

NAMES = names("purchase")


def test_7_2_1_1_every_notice_can_be_read_in_full_by_anybody(browser: Client) -> None:
    for name in NAMES:
        answer = browser.get(f"/register/notices/{name}/")
        assert answer.status_code == 200
        assert notices()[name].html in answer.content.decode()
        assert " checked" not in answer.content.decode()
    assert browser.get("/register/notices/other/").status_code == 404


def test_a_notices_page_is_headed_by_what_the_notice_is_called_and_its_place_stands_above(browser: Client) -> None:
    page = browser.get(f"/register/notices/{NAMES[0]}/").content.decode()
    over, _, heading = page.partition("<h1>")
    assert heading.partition("</h1>")[0] == notices()[NAMES[0]].title
    assert f'<p class="over">第 1 份，共 {len(NAMES)} 份</p>' in over


def test_7_2_1_1_without_reading_anything_the_gate_is_shut_and_the_page_says_what_is_missing(browser: Client) -> None:
    answer = browser.post("/register/", {"consent": "on"})
    assert answer.status_code == 200
    assert [place for place, _ in summary(answer)] == [f"notice-{name}" for name in NAMES]
    assert "請先閱讀每一份告知事項，再點選已讀與同意。" in words(answer)
    assert "始得進行首次註冊及身分驗證作業" in answer.content.decode()
    assert Registration.objects.get().state == "started"
    assert Entry.objects.get(event="registration.notices_agreed").outcome == "refused"
    assert "registrations" not in browser.session


@pytest.mark.parametrize("left_out", NAMES)
def test_7_2_1_1_one_notice_unread_keeps_the_gate_shut(registering: Registering, left_out: str) -> None:
    registering.read(*(name for name in NAMES if name != left_out))
    answer = registering.client.post("/register/", {"consent": "on"})
    assert [place for place, _ in summary(answer)] == [f"notice-{left_out}"]
    assert Registration.objects.get().state == "started"


def test_7_2_1_1_reading_without_consent_is_not_enough(registering: Registering) -> None:
    registering.read()
    answer = registering.client.post("/register/", {})
    assert [place for place, _ in summary(answer)] == ["id_consent"]
    assert re.findall(r'name="([a-z]+)" value="([a-z]+)" checked', answer.content.decode()) == [("way", "online")], "the consent is not"
    assert Registration.objects.get().state == "started"


def test_7_2_1_1_a_notice_is_read_only_when_that_is_ticked(browser: Client) -> None:
    page = browser.get("/register/notices/online/").content.decode()
    answer = browser.post("/register/notices/online/", {"shown": receipt_in(page)})
    assert summary(answer) == [("id_read", "請讀完「同意網路投保聲明事項」，再勾選同意。")]
    assert "notices" not in browser.session


def test_7_2_1_1_a_notice_that_was_ticked_without_ever_having_been_fetched_is_refused(
    browser: Client, other_browser: Client, moment: Any
) -> None:
    theirs = receipt_in(other_browser.get("/register/notices/online/").content.decode())
    mine = receipt_in(browser.get("/register/notices/online/").content.decode())
    other = receipt_in(browser.get("/register/notices/privacy/").content.decode())
    for given in ("", "2026-11-23T02:00:00+00:00~00", theirs, other, mine.replace("2026", "2025"), mine[:-1], "漢~字"):
        answer = browser.post("/register/notices/online/", {"read": "on", "shown": given})
        assert "還沒有打開過這一份的內容" in summary(answer)[0][1], given
        assert "notices" not in browser.session
    assert browser.post("/register/notices/online/", {"read": "on", "shown": mine}).status_code == 302
    moment.shift(86_400)
    answer = browser.post("/register/notices/online/", {"read": "on", "shown": mine})
    assert "打開太久" in summary(answer)[0][1]


def test_7_2_1_1_ticks_of_before_that_say_nothing_of_what_was_shown_are_read_again(registering: Registering) -> None:
    registering.read()
    session = registering.client.session
    session["notices"] = {name: kept[:3] for name, kept in session["notices"].items()}
    session.save()
    assert len(summary(registering.client.post("/register/", {"consent": "on"}))) == len(NAMES)


def test_7_2_1_1_what_was_shown_is_an_event_with_digests_and_can_be_shown_again(registering: Registering) -> None:
    begun = registering.begun().registration
    told = Entry.objects.get(event="registration.notices_shown", subject_id=begun.pk).facts
    assert sorted(told["texts"]) == sorted(f"{name}:{digest}" for name, digest in digests().items())
    assert all(kept.intact for kept in ShownText.objects.filter(digest__in=digests().values()))
    assert ShownText.objects.filter(digest__in=digests().values()).count() == len(NAMES)


def test_7_2_1_1_what_was_read_in_another_wording_counts_as_unread(registering: Registering) -> None:
    registering.read()
    session = registering.client.session
    session["notices"] = {**session["notices"], "privacy": ["0" * 64, *session["notices"]["privacy"][1:]]}
    session.save()
    assert [place for place, _ in summary(registering.client.post("/register/", {"consent": "on"}))] == ["notice-privacy"]


def test_7_2_1_1_read_and_agreed_begins_the_registration_with_the_digests(registering: Registering) -> None:
    begun = registering.begun().registration
    assert begun.state == "noticed"
    assert begun.notices == digests()
    facts = Entry.objects.get(event="registration.notices_agreed").facts
    assert facts["read"] == facts["required"] == facts["shown"] == sorted(f"{name}:{digest}" for name, digest in digests().items())
    assert facts["agreed"] == facts["required"]
    assert facts["seen_to_end"] == []
    assert facts["consented"] is True


def test_reading_leads_from_notice_to_notice_and_keeps_the_place_to_go_to(browser: Client) -> None:
    answer = browser.get("/register/", {"next": "/purchase/x/"})
    assert "/register/notices/online/?next=%2Fpurchase%2Fx%2F" in answer.content.decode()
    places = [tick(browser, name, next="/purchase/x/")["Location"] for name in NAMES]
    assert places == [f"/register/{path}?next=%2Fpurchase%2Fx%2F" for path in ("notices/privacy/", "notices/services/", "")]
    assert words(browser.get("/register/")).count("已讀完") == 3
    assert "這一份您已經讀完並同意" in words(browser.get("/register/notices/online/"))


def test_2_3_another_host_is_refused_before_anything_is_kept(browser: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    away = Client(SERVER_NAME="cheap-insurance.example")
    for name in NAMES:
        tick(away, name)
    answer = away.post("/register/", {"consent": "on"})
    assert "不是本公司登記的投保管道" in words(answer)
    assert Registration.objects.get().state == "started"


def test_a_network_that_begins_too_often_is_told_to_wait_and_nothing_is_kept(
    registering: Registering, other_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits(), "register_network", {"seconds": 3600, "most": 1})
    registering.begun()
    registering.read()
    answer = registering.client.post("/register/", {"consent": "on"})
    assert answer.status_code == 429
    assert "一小時後再試" in words(answer)
    assert Person.objects.count() == Registration.objects.count() == 1
    Registering(other_browser).begun()


def test_somebody_signed_in_needs_no_registration(member: Client) -> None:
    assert member.get("/register/", {"next": "/members/account/"})["Location"] == "/members/account/"
    assert member.get("/register/", {"next": "https://evil.example/"})["Location"] == "/members/"


def test_looking_writes_nothing(browser: Client) -> None:
    for path in ("/register/", "/register/notices/online/"):
        assert "no-store" in browser.get(path)["Cache-Control"]
    assert not Registration.objects.exists()
    assert not browser.cookies.get("session")
