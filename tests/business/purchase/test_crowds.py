"""Many buyers at a slow acquirer: they wait beside the threads that serve pages, nobody waits without an end, and what is said is true."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests import builders
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.payment import opening
from toubao.business.payment.models import Payment
from toubao.business.purchase.models import Purchase
from toubao.gateways.evidence import Crowded, NotAsked
from toubao.journal.models import Entry

BUYERS, THREADS, SLOW = 16, 4, 0.6


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[list[str]]:
    """A web process of our own, with an acquirer that takes its time; the pages it opened."""
    opened: list[str] = []

    def asked(payment: object, places: dict[str, str]) -> str:
        time.sleep(SLOW)
        opened.append(f"page of {payment}")
        return opened[-1]

    settings.OPEN_PAGES_BESIDE = True
    monkeypatch.setattr(opening, "_work", asked)
    yield opened
    until = time.monotonic() + 20
    while opening._open and time.monotonic() < until:
        time.sleep(0.01)


def press(payment: Payment) -> str:
    """What a buyer is told who goes to pay."""
    try:
        return opening.opened(payment=payment, description="", return_url="", webhook_url="", now=builders.NOW) or "let go"
    except opening.StillOpening:
        return "being opened"
    except opening.TooMany:
        return "too many"


def another_waits(buyers: int = BUYERS) -> tuple[float, list[str]]:
    """How long somebody else waits for a page of their own while so many buyers press at once, and what these are told."""
    with ThreadPoolExecutor(THREADS) as pages:
        started = time.monotonic()
        pressed = [pages.submit(press, Payment()) for _ in range(buyers)]
        quote = pages.submit(lambda: time.monotonic() - started)
        return quote.result(), [each.result() for each in pressed]


def test_12_1_1_anothers_quote_is_served_while_sixteen_buyers_stand_at_a_slow_acquirer(beside: list[str]) -> None:
    waited, told = another_waits()
    assert waited < 0.3
    assert told.count("being opened") >= BUYERS - THREADS
    assert "too many" not in told


def test_control_if_who_buys_waits_in_a_thread_that_serves_pages_everybody_waits(
    beside: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_moments", threading.BoundedSemaphore(BUYERS))
    assert another_waits()[0] > 2 * SLOW


def test_who_was_told_that_it_is_being_opened_has_it_in_time_and_who_would_not_is_told_at_once(beside: list[str]) -> None:
    most = opening.MOST_WAITING
    _, told = another_waits(most + 5)
    accepted = [each for each in told if each != "too many"]
    assert len(accepted) in range(most, most + 5)
    until = time.monotonic() + most / opening.AT_ONCE * SLOW + 2
    while len(beside) < len(accepted) and time.monotonic() < until:
        time.sleep(0.01)
    assert len(beside) == len(accepted)


def test_the_acquirer_has_answered_or_was_given_up_within_what_the_waiting_is_reckoned_with(institutions: RunningSandbox) -> None:
    assert outside.line("card").patience.total <= opening.LONGEST
    assert opening.MOST_WAITING / opening.AT_ONCE * opening.LONGEST <= opening.WITHIN


@pytest.mark.django_db
def test_whom_nobody_asked_did_not_fail(institutions: RunningSandbox, confirmed: Purchase, crowded: None) -> None:
    with pytest.raises(Crowded):
        look_up(confirmed)
    kept = Entry.objects.filter(subject_id=confirmed.pk).order_by("number").last()
    assert kept is not None
    assert (kept.event, kept.facts["reason"], kept.facts["attempts"]) == ("institution.not_asked", "too many wait", 0)


@pytest.mark.django_db
def test_while_the_circuit_is_open_nobody_is_asked_and_nobody_failed(institutions: RunningSandbox, confirmed: Purchase) -> None:
    institutions.switch("card", unreachable=True)
    for _ in range(2):
        with pytest.raises(outside.GatewayError):
            look_up(confirmed)
    with pytest.raises(NotAsked):
        look_up(confirmed)
    said = Entry.objects.filter(subject_id=confirmed.pk).order_by("number").values_list("event", flat=True)
    assert list(said)[-3:] == ["institution.failed", "institution.failed", "institution.not_asked"]


def look_up(purchase: Purchase) -> None:
    asked = outside.institutions().card.look_up
    outside.ask(lambda: asked(order="o-1"), name="card.look_up", about=purchase.about, now=builders.NOW)
