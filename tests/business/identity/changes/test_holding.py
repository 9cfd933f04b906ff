"""Changes of how a person is reached, of name and address, and leaving: what holds, when, and who is told; on PostgreSQL."""

from datetime import timedelta

import pytest

from tests import builders
from tests.business.identity.changes.given import NEW_MAIL, NEW_PHONE, NOW, VALUES, ask, code, done, proved, reread, state, told
from toubao.business.correspondence.fates import taken
from toubao.business.correspondence.queries import about
from toubao.business.identity import queries
from toubao.business.identity.changes import asking, holding, reviewing
from toubao.business.identity.models import BrowserSession
from toubao.journal.models import Entry, OpenDuty
from toubao.journal.reading import entries, intact
from toubao.rules.facts import Kind

pytestmark = pytest.mark.django_db


def test_2_7_a_new_phone_holds_at_once_and_cools_off_and_the_old_one_is_told() -> None:
    account = builders.registered_account()
    old = builders.somebody()
    change = done(account, Kind.PHONE)
    now_known = queries.known(reread(account).person)
    assert (state(change), now_known.phone, now_known.mail) == ("applied", NEW_PHONE, old.mail)
    assert queries.account_by_address(old.phone) is None
    assert queries.account_by_address("0922 333 444") == account
    assert queries.cooling(reread(account), NOW) == NOW + timedelta(hours=24)
    links = {to for to, each in told(change) if "/not-me/" in each.text}
    assert links == {old.phone, old.mail}
    assert {to for to, _ in told(change)} == {old.phone, old.mail, NEW_PHONE}
    assert not any(NEW_PHONE in each.text for _, each in told(change))
    assert all(intact(each) for each in Entry.objects.all())


@pytest.mark.parametrize("kind", [Kind.PHONE_LOST, Kind.MAIL_LOST])
def test_2_7_what_is_lost_waits_and_holds_when_its_time_has_come(kind: Kind) -> None:
    account, old = builders.registered_account(), builders.somebody()
    change = done(account, kind)
    assert (state(change), queries.known(reread(account).person)) == ("waiting", old)
    until = NOW + timedelta(hours=72)
    assert queries.cooling(reread(account), until - timedelta(seconds=1)) == until
    holding.act_on_due(until - timedelta(seconds=1))
    assert state(change) == "waiting"
    holding.act_on_due(until)
    assert state(change) == "settled"
    assert NEW_PHONE in queries.known(reread(account).person).phone or NEW_MAIL in queries.known(reread(account).person).mail
    assert queries.cooling(reread(account), until) is None


def test_13_1_the_outcome_is_told_and_its_duty_met() -> None:
    change = done(builders.registered_account(), Kind.MAIL)
    assert OpenDuty.objects.get(subject=change.pk, name="tell_change").met_at is None
    mail = next(each.message for each in about([change.pk]) if each.message.opens_event == "change.told")

    assert taken(message=mail, text="", attempts=1, answer="a", now=NOW)
    assert OpenDuty.objects.get(subject=change.pk, name="tell_change").met_at == NOW
    assert "change.told" in [each.event for each in entries(change.pk)]


def test_an_address_of_somebody_else_gets_the_same_answer_until_it_is_proved_and_is_then_refused() -> None:
    mine, theirs = builders.registered_account(1), builders.registered_account(2)
    change = proved(mine, Kind.PHONE, value=builders.somebody(2).phone)
    free = proved(builders.registered_account(3), Kind.PHONE)
    sent = [asking.send_new_code(change=each, network="n", now=NOW) for each in (change, free)]
    assert sent[0] == sent[1]
    wrong = [asking.confirm_new(change=each, entered="0", keep=None, now=NOW) for each in (change, free)]
    assert [[v.gate for v in d.shut if v.gate != "address_free"] for d, _ in wrong] == [["new_address_proved"], ["new_address_proved"]]
    assert state(change) == "proved"
    decision, checked = asking.confirm_new(change=change, entered=code(change), keep=None, now=NOW)
    assert (decision.outcome, checked and checked.right, state(change)) == ("refused", True, "refused")
    assert queries.known(reread(mine).person) == builders.somebody(1)
    assert queries.account_by_address(builders.somebody(2).phone) == theirs
    assert any("另一個帳號" in each.text for _, each in told(change))


def test_an_address_taken_while_a_change_waited_is_refused() -> None:
    account = builders.registered_account()
    change = done(account, Kind.PHONE_LOST)
    builders.registered_account(2, phone=NEW_PHONE)
    holding.act_on_due(NOW + timedelta(hours=72))
    assert (state(change), queries.known(reread(account).person)) == ("refused", builders.somebody())


def test_13_1_a_name_waits_for_two_people_with_evidence() -> None:
    account = builders.registered_account()
    change = done(account, Kind.NAME)
    assert state(change) == "waiting"
    assert holding.act_on_due(NOW + timedelta(days=30)) == 0
    assert reviewing.release(change=change, by="lin", now=NOW).outcome == "refused"
    assert reviewing.review(change=change, evidence=" ", by="lin", now=NOW).outcome == "refused"
    assert reviewing.review(change=change, evidence="戶籍謄本 A-1", by="lin", now=NOW).taken
    assert reviewing.release(change=change, by="lin", now=NOW).outcome == "refused"
    assert queries.known(reread(account).person).name == builders.somebody().name
    assert reviewing.release(change=change, by="wang", now=NOW).taken
    assert (state(change), queries.known(reread(account).person).name) == ("settled", "王新名")
    assert queries.cooling(reread(account), NOW) is None


def test_13_1_a_name_that_is_not_agreed_to_stays_and_its_holder_is_told_why() -> None:
    account = builders.registered_account()
    change = done(account, Kind.NAME)
    assert reviewing.refuse(change=change, because="文件不清楚，請重新提供。", by="lin", now=NOW).taken
    assert state(change) == "refused"
    assert any("文件不清楚" in each.text for _, each in told(change))
    assert reviewing.review(change=change, evidence="A-1", by="lin", now=NOW).stale


def test_15_1_3_an_address_is_kept_with_the_person_at_once_and_nothing_cools_off() -> None:
    account = builders.registered_account()
    change = done(account, Kind.ADDRESS)
    assert (state(change), queries.known(reread(account).person).address) == ("settled", VALUES[Kind.ADDRESS])
    assert queries.cooling(reread(account), NOW) is None


def test_whoever_leaves_is_signed_out_everywhere_told_and_may_register_anew() -> None:
    account = builders.registered_account()
    builders.browser_session(account)
    waiting = done(account, Kind.NAME)
    change = done(account, Kind.LEAVE)
    assert (state(change), state(waiting)) == ("settled", "withdrawn")
    assert reread(account).closed_at == NOW
    assert not BrowserSession.objects.filter(ended_at=None).exists()
    assert queries.account_by_address(builders.somebody().phone) is None
    assert queries.known(account.person) == builders.somebody(), "what must be kept stays, sealed"
    assert {to for to, each in told(change) if "已經關閉" in each.text} == {builders.somebody().phone, builders.somebody().mail}
    assert "account.closed" in [each.event for each in entries(account.pk)]
    assert builders.registered_account(password="another long password").pk != account.pk


def test_13_1_nobody_leaves_in_the_middle_of_a_purchase_or_of_a_cool_off() -> None:
    account = builders.registered_account()
    _, decision = ask(account, Kind.LEAVE, purchases_under_way=1)
    assert [v.gate for v in decision.shut] == ["nothing_under_way_when_leaving"]
    done(account, Kind.PHONE)
    _, decision = ask(reread(account), Kind.LEAVE)
    assert [v.gate for v in decision.shut] == ["one_change_at_a_time"]


def test_asking_anew_lets_go_of_what_was_never_proved_and_an_hour_later_it_lapses() -> None:
    account = builders.registered_account()
    first, _ = ask(account, Kind.PHONE)
    second = proved(account, Kind.MAIL)
    assert (state(first), state(second)) == ("withdrawn", "proved")
    holding.act_on_due(NOW + asking.LAPSES)
    assert state(second) == "withdrawn"
    assert queries.known(reread(account).person) == builders.somebody()


@pytest.mark.parametrize("kind", [Kind.PHONE_LOST, Kind.NAME])
def test_its_holder_takes_a_waiting_change_back(kind: Kind) -> None:
    account = builders.registered_account()
    change = done(account, kind)
    assert asking.withdraw(change=change, now=NOW).taken
    holding.act_on_due(NOW + timedelta(days=9))
    assert (state(change), queries.known(reread(account).person)) == ("withdrawn", builders.somebody())
    assert asking.withdraw(change=change, now=NOW).stale
