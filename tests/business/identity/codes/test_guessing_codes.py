"""Guessing at codes over many registrations and accounts: the shared budget trips before it pays, and locks nobody out."""

from datetime import timedelta

import pytest

from tests import builders
from toubao.business.identity import actions
from toubao.business.identity.codes import otp
from toubao.business.identity.codes.allowances import limits
from toubao.business.identity.models import Allowance, OneTimePassword, Registration

pytestmark = pytest.mark.django_db
NOW = builders.NOW


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget of ten wrong codes an hour."""
    monkeypatch.setitem(limits(), "otp_failures", {**limits()["otp_failures"], "most": 10})


def registering(serial: int) -> Registration:
    """Somebody, from a network of their own, whose code is on its way."""
    registration, _ = actions.begin_registration(
        way="online", channel="localhost", channel_is_ours=True, notices=builders.NOTICES, shown=tuple(builders.NOTICES),
        read=tuple(builders.NOTICES), consented=True,
        now=NOW,
    )  # fmt: skip
    assert actions.identify(registration=registration, known=builders.somebody(serial), now=NOW).taken
    send(registration)
    return registration


def send(registration: Registration) -> None:
    network = str(registration.pk)
    assert actions.send_registration_code(registration=registration, channel="sms", insurer="測試", network=network, now=NOW).sent


def enter(registration: Registration, entered: str) -> str:
    """What came of entering a code."""
    _, checked = actions.verify_registration(registration=registration, entered=entered, now=NOW)
    return checked.outcome


def digits(registration: Registration) -> int:
    return len(builders.last_code(registration.pk))


def wrong(registration: Registration) -> str:
    return f"{(int(builders.last_code(registration.pk)) + 1) % 10**6:06d}"


def test_guessing_over_many_registrations_trips_the_budget_that_all_share(small: None) -> None:
    honest, attackers = registering(1), [registering(serial) for serial in range(2, 6)]
    told = [enter(each, wrong(each)) for each in attackers for _ in range(5)]
    assert told == ["wrong"] * 10 + ["longer"] * 10, "the third and fourth registration were of no use"
    assert sum(each.tries for each in OneTimePassword.objects.all()) == 10
    assert Allowance.objects.get(bucket="otp_failures:all").used == 10
    assert enter(honest, builders.last_code(honest.pk)) == "longer", "six figures don't count while many guess"
    send(honest)
    assert digits(honest) == otp.LONGER
    assert enter(honest, builders.last_code(honest.pk)) == "right", "nobody has to wait"


def test_a_longer_code_has_its_five_tries_and_stays_good_when_calm_returns(small: None) -> None:
    one = registering(1)
    Allowance.objects.create(bucket="otp_failures:all", starts=NOW.replace(minute=0), used=10)
    send(one)
    right = builders.last_code(one.pk)
    assert [enter(one, f"{(int(right) + place) % 10**8:08d}") for place in (1, 2, 3, 4)] == ["wrong"] * 4
    Allowance.objects.all().delete()
    assert enter(one, right) == "right"


def test_the_next_hour_is_calm_again(small: None) -> None:
    Allowance.objects.create(bucket="otp_failures:all", starts=NOW.replace(minute=0), used=10)
    assert (otp.digits_now(NOW), otp.digits_now(NOW + timedelta(hours=1))) == (otp.LONGER, otp.DIGITS)


def test_tries_at_void_codes_use_up_nothing_that_others_need(small: None) -> None:
    """With one exhausted code, nobody makes the others' codes void."""
    one = registering(1)
    told = [enter(one, wrong(one)) for _ in range(30)]
    assert told == ["wrong"] * 5 + ["exhausted"] * 25
    assert otp.digits_now(NOW) == otp.DIGITS


def test_sending_again_gives_few_more_tries(small: None) -> None:
    one, tries = registering(1), 0
    while True:
        tries += sum(enter(one, wrong(one)) == "wrong" for _ in range(6))
        network = str(one.pk)
        if not actions.send_registration_code(registration=one, channel="sms", insurer="測試", network=network, now=NOW).sent:
            break
    assert tries <= limits()["otp_subject"]["most"] * otp.TRIES


def test_a_day_of_guessing_as_fast_as_the_budgets_let_finds_a_code_in_less_than_one_of_a_hundred_days() -> None:
    """The figure of docs/operate/attacks.md: all budgets at their limit all day, every code that is sent guessed at five times."""
    most = {name: limit.get("most", 0) for name, limit in limits().items()}
    short = 24 * most["otp_failures"] / 10**otp.DIGITS
    long = 24 * most["otp_registrations"] * otp.TRIES / 10**otp.LONGER
    assert short == pytest.approx(0.0048)
    assert long == pytest.approx(0.0024)
    assert short + long < 0.01
    for address in ("otp_address_day", "otp_new_address_day"):
        assert most[address] * otp.TRIES / 10**otp.DIGITS == pytest.approx(0.0001)
