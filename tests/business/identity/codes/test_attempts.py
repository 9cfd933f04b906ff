"""Failures to come in: kept alike for everybody, locked after five, journaled for those who exist, shown by hour and by network."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from toubao.business import due
from toubao.business.governance import actions as staff
from toubao.business.identity import actions
from toubao.business.identity.codes import attempts, guessing
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.jobs import tidy
from toubao.business.identity.models import Account, FailedAttempt, Guessing
from toubao.journal.models import Entry, Subject

pytestmark = pytest.mark.django_db
NOW = builders.NOW
MINE, RIGHT = "0910000001", "a long demo password"


@pytest.fixture
def account() -> Account:
    return builders.registered_account()


def attempt(typed: str = MINE, password: str = "not the password", *, network: str = "198.51.100.7", now: Any = NOW) -> bool:
    return actions.password_proved(typed=typed, password=password, network=network, now=now) is not None


def journaled(event: str) -> list[Entry]:
    return list(Entry.objects.filter(event=event).order_by("pk"))


def test_attacks_on_an_account_that_exists_are_journaled_within_a_minute_each_at_its_own_time(account: Account) -> None:
    for second in range(5):
        attempt(now=NOW + timedelta(seconds=second))
    assert not journaled("account.sign_in_failed")
    due.act(NOW + timedelta(minutes=1))
    told = journaled("account.sign_in_failed")
    assert [(e.subject_id, e.facts["failures"], e.at) for e in told] == [
        (account.pk, place + 1, NOW + timedelta(seconds=place)) for place in range(5)
    ]
    assert [(e.actor_kind, e.actor_id, e.facts["network"]) for e in told] == [("unknown", "198.51.100.7", "198.51.100.7")] * 5
    assert len(journaled("account.locked")) == 1
    due.act(NOW + timedelta(minutes=2))
    assert len(journaled("account.sign_in_failed")) == 5


def test_names_that_nobody_has_are_counted_blind_and_never_journaled(account: Account) -> None:
    before = Subject.objects.count()
    for _ in range(6):
        attempt("nobody@demo.example")
    attempt("0900000000")
    assert guessing.tell(now=NOW) == 0
    assert Subject.objects.count() == before
    assert FailedAttempt.objects.filter(known=False).values("subject").distinct().count() == 2
    assert "nobody" not in str(list(FailedAttempt.objects.values()))


def test_a_name_that_nobody_has_is_locked_as_one_that_exists(account: Account) -> None:
    for _ in range(5):
        attempt(), attempt("nobody@demo.example")
    assert [row.failures for row in Guessing.objects.all()] == [5, 5]
    assert all(row.locked_until == NOW + timedelta(minutes=15) for row in Guessing.objects.all())
    assert not attempt(password=RIGHT)
    later = NOW + timedelta(minutes=15)
    assert attempt(password=RIGHT, now=later)
    attempt(now=later)
    assert Guessing.objects.get(subject=account.pk).failures == 1
    assert not guessing.locked(account.pk, now=later)


def test_a_lock_is_not_made_longer_nor_the_journal_filled_by_trying_on(account: Account) -> None:
    for second in range(30):
        attempt(now=NOW + timedelta(seconds=second))
    assert Guessing.objects.get().locked_until == NOW + timedelta(seconds=4, minutes=15)
    guessing.tell(now=NOW)
    assert len(journaled("account.sign_in_failed")) == 5
    assert FailedAttempt.objects.count() == 30


def test_signing_in_tells_the_journal_first_and_forgives(account: Account) -> None:
    attempt()
    actions.signed_in(account=account, by="passkey", network="n", now=NOW)
    numbers = {e.event: e.number for e in Entry.objects.filter(subject_id=account.pk)}
    assert numbers["account.sign_in_failed"] < numbers["account.signed_in"]
    assert journaled("account.signed_in")[0].facts["failures"] == 1
    assert not Guessing.objects.exists()


def test_who_watches_sees_failures_by_hour_and_networks_that_spray(account: Account) -> None:
    staff.sign_in(username="root", password="x", code="000000", network="203.0.113.9", now=NOW)
    for serial in range(3):
        attempt(f"nobody{serial}@demo.example")
    for _ in range(5):
        attempt(network="2001:db8::")
    attempt(now=NOW + timedelta(hours=1))
    span = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1)}
    hours = attempts.by_hour(**span)
    assert [(h.kind, h.known, h.unknown, h.locked, h.failures) for h in hours] == [
        ("account", 1, 0, 0, 1), ("account", 5, 3, 1, 8), ("staff", 0, 1, 0, 1),
    ]  # fmt: skip
    assert hours[0].starts == NOW + timedelta(hours=1)
    networks = attempts.by_network(**span, kind="account")
    assert [(n.shown, n.failures, n.names, n.known) for n in networks] == [("2001:db8::x", 5, 1, 1), ("198.51.100.x", 4, 4, 1)]
    assert networks[1].digest == attempts.network_digest("198.51.100.7")
    assert (networks[1].first, networks[1].last) == (NOW, NOW + timedelta(hours=1))
    assert attempts.by_network(**span, kind="staff")[0].names == 1
    assert attempts.by_hour(since=NOW + timedelta(hours=2), until=NOW + timedelta(hours=3)) == []
    used = {each.name: each.used for each in attempts.standings(now=NOW)}
    assert (used["sign_in_failures"], used["staff_failures"]) == (8, 1)


def test_rows_go_after_thirty_days_and_the_journal_keeps_what_concerned_somebody(account: Account) -> None:
    attempt()
    due.act(NOW)
    tidy(now=NOW + timedelta(days=29))
    assert (FailedAttempt.objects.count(), Guessing.objects.count()) == (1, 0)
    tidy(now=NOW + timedelta(days=31))
    assert not FailedAttempt.objects.exists()
    assert len(journaled("account.sign_in_failed")) == 1


def test_one_network_is_stopped_before_any_hash_is_made(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "sign_in_network", {"seconds": 900, "most": 2})
    for _ in range(2):
        attempt("nobody@demo.example")
    monkeypatch.setattr("toubao.business.identity.actions.signing_in.check_password", None)
    assert not attempt(password=RIGHT)
    assert FailedAttempt.objects.count() == 2


SECRET = "JBSWY3DPEHPK3PXP" * 2


def at_console(network: str, password: str = "a stranger's guess", *, now: Any = NOW, username: str = "service") -> bool:
    """Whether somebody comes in at the console, with the code that the member's authenticator shows."""
    member = staff.join(username="service", name="示範", role="service", password=RIGHT, secret=SECRET, now=NOW)
    code = staff.current_code(member=member, now=now)
    return staff.sign_in(username=username, password=password, code=code, network=network, now=now) is not None


def test_strangers_lock_no_member_of_staff_out(db: None) -> None:
    for _ in range(20):
        at_console("203.0.113.9")
    assert not at_console("203.0.113.9", RIGHT), "control: locked where they guessed"
    assert at_console("192.0.2.1", RIGHT)


def test_a_member_who_came_in_elsewhere_opens_nothing_to_who_guesses(db: None) -> None:
    for _ in range(5):
        at_console("203.0.113.9")
    assert at_console("192.0.2.1", RIGHT)
    later = NOW + timedelta(minutes=1)
    assert not at_console("203.0.113.9", RIGHT, now=later)
    assert at_console("203.0.113.9", RIGHT, now=NOW + timedelta(minutes=15))


def test_while_many_guess_a_name_is_locked_but_where_the_member_works(monkeypatch: pytest.MonkeyPatch) -> None:
    assert at_console("192.0.2.1", RIGHT)
    monkeypatch.setitem(limits(), "staff_failures", {"seconds": 3600, "most": 20})
    later = NOW + timedelta(minutes=1)
    for serial in range(10):
        at_console(f"n{serial}", now=later), at_console(f"n{serial}", now=later, username="nobody")
    assert not at_console("192.0.2.2", RIGHT, now=later), "a network that the member never used"
    assert at_console("192.0.2.1", RIGHT, now=later)
    assert at_console("192.0.2.2", RIGHT, now=NOW + timedelta(hours=2)), "the next hour is as always"


def test_what_guessing_at_the_console_finds_a_day_is_what_the_documents_say() -> None:
    """docs/operate/attacks.md: however many networks take part, at one name; and of second factors after a right password."""
    failures, codes = limits()["staff_failures"], limits()["staff_code"]
    quarters = timedelta(days=1) // guessing.LOCK_FOR
    before, after = 86400 // failures["seconds"] * failures["most"], quarters * guessing.LOCK_AFTER
    assert (before, after, before + after) == (24 * 100, 96 * 5, 2880)
    assert (before + after) / 10**6 < 3 / 1000
    assert 86400 // codes["seconds"] * codes["most"] * 3 / 10**6 == pytest.approx(1 / 22_222, rel=0.001)


def test_many_networks_do_not_fill_the_journal_with_one_name(db: None) -> None:
    for serial in range(8):
        at_console(f"n{serial}"), at_console(f"n{serial}")
    guessing.tell(now=NOW)
    assert [entry.facts["failures"] for entry in journaled("staff.sign_in_failed")] == [1, 2, 3, 4, 5]
    assert FailedAttempt.objects.count() == 16


def test_a_member_of_staff_has_few_wrong_second_factors_a_day_and_strangers_cannot_use_them_up(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "JBSWY3DPEHPK3PXP" * 2
    member = staff.join(username="service", name="示範", role="service", password=RIGHT, secret=secret, now=NOW)

    def enter(password: str, hours: int, code: str = "000000") -> bool:
        at = NOW + timedelta(hours=hours)
        shown = staff.current_code(member=member, now=at) if code == "right" else code
        return staff.sign_in(username="service", password=password, code=shown, network=f"n{hours}", now=at) is not None

    for hour in range(6):
        for _ in range(5):
            enter("a stranger's guess", hour)
    assert enter(RIGHT, 7, "right")
    for hour in (8, 9, 10):
        for _ in range(5):
            assert not enter(RIGHT, hour)
    assert not enter(RIGHT, 12, "right"), "fifteen wrong ones today"
    assert enter(RIGHT, 23, "right"), "the next day (UTC)"
