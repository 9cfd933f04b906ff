"""The journal names whoever acted: of all that an act does to an account, ended sessions, programs and passkeys included."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from tests import builders
from tests.business.identity.changes import given
from tests.fixtures import programs
from toubao.business.identity.changes import holding, reviewing, stopping
from toubao.business.identity.models import Account, Change, Passkey, Program
from toubao.business.identity.programs import registering
from toubao.business.service import accounts, deaths
from toubao.journal.models import Entry
from toubao.rules.facts import Kind

pytestmark = pytest.mark.django_db
NOW: Final = builders.NOW
STAFF: Final = ("staff", "lin")
WHY: Final = {"because": "客戶來電，手機遭竊", "by": "lin", "now": NOW}
ENDED: Final = {"session.ended", "program.disallowed"}
SIGNED_OUT: Final = "account.signed_out_by_staff"
PUT_AWAY: Final = ENDED | {"passkey.suspended"}


@pytest.fixture
def account() -> Account:
    """Somebody who is signed in in a browser and by a program, and has a passkey."""
    made = builders.registered_account()
    signed_in(made)
    Passkey.objects.create(
        account=made, credential=made.pk.bytes, public_key=b"", sign_count=0, synced=False, sealed=b"", made_at=NOW
    )  # fmt: skip
    return made


def signed_in(account: Account) -> None:
    """In a browser and by a program."""
    builders.browser_session(account)
    programs.open_session(account=account, now=NOW)


def acted(subject: UUID, since: int) -> dict[str, set[tuple[str, str]]]:
    """Who did what to it, by event, since then; what was written to people is another matter."""
    found: dict[str, set[tuple[str, str]]] = {}
    for entry in Entry.objects.filter(subject_id=subject, number__gt=since).exclude(event__startswith="message."):
        found.setdefault(entry.event, set()).add((entry.actor_kind, entry.actor_id))
    return found


def newest(subject: UUID) -> int:
    """The number of the newest entry about it."""
    return max(Entry.objects.filter(subject_id=subject).values_list("number", flat=True), default=0)


def _let_in_again(account: Account) -> Any:
    stopping.block(account=account, because="staff", actor=builders.SYSTEM, now=NOW)
    since = newest(account.pk)
    assert accounts.unblock(account=account, reference="A-1", **WHY)
    return since


def _mistaken_for_dead(account: Account) -> Any:
    made = deaths.report(account=account, told_by="女兒來電", by="wang", now=NOW)
    assert made is not None
    since = newest(account.pk)
    assert deaths.dismiss(report=made, **WHY).taken
    return since


BY_STAFF: Final[dict[str, tuple[Callable[[Account], Any], set[str]]]] = {
    "blocked": (lambda it: accounts.block(account=it, **WHY), ENDED | {"account.blocked"}),
    "let in again": (_let_in_again, {"account.unblocked"}),
    "number released": (lambda it: accounts.release_number(account=it, **WHY), PUT_AWAY | {"account.number_lost", "account.closed"}),
    "browsers signed out": (lambda it: accounts.sign_out(account=it, what="browsers", **WHY), {"session.ended", SIGNED_OUT}),
    "programs signed out": (lambda it: accounts.sign_out(account=it, what="programs", **WHY), {"program.disallowed", SIGNED_OUT}),
    "death reported": (lambda it: deaths.report(account=it, told_by="女兒來電", by="lin", now=NOW), ENDED | {"account.blocked"}),
    "death dismissed": (_mistaken_for_dead, {"account.unblocked"}),
    "program taken off the list": (lambda it: registering.end(program=Program.objects.get(), **WHY), {"program.disallowed"}),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BY_STAFF))
def test_what_staff_does_to_an_account_is_theirs_to_the_last_session(account: Account, name: str) -> None:
    act, events = BY_STAFF[name]
    before = newest(account.pk)
    answer = act(account)
    since = answer if "again" in name or "dismissed" in name else before
    assert acted(account.pk, since) == {event: {STAFF} for event in events}


def test_a_name_that_staff_looked_at_and_released_is_theirs_one_after_the_other(account: Account) -> None:
    change = given.done(account, Kind.NAME)
    since = newest(change.pk)
    assert reviewing.review(change=change, evidence="戶籍謄本 A-1", by="wang", now=NOW).taken
    assert reviewing.release(change=change, by="lin", now=NOW).taken
    assert acted(change.pk, since) == {
        "change.reviewed": {("staff", "wang")},
        "change.applied": {STAFF},
        "change.settled": {("system", "toubao")},
    }
    assert acted(account.pk, newest(account.pk)) == {}


def test_what_the_holder_proved_ends_by_the_holder_and_what_waited_by_the_system(account: Account) -> None:
    holder = ("person", str(account.person_id))
    since = newest(account.pk)
    given.done(account, Kind.PHONE)
    assert acted(account.pk, since) == {event: {holder} for event in ENDED}
    account.refresh_from_db()
    Change.objects.all().delete()
    signed_in(account)
    waits = given.done(account, Kind.MAIL_LOST)
    since, due = newest(account.pk), Change.objects.get(pk=waits.pk).due_at
    assert due is not None
    assert holding.act_on_due(due + timedelta(minutes=1)) == 1
    assert acted(account.pk, since) == {event: {("system", "toubao")} for event in ENDED}


def test_whoever_leaves_closes_the_account_and_ends_everything(account: Account) -> None:
    since = newest(account.pk)
    given.done(account, Kind.LEAVE)
    assert acted(account.pk, since) == {event: {("person", str(account.person_id))} for event in ENDED | {"account.closed"}}


def test_whoever_follows_a_link_is_not_known_and_acts_all_the_same(account: Account) -> None:
    change = given.done(account, Kind.PHONE)
    signed_in(account)
    since = newest(account.pk)
    assert stopping.stop(token=given.token(change), network="203.0.113.9", now=NOW)[1].taken
    assert acted(account.pk, since) == {event: {("unknown", "203.0.113.9")} for event in PUT_AWAY | {"account.blocked"}}
