"""The new password: nothing that opened the account before opens it now, everybody who should know is told, and it can be disowned."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import builders
from tests.business.identity.changes import given as changes
from tests.business.recovery.given import NEW, NOW, OLD, account_now, asked, done, recognised, reread, set_password, token, told
from tests.fixtures import programs
from toubao.business.correspondence.queries import about
from toubao.business.identity import actions
from toubao.business.identity.changes import stopping
from toubao.business.identity.models import ApiSession, BrowserSession, KnownBrowser, Passkey
from toubao.business.identity.queries import cooling
from toubao.business.recovery import asking, finishing, proving
from toubao.business.recovery.models import Recovery
from toubao.business.steps import STALE, Actor
from toubao.journal.reading import entries
from toubao.rules.facts import Kind

pytestmark = pytest.mark.django_db


def signs_in(password: str, serial: int = 1) -> bool:
    """Whether somebody comes in with this password, each time from elsewhere."""
    return builders.sign_in(typed=builders.somebody(serial).phone, password=password, network=f"n{uuid4()}"[:40], now=NOW) is not None


def passkey(account: object) -> Passkey:
    """A passkey of the account."""
    return Passkey.objects.create(
        account=account, credential=uuid4().bytes, public_key=b"-", sign_count=0, synced=True, sealed=b"-", made_at=NOW
    )


def test_2_7_the_new_password_opens_and_nothing_that_opened_before() -> None:
    account = builders.registered_account()
    builders.browser_session(account)
    programs.open_session(account=account, now=NOW)
    KnownBrowser.objects.create(account=account, mark=b"m", first_at=NOW, seen_at=NOW)
    key = passkey(account)
    change = changes.proved(account, Kind.PHONE)
    recovery = done()
    assert (signs_in(NEW), signs_in(OLD)) == (True, False)
    assert not BrowserSession.objects.filter(ended_at=None).exists()
    assert not ApiSession.objects.exists()
    assert not KnownBrowser.objects.exists()
    key.refresh_from_db()
    assert key.suspended_at == NOW
    assert changes.state(change) == "withdrawn"
    assert cooling(account_now(account), NOW) == NOW + timedelta(hours=72)
    assert account_now(account).stamp != account.stamp
    assert [each.event for each in entries(account.pk) if each.event == "account.password_changed"] == ["account.password_changed"]
    assert reread(recovery.pk).state == "recovered"


def test_2_7_phone_and_mailbox_are_both_told() -> None:
    builders.registered_account()
    recovery = done()
    sent = told(recovery)
    assert {each.to for each in sent} == {builders.somebody().phone, builders.somebody().mail}
    assert all("重新設定" in each.text and "/not-me/" in each.text for each in sent)


def test_2_7_a_passkey_alone_brings_back_and_stays() -> None:
    account = builders.registered_account()
    key = passkey(account)
    recovery = asking.by_passkey(account=account, network="n", now=NOW)
    assert recovery is not None
    assert set_password(recovery).taken
    key.refresh_from_db()
    assert key.suspended_at is None
    assert signs_in(NEW)
    assert cooling(account_now(account), NOW) == NOW + timedelta(hours=24)


def test_2_7_a_passkey_of_a_blocked_account_brings_nobody_back() -> None:
    account = builders.registered_account()
    stopping.block(account=account, because="not_me", actor=Actor("staff", "x"), now=NOW)
    assert asking.by_passkey(account=account_now(account), network="n", now=NOW) is None


def test_2_7_one_proof_is_good_for_one_password_and_ten_minutes() -> None:
    builders.registered_account()
    recovery = recognised()
    again = reread(recovery.pk)
    late = set_password(recovery, now=NOW + asking.LIFETIME)
    assert [verdict.gate for verdict in late.shut] == ["recovered_in_time"]
    assert not signs_in(NEW)
    assert set_password(recovery).taken
    assert set_password(again, password="another long password of mine") == STALE
    assert signs_in(NEW)


def test_2_7_what_was_never_proved_sets_no_password() -> None:
    builders.registered_account()
    assert set_password(asked()).stale
    assert set_password(asked(form="nobody", number=builders.id_number(77))) == STALE
    assert signs_in(OLD)


def test_2_7_of_two_who_were_recognised_the_second_finds_that_the_keys_changed() -> None:
    builders.registered_account()
    first, second = recognised(form="a"), recognised(form="b")
    assert set_password(first).taken
    refused = set_password(second, password="another long password of mine")
    assert [verdict.gate for verdict in refused.shut] == ["nothing_changed_since"]
    assert signs_in(NEW)


def test_2_7_a_password_that_was_changed_meanwhile_voids_the_proof() -> None:
    account = builders.registered_account()
    recovery = recognised()
    assert actions.change_password(account=account, current=OLD, password="a fresh long password", insurer="x", network="n", now=NOW)
    assert [verdict.gate for verdict in set_password(recovery).shut] == ["nothing_changed_since"]


def test_2_7_a_block_meanwhile_stays() -> None:
    account = builders.registered_account()
    recovery = recognised()
    stopping.block(account=account, because="death", actor=Actor("staff", "x"), now=NOW)
    assert "not_blocked_to_recover" in [verdict.gate for verdict in set_password(recovery).shut]
    assert not signs_in(NEW)


def test_2_7_whoever_is_reached_disowns_the_password_and_the_account_rests() -> None:
    account = builders.registered_account()
    recovery = done()
    link = token(recovery)
    assert finishing.disown(token="x" + link, network="n", now=NOW) == STALE
    assert finishing.disown(token=link, network="n", now=NOW + timedelta(hours=71)).taken
    assert (account_now(account).blocked, reread(recovery.pk).state) == ("not_me", "disowned")
    assert not signs_in(NEW)
    assert finishing.disown(token=link, network="n", now=NOW) == STALE
    assert len([each for each in about([recovery.pk]) if "作廢" in each.text]) == 2


def test_2_7_after_not_me_and_the_unblock_by_service_the_holder_comes_back() -> None:
    """The account that was lost for good."""
    account = builders.registered_account()
    stopping.stop(token=changes.token(changes.done(account, Kind.PHONE)), network="n", now=NOW)
    assert not signs_in(OLD)
    account = account_now(account)
    assert stopping.unblock(
        account=account, why_blocked="not_me", because="來電核對", reference="C-1", actor=Actor("staff", "service"), now=NOW
    )
    assert not signs_in(OLD)
    done()
    assert signs_in(NEW)


def test_2_7_disowning_is_too_late_after_the_cool_off() -> None:
    account = builders.registered_account()
    recovery = done()
    link = token(recovery)
    late = finishing.disown(token=link, network="n", now=NOW + timedelta(hours=72))
    assert [verdict.gate for verdict in late.shut] == ["disowned_in_time"]
    assert finishing.act_on_due(NOW + timedelta(hours=72)) == 1
    assert (reread(recovery.pk).state, account_now(account).blocked) == ("settled", "")
    assert finishing.disown(token=link, network="n", now=NOW) == STALE
    assert proving.standing(reread(recovery.pk), now=NOW) == "done"


def test_2_7_what_nobody_finishes_lapses() -> None:
    builders.registered_account()
    builders.registered_account(2)
    waits, known = asked(1, form="a"), recognised(2, form="b")
    assert finishing.act_on_due(NOW) == 0
    assert finishing.act_on_due(NOW + asking.LIFETIME) == 2
    assert set(Recovery.objects.values_list("state", flat=True)) == {"lapsed"}
    assert proving.standing(reread(waits.pk), now=NOW) == proving.standing(reread(known.pk), now=NOW) == "gone"
    assert [each.event for each in entries(known.pk)][-1] == "recovery.lapsed"
