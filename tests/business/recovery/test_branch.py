"""Coming back at a branch: the holder with their document, a second source, a second person, a link that works once."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from tests import builders
from tests.business.branches.given import people
from tests.business.recovery.given import NEW, NOW, OLD, account_now, reread, told
from tests.fixtures.at_once import at_once
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.branches.statement import Document
from toubao.business.identity import actions
from toubao.business.identity.changes import stopping
from toubao.business.identity.models import Account
from toubao.business.recovery import finishing, linking, submitting
from toubao.business.recovery.models import Recovery
from toubao.business.release import actions as releases
from toubao.business.release.models import Release
from toubao.business.steps import Actor, Decision
from toubao.journal.reading import entries

GOOD, LOST = "0012345670", "0012345677"


def came(serial: int = 1, *, number: str = GOOD, channel: str = "mail", id_number: str = "", **changes: Any) -> submitting.Came:
    """Somebody at the branch, with a document."""
    known = builders.somebody(serial)
    document = Document(kind="national_id", number=number, issued_on=date(2015, 3, 2))
    said = {"number": id_number or known.id_number, "born": known.birth_date, "present": True} | changes
    return submitting.Came(branch="taipei", document=document, channel=channel, **said)


def handed_in(serial: int = 1, **changes: Any) -> Recovery:
    """A run that waits for another person."""
    handed = submitting.hand_in(came=came(serial, **changes), clerk="wu", now=NOW)
    assert handed.recovery is not None, handed
    return reread(handed.recovery)


def give(recovery: Recovery, *, by: str = "chou") -> Decision:
    """Another person releases what they were shown."""
    made = Release.objects.get(thing=recovery.pk)
    return releases.give(release=made, seen=made.digest, by=by, now=NOW)


def released(serial: int = 1, **changes: Any) -> Recovery:
    """A run whose link is on its way."""
    recovery = handed_in(serial, **changes)
    assert give(recovery).taken
    return reread(recovery.pk)


def token(recovery: Recovery) -> str:
    """The token of the one-time link."""
    [text] = [each.text for each in told(recovery) if "/recover/link/" in each.text]
    return text.split("/recover/link/")[1].split("/")[0]


def use(recovery: Recovery, *, last: str = "", link: str = "", now: Any = NOW, password: str = NEW) -> str:
    """What came of the link."""
    signs = last or builders.somebody().id_number[-4:]
    return linking.set_password(token=link or token(recovery), last=signs, password=password, network="n", now=now)


def signs_in(password: str) -> bool:
    return builders.sign_in(typed=builders.somebody().phone, password=password, network="n", now=NOW) is not None


@pytest.fixture
def account(institutions: RunningSandbox) -> Account:
    """Somebody with an account, and the people of the branch."""
    people()
    return builders.registered_account()


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["mail", "sms"])
def test_13_1_a_clerk_hands_in_an_officer_releases_and_the_link_sets_a_password(account: Account, channel: str) -> None:
    recovery = handed_in(channel=channel)
    assert recovery.state == "submitted"
    assert give(recovery).taken
    recovery = reread(recovery.pk)
    with_link = [each.message.channel for each in told(recovery) if "/recover/link/" in each.text]
    assert (with_link, len(told(recovery))) == ([channel], 2)
    assert use(recovery) == "done"
    assert (signs_in(NEW), signs_in(OLD)) == (True, False)
    assert account_now(account).cooled_until == NOW + timedelta(hours=24)
    assert [each.actor_id for each in entries(recovery.pk) if each.event in ("recovery.submitted", "recovery.released")] == ["wu", "chou"]
    assert use(recovery) == "gone", "used twice"


@pytest.mark.django_db
def test_13_1_nobody_releases_their_own_and_clerks_release_nothing(account: Account) -> None:
    recovery = handed_in()
    for by in ("wu", "li", "hsu"):
        assert not give(recovery, by=by).taken
    assert reread(recovery.pk).state == "submitted"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "outcome"),
    [({"born": date(1990, 5, 18)}, "nobody"), ({"id_number": builders.id_number(77)}, "nobody"), ({"number": LOST}, "reported_lost")],
)
def test_13_1_the_wrong_person_or_a_lost_document_is_not_handed_in(account: Account, changes: dict[str, Any], outcome: str) -> None:
    handed = submitting.hand_in(came=came(**changes), clerk="wu", now=NOW)
    assert handed == submitting.HandedIn(outcome)
    assert not Recovery.objects.exists()


@pytest.mark.django_db
def test_13_1_who_is_not_there_or_blocked_is_refused_with_its_verdict(account: Account) -> None:
    absent = submitting.hand_in(came=came(present=False), clerk="wu", now=NOW)
    assert absent.decision is not None
    assert [verdict.gate for verdict in absent.decision.shut] == ["holder_shown_at_a_branch"]
    stopping.block(account=account, because="not_me", actor=Actor("staff", "service"), now=NOW)
    blocked = submitting.hand_in(came=came(), clerk="wu", now=NOW)
    assert blocked.decision is not None
    assert [verdict.gate for verdict in blocked.decision.shut] == ["not_blocked_to_recover"]


@pytest.mark.django_db
def test_13_1_one_waits_at_a_time_and_what_changed_since_is_not_released(account: Account) -> None:
    recovery = handed_in()
    assert submitting.hand_in(came=came(), clerk="li", now=NOW).outcome == "already"
    assert actions.change_password(account=account, current=OLD, password="a fresh long password", insurer="x", network="n", now=NOW)
    assert not give(recovery).taken


@pytest.mark.django_db
def test_13_1_sent_back_it_opens_nothing_and_the_holder_is_told(account: Account) -> None:
    recovery = handed_in()
    made = Release.objects.get(thing=recovery.pk)
    assert releases.refuse(release=made, because="照片不像", by="chou", now=NOW).taken
    assert reread(recovery.pk).state == "refused"
    assert len(told(recovery)) == 2
    assert not any("照片" in each.text for each in told(recovery))


@pytest.mark.django_db
def test_13_1_the_link_is_good_for_a_time_and_for_who_knows_the_last_signs(account: Account) -> None:
    recovery = released()
    assert use(recovery, now=NOW + timedelta(hours=72)) == "gone"
    for _ in range(linking.TRIES):
        assert use(recovery, last="0000") == "wrong"
    assert use(recovery) == "gone"
    assert use(recovery, link="another") == "gone"
    assert signs_in(OLD)


@pytest.mark.django_db
def test_13_1_a_link_that_nobody_used_lapses(account: Account) -> None:
    recovery = released()
    assert finishing.act_on_due(NOW + timedelta(hours=72)) == 1
    assert reread(recovery.pk).state == "lapsed"
    assert use(recovery) == "gone"


def test_of_two_who_use_the_link_at_once_one_sets_the_password(lasting: None, institutions: RunningSandbox) -> None:
    people()
    builders.registered_account()
    recovery = released()
    runs = [partial(use, recovery, link=token(recovery), password=f"a long password number {n}") for n in range(2)]
    assert sorted(at_once(*runs)) == ["done", "gone"]
    assert sum(signs_in(f"a long password number {n}") for n in range(2)) == 1


def test_of_two_clerks_at_once_one_hands_in(lasting: None, institutions: RunningSandbox) -> None:
    people()
    builders.registered_account()
    runs = [partial(submitting.hand_in, came=came(), clerk=clerk, now=NOW) for clerk in ("wu", "li")]
    assert sorted(handed.outcome for handed in at_once(*runs)) == ["already", "submitted"]
