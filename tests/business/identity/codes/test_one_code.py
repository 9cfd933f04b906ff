"""Ten thousand guesses at one code at once, of which five are looked at; and one code for however many presses (proof: identity, codes)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests import builders
from toubao.business.correspondence.models import Message
from toubao.business.identity.codes import otp
from toubao.business.identity.codes.allowances import limits, spend
from toubao.business.identity.models import Allowance, OneTimePassword
from toubao.business.steps import About
from toubao.journal.keys import make_key
from toubao.journal.models import Entry

HANDS, GUESSES = 12, 10_000
BOUND = otp.binding("a thing")


@pytest.fixture
def code(lasting: None) -> tuple[About, str]:
    """A code on its way, and what it is about."""
    holder = uuid4()
    key, about = make_key(holder, now=builders.NOW), About(uuid4(), "registration", holder)
    sent = otp.send(
        purpose="register", about=about, key=key, channel="sms", to="0912345678", bound=BOUND, wording="驗證碼為 {code}", network="n",
        now=builders.NOW,
    )  # fmt: skip
    assert sent.sent
    return about, builders.last_code(about.id)


def guess(about: About, entered: str) -> str:
    return otp.check(purpose="register", about=about, entered=entered, bound=BOUND, now=builders.NOW).outcome


def at_once(act: Callable[[int], list[str]]) -> Counter[str]:
    """What came of several hands that begin at the same moment, each with a connection of its own."""
    start = Barrier(HANDS)

    def one(hand: int) -> list[str]:
        start.wait(30)
        try:
            return act(hand)
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return Counter(outcome for told in pool.map(one, range(HANDS)) for outcome in told)


def wrong(code: str, place: int) -> str:
    """The guess with this number, which is not the code."""
    return f"{(int(code) + 1 + place) % 10**otp.DIGITS:06d}"


def test_of_ten_thousand_guesses_at_once_at_most_five_are_looked_at(code: tuple[About, str]) -> None:
    about, right = code
    told = at_once(lambda hand: [guess(about, wrong(right, place)) for place in range(hand, GUESSES, HANDS)])
    assert sum(told.values()) == GUESSES
    assert (told["wrong"], set(told)) == (otp.TRIES, {"wrong", "exhausted"})
    assert OneTimePassword.objects.get().tries == otp.TRIES
    assert guess(about, right) == "exhausted"
    assert OneTimePassword.objects.get().used_at is None
    assert Entry.objects.filter(event="otp.failed").count() == otp.TRIES
    assert Allowance.objects.get(bucket="otp_failures:all").used == otp.TRIES


def test_a_right_code_sent_in_many_times_at_once_is_right_once(code: tuple[About, str]) -> None:
    about, right = code
    told = at_once(lambda _: [guess(about, right)])
    assert (told["right"], told["used"]) == (1, HANDS - 1)


def test_an_allowance_is_never_overspent_however_many_take_from_it_at_once(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits(), "proof_account", {"seconds": 900, "most": 100})
    both = (("proof_account", "one"), ("api_network", "n"))
    told = at_once(lambda _: [spend(*both, now=builders.NOW) for _ in range(20)])
    assert told[""] == 100
    assert Allowance.objects.get(bucket="proof_account:one").used == 100


def test_control_without_the_condition_more_than_five_are_looked_at(code: tuple[About, str], monkeypatch: pytest.MonkeyPatch) -> None:
    about, right = code
    unguarded = otp._CHECK.replace("AND tries < %(most)s ", "")
    assert unguarded != otp._CHECK
    monkeypatch.setattr(otp, "_CHECK", unguarded)
    monkeypatch.setattr(otp, "void", lambda sent, now: "")
    told = at_once(lambda hand: [guess(about, wrong(right, place)) for place in range(hand, 10 * HANDS, HANDS)])
    assert told["wrong"] == 10 * HANDS


def test_control_looking_first_and_counting_then_would_look_at_more_than_five(code: tuple[About, str]) -> None:
    about, _ = code
    looked = Barrier(HANDS)

    def look_then_count(_: int) -> list[str]:
        found = OneTimePassword.objects.get(subject=about.id)
        looked.wait(30)
        if found.tries >= otp.TRIES:
            return ["exhausted"]
        OneTimePassword.objects.filter(pk=found.pk).update(tries=found.tries + 1)
        return ["wrong"]

    told: Any = at_once(look_then_count)
    assert told["wrong"] > otp.TRIES


def ask(about: About, key: Any, *, bound: bytes = BOUND, channel: str = "sms", now: datetime = builders.NOW) -> otp.Sending:
    """A code is asked for, to be sent to the same person."""
    to = "0912345678" if channel == "sms" else "someone@demo.example"
    return otp.send(
        purpose="confirm", about=about, key=key, channel=channel, to=to, bound=bound, wording="驗證碼為 {code}", network="n", now=now
    )


def pressed_at_once() -> tuple[Counter[str], About]:
    """The same code asked for by every hand at the same moment: what each was told."""
    holder = uuid4()
    key, about = make_key(holder, now=builders.NOW), About(uuid4(), "purchase", holder)
    return at_once(lambda _: ["sent" if (told := ask(about, key)).sent else told.limit]), about


def test_10_1_3_a_code_that_is_asked_for_many_times_at_once_is_sent_and_paid_for_once(lasting: None) -> None:
    told, about = pressed_at_once()
    assert told == {"sent": HANDS}
    assert OneTimePassword.objects.count() == Message.objects.count() == 1
    assert Entry.objects.filter(event="otp.sent").count() == 1
    assert Allowance.objects.get(bucket=f"otp_subject:{about.id}").used == 1
    assert Allowance.objects.get(bucket="sms_money_day:all").used == limits()["sms_price"]["hundredths"]


def test_control_without_the_condition_as_many_are_sent_as_are_allowed(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    unguarded = otp._STORE.replace("WHERE NOT EXISTS (SELECT FROM same)\n", "")
    assert unguarded != otp._STORE
    monkeypatch.setattr(otp, "_STORE", unguarded)
    told, _ = pressed_at_once()
    assert told == {"sent": 6, "otp_subject": HANDS - 6}
    assert Message.objects.count() == 6


def test_control_without_the_lock_of_the_subject_several_are_sent(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has looked before any has committed."""
    meeting, store = Barrier(HANDS), otp._store
    monkeypatch.setattr(otp, "note", lambda *_, **__: None)

    def all_at_the_same_time(made: OneTimePassword) -> bool:
        stored = store(made)
        meeting.wait(30)
        return stored

    monkeypatch.setattr(otp, "_store", all_at_the_same_time)
    told, _ = pressed_at_once()
    assert told["sent"] > 1
    assert Message.objects.count() > 1


@pytest.mark.django_db
def test_10_1_3_another_code_is_sent_for_another_thing_another_way_or_after_a_while() -> None:
    holder = uuid4()
    key, about = make_key(holder, now=builders.NOW), About(uuid4(), "purchase", holder)
    ask(about, key)
    first = OneTimePassword.objects.get()
    again = ask(about, key, now=builders.NOW + otp.AGAIN - timedelta(milliseconds=1))
    assert (again.sent, again.at) == (True, builders.NOW)
    assert otp.latest(purpose="confirm", subject=about.id) == first, "what is on its way stays right"
    ask(about, key, bound=otp.binding("changed"))
    ask(about, key, bound=otp.binding("changed"), channel="mail")
    assert OneTimePassword.objects.count() == 3
    assert ask(about, key, bound=otp.binding("changed"), channel="mail", now=builders.NOW + otp.AGAIN).at == builders.NOW + otp.AGAIN
    assert OneTimePassword.objects.count() == 4


@pytest.mark.django_db
def test_10_1_3_a_code_that_opens_nothing_any_more_is_followed_by_another_at_once() -> None:
    holder = uuid4()
    key, about = make_key(holder, now=builders.NOW), About(uuid4(), "purchase", holder)
    for spoilt in ({"tries": otp.TRIES}, {"used_at": builders.NOW}, {"expires_at": builders.NOW}, {"digits": 5}):
        assert ask(about, key).at == builders.NOW
        OneTimePassword.objects.update(**spoilt)
    ask(about, key)
    assert Message.objects.count() == 5
