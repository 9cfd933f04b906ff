"""Ten thousand guesses at one code at the same time: at most five are looked at, and then it is void (proof: identity, codes)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests import builders
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
        purpose="register", about=about, key=key, channel="sms", to="0912345678", bound=BOUND, wording="密碼為 {code}", network="n",
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
