"""Sign-ins are listed and ended: at once, by their holder only, and by time; "last seen" is written seldom."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import sign_in, words
from tests.doors.storefront.selling.conftest import Statements
from tests.fixtures import programs
from toubao.business.identity.devices import lifetimes
from toubao.business.identity.jobs import tidy
from toubao.business.identity.models import Account, BrowserSession
from toubao.business.identity.programs import granting
from toubao.doors.storefront.seen import Seldom
from toubao.journal.models import Entry
from toubao.products import Product

pytestmark = pytest.mark.django_db
HERE = "/members/account/devices/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


@pytest.fixture
def phone(as_app: None, account: Account) -> Client:
    """The same person's other browser, signed in."""
    return sign_in(Client(SERVER_NAME="localhost", REMOTE_ADDR="203.0.113.77", headers={"User-Agent": PHONE}), account, "0910000001")


def ended(account: Account) -> list[tuple[str, str]]:
    """What the journal says of sessions that ended."""
    found = Entry.objects.filter(subject_id=account.pk, event="session.ended").order_by("number")
    return [(entry.facts["browser"], entry.facts["because"]) for entry in found]


def disallowed(account: Account) -> list[tuple[str, str]]:
    """What the journal says of programs that may act no more."""
    found = Entry.objects.filter(subject_id=account.pk, event="program.disallowed").order_by("number")
    return [(entry.facts["client"], entry.facts["because"]) for entry in found]


def of(client: Client) -> BrowserSession:
    """The row of the sign-in of a browser."""
    return BrowserSession.objects.get(pk=client.session["signed_in"])


def test_every_sign_in_is_listed_this_one_first(
    member: Client, phone: Client, account: Account, django_assert_max_num_queries: Any
) -> None:
    programs.open_session(account=account, now=builders.NOW)
    with django_assert_max_num_queries(12):
        page = words(member.get(HERE))
    assert page.index("就是這個裝置") < page.index("iPhone 上的 Safari")
    assert page.count("最近使用 現在") == 1, "here"
    assert page.count("最近使用 約 2") == 1, "it is written down every quarter of an hour"
    assert "203.0.113.x" in page
    assert "203.0.113.77" not in page
    assert "您授權的程式：示範旅遊 App" in page
    assert "替您投保" in page
    assert "登出其他所有裝置和程式" in page


def test_alone_there_is_nothing_to_end(member: Client) -> None:
    page = words(member.get(HERE))
    assert "就是這個裝置" in page
    assert "登出其他所有裝置" not in page


def test_one_that_is_ended_is_out_at_once_on_every_page(member: Client, phone: Client, account: Account, on_sale: Product) -> None:
    purchase = builders.started_purchase(account, on_sale)
    pages = ("/members/", f"/purchase/{purchase.pk}/trip/", "/members/account/")
    assert [phone.get(page).status_code for page in pages] == [200, 200, 200]
    answer = member.post(f"{HERE}{of(phone).pk}/end/")
    assert answer["Location"] == f"{HERE}?ended=one"
    assert [phone.get(page)["Location"].partition("?")[0] for page in pages] == ["/sign-in/"] * 3
    assert "已經結束" in words(member.get(answer["Location"]))
    assert ended(account) == [("Safari", "other device")]
    assert "從別的裝置結束" in words(member.get(HERE))
    assert member.post(f"{HERE}{of(phone).pk}/end/").status_code == 302
    assert len(ended(account)) == 1


def test_somebody_elses_is_left_alone(member: Client, other_browser: Client) -> None:
    sign_in(other_browser, builders.registered_account(2), "0910000002")
    member.post(f"{HERE}{of(other_browser).pk}/end/")
    member.post(f"{HERE}end-others/")
    assert other_browser.get("/members/").status_code == 200
    assert str(of(other_browser).pk) not in member.get(HERE).content.decode()


def test_all_others_are_ended_with_their_programs(member: Client, phone: Client, account: Account) -> None:
    token, _ = programs.open_session(account=account, now=builders.NOW)
    assert member.post(f"{HERE}end-others/")["Location"] == f"{HERE}?ended=others"
    assert phone.get("/members/").status_code == 302
    assert granting.session(token, now=builders.NOW) is None
    assert member.get("/members/").status_code == 200
    assert ended(account) == [("Safari", "other device")]
    assert disallowed(account) == [("travel-app", "other device")]


def test_a_program_is_ended_by_its_own_person_only(member: Client, account: Account) -> None:
    token, made = programs.open_session(account=account, now=builders.NOW)
    strangers, other = programs.open_session(account=builders.registered_account(2), now=builders.NOW)
    member.post(f"{HERE}programs/{granting.handle_of(other.grant)}/end/")
    assert granting.session(strangers, now=builders.NOW) is not None
    member.post(f"{HERE}programs/{granting.handle_of(made.grant)}/end/")
    assert granting.session(token, now=builders.NOW) is None
    assert disallowed(account) == [("travel-app", "other device")]
    member.post(f"{HERE}programs/{granting.handle_of(made.grant)}/end/")
    assert len(disallowed(account)) == 1, "pressed twice"


def test_nothing_is_ended_by_get(member: Client, phone: Client) -> None:
    assert member.get(f"{HERE}{of(phone).pk}/end/").status_code == 405
    assert member.get(f"{HERE}end-others/").status_code == 405
    assert member.get(f"{HERE}programs/abc/end/").status_code == 405
    assert phone.get("/members/").status_code == 200


def test_signing_out_and_in_again_ends_the_one_before(member: Client, account: Account) -> None:
    first = of(member).pk
    sign_in(member, account, "0910000001")
    assert BrowserSession.objects.get(pk=first).because == "replaced"
    second = of(member).pk
    member.post("/sign-out/")
    assert BrowserSession.objects.get(pk=second).because == "signed out"
    assert Entry.objects.filter(subject_id=account.pk, event="session.opened").count() == 2


def test_a_session_that_was_stolen_ends_with_the_sign_out(member: Client) -> None:
    thief = Client(SERVER_NAME="localhost")
    thief.cookies = member.cookies.copy()
    kept = dict(member.session.items())
    member.post("/sign-out/")
    stored = thief.session
    stored.update(kept)
    stored.save()
    assert thief.get("/members/").status_code == 302


def test_it_ends_when_nobody_uses_it(member: Client, account: Account, moment: time_machine.Traveller) -> None:
    moment.shift(lifetimes.lifetime("browser", "idle") + lifetimes.lifetime("browser", "seen"))
    assert member.get("/members/").status_code == 302
    sign_in(member, account, "0910000001")
    assert "太久沒有使用" in words(member.get(HERE))


def test_it_ends_however_busy(member: Client, account: Account, moment: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(lifetimes.lifetimes()["browser"], "longest_seconds", 6000)
    sign_in(member, account, "0910000001")
    for _ in range(5):
        moment.shift(timedelta(minutes=19))
        assert member.get("/members/").status_code == 200
    moment.shift(timedelta(minutes=5))
    assert member.get("/members/").status_code == 302
    monkeypatch.undo()
    sign_in(member, account, "0910000001")
    assert "登入時間到" in words(member.get(HERE))


def test_last_seen_is_written_once_in_a_quarter_of_an_hour(member: Client, moment: time_machine.Traveller) -> None:
    for minutes, writes in ((0, 0), (14, 0), (1, 1), (0, 0), (14, 0), (1, 1)):
        moment.shift(timedelta(minutes=minutes))
        with Statements() as asked:
            assert member.get("/members/").status_code == 200
        assert len(asked.writing) == writes, (minutes, asked.writing)
    assert of(member).seen_at == builders.NOW + timedelta(minutes=30)


def test_a_purchases_pages_read_nothing_more_and_note_their_use(
    member: Client, account: Account, on_sale: Product, moment: time_machine.Traveller
) -> None:
    purchase = builders.started_purchase(account, on_sale)
    with Statements() as asked:
        member.get(f"/purchase/{purchase.pk}/beneficiary/")
    assert (len(asked.all), asked.writing) == (2, [])
    moment.shift(timedelta(minutes=15))
    with Statements() as asked:
        member.get(f"/purchase/{purchase.pk}/beneficiary/")
    assert (len(asked.all), len(asked.writing)) == (3, 1)


def test_a_purchase_of_another_account_is_not_found_through_my_session(member: Client, on_sale: Product) -> None:
    purchase = builders.started_purchase(builders.registered_account(2), on_sale)
    assert member.get(f"/purchase/{purchase.pk}/trip/").status_code == 404


def test_long_ended_sessions_are_forgotten(member: Client, moment: time_machine.Traveller) -> None:
    tidy(now=builders.NOW + timedelta(days=89))
    assert BrowserSession.objects.count() == 1
    tidy(now=builders.NOW + timedelta(days=91))
    assert not BrowserSession.objects.exists()


def test_the_raw_words_of_a_browser_are_kept_nowhere(phone: Client, account: Account) -> None:
    found = Entry.objects.get(subject_id=account.pk, event="session.opened")
    assert found.facts == {"_": "Session", "by": "password", "strength": "one", "browser": "Safari", "system": "iPhone", "because": ""}
    assert "Mozilla" not in str(BrowserSession.objects.values().get())
    assert b"203.0.113" not in bytes(of(phone).sealed)


def test_the_operators_lifetimes_stand_over_ours(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "theirs.toml").write_text("[browser]\nidle_seconds = 600\n")
    settings.LIFETIMES = str(tmp_path / "theirs.toml")
    lifetimes.lifetimes.cache_clear()
    try:
        assert lifetimes.lifetime("browser", "idle") == timedelta(minutes=10)
        assert lifetimes.lifetime("browser", "longest") == timedelta(hours=12)
    finally:
        lifetimes.lifetimes.cache_clear()


def test_what_is_done_seldom_forgets_the_oldest_first() -> None:
    account = [builders.uuid4() for _ in range(3)]
    seldom = Seldom(most=2)
    assert [seldom.due(each, since=0, at=100, every=50) for each in account] == [True, True, True]
    assert seldom.due(account[2], since=0, at=120, every=50) is False
    assert seldom.due(account[0], since=0, at=120, every=50) is True
    assert seldom.due(account[1], since=90, at=120, every=50) is False
