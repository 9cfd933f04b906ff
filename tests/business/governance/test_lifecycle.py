"""Joining, moving and leaving: two decide on what gives rights, what takes them away holds at once; on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from tests.business.governance.given import (
    NOW,
    WHO,
    asked,
    deciders,
    hired,
    joined,
    link,
    member,
    released,
    request,
    signs_in,
    token,
)
from toubao.business.correspondence.models import Message
from toubao.business.governance import lifecycle, links
from toubao.business.governance.models import Staff, StaffLink, StaffPasskey
from toubao.business.governance.queries import everybody, roles_now
from toubao.business.governance.queries import member as member_by_id
from toubao.business.release import actions as releases
from toubao.business.release.models import Release
from toubao.journal.keys import seal_for
from toubao.journal.reading import entries

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _deciders(db: None) -> None:
    deciders()


def events(of: Staff) -> list[str]:
    """What the journal has of a member."""
    return [each.event for each in entries(of.pk)]


def test_25_1_somebody_joins_when_another_person_has_released_it_and_by_their_link() -> None:
    assert asked().taken
    found = member()
    assert (member_by_id(found.pk), found.admitted_at, found.joined_at, found.password) == (None, None, None, "!")
    assert not Message.objects.exists(), "no link before the release"
    assert released(by="lin").outcome == "refused"
    assert released().taken
    assert (member().admitted_at, member().joined_at, lifecycle.mail_of(member())) == (NOW, None, "chen@anhe.example")
    assert found not in everybody()
    assert signs_in(joined(), LATER)
    assert (member().joined_at, member().signed_in_at) == (NOW, LATER)
    assert events(found) == ["staff.admitted", "message.queued", "staff.joined", "staff.signed_in"]
    assert (request_state(), roles_now(["chen.mei"])) == ("given", {"chen.mei": "clerk"})


def request_state() -> str:
    """How the one request came out."""
    return Release.objects.get().state


def test_25_1_a_link_opens_once_and_for_a_day() -> None:
    asked()
    released()
    one, kept = link(), token()
    assert links.open_link(kept, now=NOW + timedelta(hours=links.HOURS)) is None
    assert links.open_link(kept + "x", now=NOW) is None
    assert not links.take_into_use(link=one, password="a long staff password", code="000", now=NOW)
    joined()
    assert links.open_link(kept, now=NOW) is None
    stamp = member().stamp
    code = links.address_of(one)
    assert code.startswith("otpauth://totp/Toubao:chen.mei")
    right = pyotp.TOTP(links.secret_of(one)).at(NOW)
    assert not links.take_into_use(link=one, password="another long password", code=right, now=NOW)
    assert member().stamp == stamp, "a second press changes nothing"


def test_25_1_a_refused_newcomer_leaves_nothing_and_may_be_asked_for_again() -> None:
    asked()
    assert releases.refuse(release=request(), because="名字寫錯", by="wang", now=NOW).taken
    assert not Staff.objects.filter(username=WHO.username).exists()
    assert asked().taken
    assert asked().stale, "the sign-in name is taken meanwhile"
    assert releases.lapse(NOW + timedelta(hours=72)) == 1
    assert not Staff.objects.filter(username=WHO.username).exists()


@pytest.mark.parametrize("changes", [{"by": "wang"}, {"by": "hsu"}, {"because": " "}], ids=str)
def test_25_1_who_may_not_or_gives_no_reason_admits_nobody(changes: dict[str, str]) -> None:
    assert asked(**changes).outcome == "refused"
    assert not Staff.objects.filter(username=WHO.username).exists()
    assert not Release.objects.exists()


def test_25_1_a_newcomer_whose_row_was_changed_after_it_was_asked_is_not_admitted() -> None:
    asked()
    Staff.objects.filter(username=WHO.username).update(role="security")
    assert released().outcome == "refused"
    assert member().admitted_at is None


def readdressed(mail: str) -> None:
    """The newcomer's mailbox is another in the table, sealed as it must be."""
    found = member()
    Staff.objects.filter(pk=found.pk).update(mail_sealed=seal_for(found.key, {"mail": mail}, context=f"staff-mail:{found.pk}"))


def test_25_1_a_link_goes_to_no_other_mailbox_than_was_asked_for() -> None:
    asked()
    waiting = request()
    assert lifecycle.mail_asked(waiting) == WHO.mail
    assert WHO.mail not in str(waiting.asked), "requests stay in clear"
    readdressed("lin@elsewhere.example")
    assert released().outcome == "refused"
    assert (member().admitted_at, Message.objects.count()) == (None, 0)
    readdressed(WHO.mail)
    assert released().taken, "positive control"


def test_25_1_a_request_without_a_mailbox_is_not_released() -> None:
    """One from before mailboxes were part of what is asked."""
    asked()
    waiting = request()
    kept = {name: value for name, value in waiting.asked.items() if name != "mail"}
    digest = releases.digest_of(waiting.kind, waiting.thing, kept)
    Release.objects.filter(pk=waiting.pk).update(asked=kept, digest=digest)
    assert released().outcome == "refused"
    assert member().admitted_at is None


def test_25_1_two_requests_that_differ_in_the_mailbox_alone_have_two_digests() -> None:
    asked()
    first = request()
    assert releases.withdraw(release=first, by="lin", now=NOW).taken
    asked(newcomer=replace(WHO, mail="lin@elsewhere.example"))
    assert request().asked["mail"] != first.asked["mail"]
    assert releases.give(release=request(), seen=first.digest, by="wang", now=NOW).outcome == "refused"


def test_25_1_a_new_link_goes_to_no_other_mailbox_than_was_asked_for() -> None:
    asked()
    released()
    secret = joined()
    lifecycle.ask_to_renew(member=member(), because="換了手機", by="lin", now=NOW)
    before = Message.objects.count()
    readdressed("lin@elsewhere.example")
    assert released().outcome == "refused"
    assert Message.objects.count() == before
    assert signs_in(secret, LATER), "what they have stays good"
    readdressed(WHO.mail)
    assert released().taken, "positive control"


def test_25_1_a_move_holds_when_released_and_the_person_signs_in_anew() -> None:
    clerk = hired("wu", "clerk")
    before = clerk.stamp
    assert lifecycle.ask_to_move(member=clerk, role="officer", branch="台中據點", because="升任", by="lin", now=NOW).taken
    assert lifecycle.ask_to_move(member=clerk, role="auditor", branch="", because="升任", by="lin", now=NOW).stale
    assert member("wu").role == "clerk"
    assert released().taken
    assert (member("wu").role, member("wu").branch, member("wu").stamp == before) == ("officer", "台中據點", False)
    assert request_state() == "given"
    assert events(clerk) == ["staff.moved"]


def test_25_1_what_somebody_asked_for_in_an_old_role_is_void_when_they_move() -> None:
    asked()
    lin = member("lin")
    hired("kuo", "security")
    lifecycle.ask_to_move(member=lin, role="auditor", branch="", because="輪調", by="kuo", now=NOW)
    moving = Release.objects.get(concerns="lin")
    assert releases.give(release=moving, seen=moving.digest, by="wang", now=NOW).taken
    assert Release.objects.get(concerns=WHO.username).state == "void"
    assert not Staff.objects.filter(username=WHO.username).exists(), "nobody who was asked for by them comes in"


def test_25_1_nobody_asks_for_or_releases_their_own_move() -> None:
    lin, wang = member("lin"), member("wang")
    assert lifecycle.ask_to_move(member=lin, role="compliance", branch="", because="me", by="lin", now=NOW).outcome == "refused"
    assert lifecycle.ask_to_move(member=wang, role="security", branch="", because="her", by="lin", now=NOW).taken
    assert released(by="wang").outcome == "refused"
    assert (member("lin").role, member("wang").role) == ("security", "compliance")


def test_25_1_who_leaves_can_do_nothing_from_that_moment_on() -> None:
    asked()
    released()
    secret = joined()
    gone = member()
    StaffPasskey.objects.create(member=gone, credential=b"c", public_key=b"k", sign_count=0, name="手機", made_at=NOW)
    lifecycle.ask_to_renew(member=gone, because="忘記密碼", by="lin", now=NOW)
    assert signs_in(secret, LATER)
    assert lifecycle.let_go(member=gone, because="離職", by="lin", now=LATER)
    left = member()
    assert (left.left_at, left.password, bytes(left.totp_sealed), left.stamp == gone.stamp) == (LATER, "!", b"", False)
    assert not StaffPasskey.objects.exists()
    assert not StaffLink.objects.filter(used_at=None).exists()
    assert not Release.objects.filter(state="asked").exists()
    assert not signs_in(secret, LATER + timedelta(minutes=1))
    assert roles_now([WHO.username]) == {}
    assert not lifecycle.let_go(member=left, because="離職", by="lin", now=LATER)
    assert events(gone)[-1] == "staff.left"


def test_25_1_nobody_lets_themselves_go() -> None:
    assert not lifecycle.let_go(member=member("lin"), because="離職", by="lin", now=NOW)
    assert member("lin").left_at is None


def test_25_1_a_new_link_makes_password_and_authenticator_void_once_released() -> None:
    asked()
    released()
    secret = joined()
    assert lifecycle.ask_to_renew(member=member(), because="換了手機", by="lin", now=NOW).taken
    assert signs_in(secret, LATER), "until then nothing changes"
    assert released().taken
    assert not signs_in(secret, LATER + timedelta(minutes=1))
    again = links.open_link(token(), now=NOW)
    assert again is not None
    assert links.secret_of(again) != secret


def test_25_1_the_first_are_admitted_at_the_machine() -> None:
    first, address = lifecycle.admit_first(newcomer=WHO, now=NOW)
    assert address.endswith(f"/console/join/{token()}/")
    assert events(first)[0] == "staff.admitted"
