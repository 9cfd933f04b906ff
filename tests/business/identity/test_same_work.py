"""Known and unknown people get the same work: the same statements, as many hashes, the same time (proof: identity)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.business.identity.measuring import alike, run_by, slower
from toubao.business.governance import actions as staff
from toubao.business.identity import actions
from toubao.business.identity.actions import signing_in
from toubao.business.identity.codes import guessing
from toubao.business.identity.models import Account, Allowance, FailedAttempt, Guessing, OneTimePassword, Registration
from toubao.business.identity.proving import policyholders

pytestmark = pytest.mark.django_db
NOW, NAMES = builders.NOW, iter(range(10**6))
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.fixture
def account() -> Account:
    return builders.registered_account()


@pytest.fixture
def argon2(settings: Any) -> Iterator[None]:
    """Passwords hashed as in the real system."""
    settings.PASSWORD_HASHERS = ARGON2
    nobody = signing_in._nobody
    nobody.cache_clear()
    yield
    nobody.cache_clear()


def fails(typed: str, password: str = "not the password", mark: str = "a mark") -> None:
    """A sign-in that comes to nothing."""
    assert actions.password_proved(typed=typed, password=password, network=f"n{next(NAMES)}", mark=mark, now=NOW) is None


def known() -> None:
    fails("0910000001")


def unknown() -> None:
    fails(f"nobody{next(NAMES)}@demo.example")


def at_console(username: str) -> None:
    assert staff.sign_in(username=username, password="wrong", code="000000", network=f"n{next(NAMES)}", now=NOW) is None


def test_a_failed_sign_in_runs_the_same_statements_for_known_and_unknown_blocked_and_locked(account: Account) -> None:
    expected = run_by(unknown)
    assert run_by(known) == expected
    assert len(expected) == 7
    Guessing.objects.update(failures=9, locked_until=NOW + timedelta(minutes=1))
    assert guessing.locked(account.pk, now=NOW)
    assert run_by(lambda: fails("0910000001", "a long demo password")) == expected, "locked, though the password is right"
    Account.objects.update(blocked="not_me")
    assert run_by(lambda: fails("0910000001", "a long demo password")) == expected, "blocked"
    assert {*FailedAttempt.objects.values_list("known", flat=True)} == {True, False}


def test_control_journaling_at_once_would_be_seen(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    _journal_at_once(monkeypatch)
    assert run_by(known) != run_by(unknown)


def test_a_failed_sign_in_at_the_console_runs_the_same_statements(db: None) -> None:
    staff.join(username="service", name="示範", role="service", password="a long staff password", secret="A" * 32, now=NOW)
    at_console("service"), at_console("nobody")
    expected = run_by(lambda: at_console("nobody"))
    assert run_by(lambda: at_console("service")) == expected
    assert len(expected) == 8
    for _ in range(5):
        assert staff.sign_in(username="service", password="wrong", code="000000", network="here", now=NOW) is None
    assert (
        run_by(lambda: staff.sign_in(username="service", password="a long staff password", code="0", network="here", now=NOW)) == expected
    )
    Allowance.objects.filter(bucket="staff_failures:all").update(used=10**6)
    assert run_by(lambda: at_console("service")) == run_by(lambda: at_console("nobody")) == expected, "while many guess"


@pytest.mark.parametrize("who", ["known", "unknown"])
def test_each_failed_sign_in_costs_one_hash(who: str, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = _count_hashes(monkeypatch)
    globals()[who]()
    assert len(hashed) == 1


def test_with_the_real_hashes_nobody_can_tell_known_from_unknown_by_the_time(argon2: None) -> None:
    builders.registered_account()
    known(), unknown()
    assert alike(known, unknown, 6, within=1.4)


def test_control_without_a_hash_for_names_that_nobody_has_the_time_tells(argon2: None, monkeypatch: pytest.MonkeyPatch) -> None:
    builders.registered_account()
    check = signing_in.check_password
    monkeypatch.setattr(signing_in, "_nobody", lambda: "")
    monkeypatch.setattr(signing_in, "check_password", lambda password, encoded: bool(encoded) and check(password, encoded))
    assert slower(known, unknown, 3, by=5)


def test_beside_the_hash_nobody_can_tell_either(account: Account) -> None:
    known(), unknown()
    assert alike(known, unknown, 60, within=1.25)


def test_control_two_statements_more_for_those_who_exist_would_be_seen(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    _journal_at_once(monkeypatch)
    known(), unknown()
    assert slower(known, unknown, 60, by=1.25)


def test_7_1_a_wrong_code_of_a_registration_tells_nobody_whether_the_person_is_known() -> None:
    """Registered already, or a policyholder of the books, or neither: the same statements, and the same time."""
    builders.registered_account(1)
    policyholders.load(entries=[_on_file(2)], now=NOW)
    runs = [_registering(serial, purpose) for serial, purpose in ((1, "purchase"), (2, "service"), (3, "service"), (4, "purchase"))]
    told = [run_by(lambda run=run: _wrong(run)) for run in runs]  # type: ignore[misc]  # mypy can't tell the type of a lambda's default
    assert all(each == told[0] for each in told)
    assert alike(lambda: _wrong(runs[1]), lambda: _wrong(runs[2]), 60, within=1.33)


def _registering(serial: int, purpose: str) -> Registration:
    """Somebody whose code is on its way; the phone is another one than the account's or the books'."""
    registration, _ = actions.begin_registration(
        way="online", channel="localhost", channel_is_ours=True, notices=builders.NOTICES, shown=tuple(builders.NOTICES),
        read=tuple(builders.NOTICES), consented=True,
        now=NOW, purpose=purpose,
    )  # fmt: skip
    said = builders.somebody(serial, phone=f"+88692000000{serial}", mail=f"other{serial}@demo.example")
    assert actions.identify(registration=registration, known=said, now=NOW).taken
    sent = actions.send_registration_code(registration=registration, channel="sms", insurer="測試", network=f"r{serial}", now=NOW)
    assert sent.sent
    return registration


def _wrong(registration: Registration) -> None:
    decision, checked = actions.verify_registration(registration=registration, entered="00000x", now=NOW)
    assert (decision.outcome, checked.outcome) == ("refused", "wrong")
    OneTimePassword.objects.update(tries=0)


def _on_file(serial: int) -> policyholders.OnFile:
    held = builders.somebody(serial)
    return policyholders.OnFile(
        name=held.name, id_number=held.id_number, birth_date=held.birth_date, phone=held.phone, mail=held.mail, policies=()
    )


def _journal_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it would be if whoever fails as somebody who exists were journaled on the spot."""
    fail = guessing.fail

    def and_tell(guess: guessing.Guess, *, now: Any) -> None:
        fail(guess, now=now)
        if guess.known:
            guessing.tell(now=now, subject=guess.subject)

    monkeypatch.setattr(guessing, "fail", and_tell)


def _count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    verify = MD5PasswordHasher.verify

    def counted(self: Any, password: str, encoded: str) -> bool:
        hashed.append(encoded)
        return bool(verify(self, password, encoded))

    monkeypatch.setattr(MD5PasswordHasher, "verify", counted)
    return hashed
