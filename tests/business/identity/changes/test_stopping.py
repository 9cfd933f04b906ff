"""What thieves can't do with a session, a password, a phone or a mailbox, and how a change is stopped from an old address."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import builders
from tests.business.identity.changes.given import (
    NEW_PHONE,
    NOW,
    PASSWORD,
    ask,
    code,
    done,
    reread,
    state,
    token,
    told,
)
from toubao.business.identity import queries
from toubao.business.identity.changes import asking, holding, stopping
from toubao.business.identity.codes import guessing
from toubao.business.identity.models import BrowserSession, Change
from toubao.business.steps import Decision
from toubao.journal.reading import entries
from toubao.rules.facts import Factor, Kind

pytestmark = pytest.mark.django_db


def test_2_7_a_session_thief_without_the_password_changes_nothing() -> None:
    account = builders.registered_account()
    for kind in Kind:
        change, decision = ask(account, kind, password="a guess that is wrong")
        assert [v.gate for v in decision.shut] == ["password_before_change"]
        assert not Change.objects.filter(pk=change.pk).exists()
    assert queries.known(reread(account).person) == builders.somebody()
    assert guessing.locked(account.pk, now=NOW)


@pytest.mark.parametrize("kind", [Kind.PHONE, Kind.PHONE_LOST, Kind.MAIL, Kind.MAIL_LOST, Kind.LEAVE])
def test_2_7_a_thief_with_the_password_and_nothing_else_changes_nothing(kind: Kind) -> None:
    account = builders.registered_account()
    change, decision = ask(account, kind)
    assert decision.taken
    assert asking.send_old_code(change=change, network="n", now=NOW).sent
    refused, checked = asking.prove(change=change, entered="000000" if code(change) != "000000" else "111111", now=NOW)
    assert [v.gate for v in refused.shut] == ["proved_before_change"]
    assert checked is not None
    assert asking.confirm_new(change=change, entered=code(change), keep=None, now=NOW)[0].stale
    assert holding.apply(change=change, new_proved=True, actor=asking._self(account), now=NOW).stale
    assert (state(change), queries.known(reread(account).person)) == ("asked", builders.somebody())
    assert reread(account).closed_at is None


@pytest.mark.parametrize(("kind", "held"), [(Kind.PHONE_LOST, Factor.MAIL), (Kind.MAIL_LOST, Factor.PHONE)])
def test_2_7_a_thief_with_password_and_phone_or_mailbox_does_not_know_the_identity_and_locks_the_account(kind: Kind, held: Factor) -> None:
    account, born = builders.registered_account(), builders.somebody().birth_date
    change, _ = ask(account, kind)
    for guess in range(5):
        at = NOW + timedelta(hours=1, minutes=guess)
        assert asking.send_old_code(change=change, network="n", now=at).sent
        decision, checked = asking.prove(change=change, entered=code(change), identity=(builders.id_number(50 + guess), born), now=at)
        assert (decision.outcome, checked is not None and checked.right) == ("refused", True)
        judged = list(entries(change.pk))[-1].facts
        assert (held.value in judged["given"], "identity" in judged["given"]) == (True, False)
    assert guessing.locked(account.pk, now=NOW)
    at = NOW + timedelta(hours=1, minutes=6)
    assert asking.send_old_code(change=change, network="n", now=at).sent
    known = builders.somebody()
    assert asking.prove(change=change, entered=code(change), identity=(known.id_number, born), now=at)[0].outcome == "refused"
    assert state(change) == "asked"


def test_2_7_a_thief_with_phone_and_password_is_stopped_from_the_mailbox_and_everything_is_as_before() -> None:
    account = builders.registered_account()
    builders.browser_session(account)
    change = done(account, Kind.PHONE)
    found, decision = stopping.stop(token=token(change), network="n", now=NOW + timedelta(hours=23))
    assert (found, decision.taken, state(change)) == (change, True, "stopped")
    assert queries.known(reread(account).person) == builders.somebody()
    assert queries.account_by_address(builders.somebody().phone) == account
    assert queries.account_by_address(NEW_PHONE) is None
    assert reread(account).blocked == "not_me"
    assert not BrowserSession.objects.filter(ended_at=None).exists()
    for typed in (NEW_PHONE, builders.somebody().phone, builders.somebody().mail):
        assert builders.sign_in(typed=typed, password=PASSWORD, network="n", now=NOW) is None
    assert {to for to, each in told(change) if each.message.purpose == "change-stopped"} == {
        builders.somebody().phone,
        builders.somebody().mail,
    }


def test_2_7_a_link_stops_once_and_not_after_the_cool_off() -> None:
    account = builders.registered_account()
    change = done(account, Kind.PHONE)
    link = token(change)
    late, decision = stopping.stop(token=link, network="n", now=NOW + timedelta(hours=24))
    assert (late, decision.outcome) == (change, "refused")
    assert stopping.stop(token=link, network="n", now=NOW)[1].taken
    assert stopping.stop(token=link, network="n", now=NOW) == (None, Decision("stale"))
    assert stopping.stop(token="x" + link, network="n", now=NOW)[0] is None
    other = done(builders.registered_account(2), Kind.MAIL)
    holding.act_on_due(NOW + timedelta(hours=24))
    assert stopping.stop(token=token(other), network="n", now=NOW + timedelta(hours=24))[1].stale


def test_2_7_a_waiting_change_is_stopped_before_it_holds() -> None:
    account = builders.registered_account()
    change = done(account, Kind.PHONE_LOST)
    assert stopping.stop(token=token(change), network="n", now=NOW)[1].taken
    holding.act_on_due(NOW + timedelta(days=9))
    assert (state(change), queries.known(reread(account).person)) == ("stopped", builders.somebody())


def test_13_1_service_lets_the_holder_in_again_with_a_new_cool_off() -> None:
    account = builders.registered_account()
    stopping.stop(token=token(done(account, Kind.PHONE)), network="n", now=NOW)
    later = NOW + timedelta(days=3)
    again: Callable[[], bool] = lambda: stopping.unblock(  # noqa: E731 - said twice below
        account=account, why_blocked="not_me", because="本人臨櫃", reference="A-1", actor=asking._self(account), now=later
    )
    assert (again(), again()) == (True, False)
    assert (reread(account).blocked, queries.cooling(reread(account), later)) == ("", later + timedelta(hours=24))
    assert builders.sign_in(typed=builders.somebody().phone, password=PASSWORD, network="n", now=later) is None, "the old password is void"


def test_an_old_number_that_somebody_registered_meanwhile_is_not_put_back_and_the_account_rests() -> None:
    account = builders.registered_account()
    change = done(account, Kind.PHONE)
    builders.registered_account(2, phone=builders.somebody().phone)
    assert stopping.stop(token=token(change), network="n", now=NOW)[1].taken
    assert reread(account).blocked == "not_me"
    assert Change.objects.get(pk=change.pk).because == "address taken"


def test_2_7_a_code_of_one_change_opens_no_other() -> None:
    account = builders.registered_account()
    first, _ = ask(account, Kind.PHONE)
    asking.send_old_code(change=first, network="n", now=NOW)
    second, _ = ask(account, Kind.PHONE, value="+886955666777")
    decision, checked = asking.prove(change=second, entered=code(first), now=NOW)
    assert (decision.outcome, checked and checked.outcome) == ("refused", "none")
    assert asking.prove(change=first, entered=code(first), now=NOW)[0].stale
    assert (state(first), state(second)) == ("withdrawn", "asked")
