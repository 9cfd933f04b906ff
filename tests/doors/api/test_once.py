"""Idempotency keys: the same again, another body, still running, taken for dead, a day old, and two at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import OperationalError, connection

from tests import builders
from toubao.business.identity.models import Account, ApiRequest
from toubao.business.identity.programs import repeats
from toubao.business.identity.programs.repeats import Claim, Keyed, Standing
from toubao.business.purchase import actions
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting.models import Reservation
from toubao.products import load


def test_the_same_request_again_gets_the_same_answer(program: Any) -> None:
    first = program.call("POST", "/v1/applications", {}, key="k")
    again = program.call("POST", "/v1/applications", {}, key="k")
    assert (again.status_code, again.json()) == (201, first.json())
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Purchase.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(program: Any) -> None:
    program.call("POST", "/v1/applications", {}, key="k")
    told = program.call("POST", "/v1/applications", {"product": "travel-accident"}, key="k")
    assert (told.status_code, told.json()["type"].partition("#")[2]) == (422, "problem-key-reused")
    assert Purchase.objects.count() == 1


def test_keys_are_each_accounts_own(program: Any) -> None:
    builders.registered_account(2)
    other = type(program)().sign_in(2)
    ids = {each.call("POST", "/v1/applications", {}, key="k").json()["id"] for each in (program, other)}
    assert len(ids) == 2


@pytest.mark.parametrize("key", [None, "x" * 201, "two words", "鍵"])
def test_a_missing_or_odd_key_is_said(program: Any, key: str | None) -> None:
    told = program.call("POST", "/v1/applications", {}, key=key)
    assert (told.status_code, told.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert not Purchase.objects.exists()


def test_a_refusal_is_kept_and_costs_no_second_try(program: Any) -> None:
    at = program.ready()
    wrong = f"{(int(program.send_code(at)) + 1) % 1_000_000:06d}"
    first, again = (program.call("POST", f"{at}/confirmation", {"code": wrong}, key="k") for _ in range(2))
    assert first.json() == again.json()
    assert "還可以再試 4 次" in again.json()["detail"] + str(again.json()["errors"])


def same_trip(program: Any) -> Callable[[], Any]:
    """Another application for the same trip is sent in; it goes away when that is given up."""
    other = program.ready()
    assert program.call("POST", f"{other}/confirmation", {"code": program.send_code(other)}).status_code == 200
    return lambda: program.call("DELETE", other)


def cooling_off(_: Any) -> Callable[[], Any]:
    """How the applicant is reached was changed; it cools off for a while."""
    Account.objects.update(cooled_until=builders.NOW + timedelta(days=1))
    return lambda: Account.objects.update(cooled_until=None)


def over_the_limit(_: Any) -> Callable[[], Any]:
    """Other cover for the same days takes the whole limit; it goes away when that is let go."""
    insured, line = Account.objects.get().person_id, load("travel-accident", on=builders.NOW.date()).line
    days = {"starts": builders.NOW, "ends": builders.NOW + timedelta(days=90), "made_at": builders.NOW}
    Reservation.objects.create(purchase=uuid4(), insured=insured, line=line, amount=12_000_000, others=0, **days)
    return lambda: Reservation.objects.update(state="released")


def asleep(_: Any) -> Callable[[], Any]:
    """Five years without a purchase; it goes away when identity is verified anew."""
    Account.objects.update(verified_at=builders.NOW - timedelta(days=5 * 366))
    return lambda: Account.objects.update(verified_at=builders.NOW)


@pytest.mark.parametrize("hinder", [same_trip, cooling_off, over_the_limit, asleep])
@pytest.mark.parametrize("step", ["agreement", "codes"])
def test_what_is_in_the_way_and_goes_away_is_not_kept(program: Any, hinder: Callable[[Any], Callable[[], Any]], step: str) -> None:
    at = program.ready() if step == "codes" else program.begin()
    documents = program.enter(at).json()["documents"]
    body = {"channel": "sms"} if step == "codes" else {"shown": documents, "agreed": documents}
    mend = hinder(program)
    told = [program.call("POST", f"{at}/{step}", body, key="k") for _ in range(2)]
    assert [each.status_code for each in told] == [403 if hinder is asleep else 422] * 2
    mend()
    program.call("GET", f"{at}/documents")
    again = program.call("POST", f"{at}/{step}", body, key="k")
    assert again.status_code == (202 if step == "codes" else 200), again.content
    assert "Idempotency-Replayed" not in again
    kept = program.call("POST", f"{at}/{step}", body, key="k")
    assert (kept.json(), kept["Idempotency-Replayed"]) == (again.json(), "true")


def test_what_broke_may_be_tried_again(program: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    started = actions.start

    def breaks(**told: Any) -> Any:
        started(**told)
        raise RuntimeError("王示範 0912345678")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "start", breaks)
        told = program.call("POST", "/v1/applications", {}, key="k")
    assert told.status_code == 500
    assert "王示範" not in told.content.decode()
    assert told.json()["type"].endswith("#problem-broken")
    assert "RuntimeError" in caplog.text
    assert program.call("POST", "/v1/applications", {}, key="k").status_code == 201
    assert Purchase.objects.count() == 1


def test_while_the_database_is_away_a_program_is_told_when_to_come_back(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**told: Any) -> Any:
        raise OperationalError("terminating connection due to administrator command")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "start", away)
        told = program.call("POST", "/v1/applications", {}, key="k")
    assert (told.status_code, told["Retry-After"], told["Content-Type"]) == (503, "10", "application/problem+json")
    assert told.json()["type"].endswith("#problem-unavailable")
    assert "terminating" not in told.content.decode()
    assert program.call("POST", "/v1/applications", {}, key="k").status_code == 201


def test_one_that_died_is_made_once(program: Any, account: Account, at_noon: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(repeats, "keep", lambda *_: None)
        died = program.call("POST", "/v1/applications", {}, key="k").json()["id"]
    running = program.call("POST", "/v1/applications", {}, key="k")
    assert (running.status_code, running["Retry-After"]) == (409, "1")
    at_noon.shift(timedelta(minutes=1))
    again = program.call("POST", "/v1/applications", {}, key="k")
    assert (again.status_code, again.json()["id"]) == (201, died)
    assert Purchase.objects.count() == 1


def test_a_key_is_free_again_after_a_day(account: Account) -> None:
    asked = Keyed("account:1", "k", b"one", account.person.key)
    first = repeats.claim(asked, now=builders.NOW)
    repeats.keep(asked, first, {"status": 200, "body": {}})
    almost = builders.NOW + timedelta(hours=24) - timedelta(microseconds=1)
    assert repeats.claim(asked, now=almost).standing is Standing.ANSWERED
    anew = repeats.claim(Keyed("account:1", "k", b"two", account.person.key), now=builders.NOW + timedelta(hours=24))
    assert (anew.standing, anew.thing != first.thing) == (Standing.OURS, True)


def test_answers_are_sealed(account: Account) -> None:
    for holder in (account.person.key, None):
        asked = Keyed(f"somebody:{holder is None}", "k", b"request", holder)
        ours = repeats.claim(asked, now=builders.NOW)
        repeats.keep(asked, ours, {"status": 200, "body": {"name": "王示範"}})
        kept = bytes(ApiRequest.objects.get(pk=asked.index).answer or b"")
        assert kept
        assert "王示範".encode() not in kept
        assert repeats.claim(asked, now=builders.NOW).answer == {"status": 200, "body": {"name": "王示範"}}
        assert repr(asked) == "Keyed(…)"


@pytest.fixture
def committed(lasting: None) -> Any:
    """A program whose account is committed, for threads with connections of their own."""
    with time_machine.travel(builders.NOW, tick=False):
        builders.product()
        builders.registered_account()
        from tests.doors.api.conftest import Program

        yield Program().sign_in()


def _closing(call: Any) -> Any:
    try:
        return call()
    finally:
        connection.close()


def _race(program: Any) -> list[int]:
    barrier = Barrier(2)

    def one(_: int) -> int:
        def call() -> int:
            barrier.wait(10)
            status: int = program.call("POST", "/v1/applications", {}, key="race").status_code
            return status

        found: int = _closing(call)
        return found

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, range(2)))


def test_of_two_at_once_one_acts(committed: Any) -> None:
    assert _race(committed) in ([201, 201], [201, 409])
    assert Purchase.objects.count() == 1


def test_without_the_guard_both_would_act(committed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: with every claim granted the same race begins two."""
    from uuid import uuid4

    monkeypatch.setattr(repeats, "claim", lambda asked, *, now: Claim(Standing.OURS, uuid4(), now))
    assert _race(committed) == [201, 201]
    assert Purchase.objects.count() == 2


def test_the_second_waits_outside_while_the_first_is_acting(committed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, go_on, started = Event(), Event(), actions.start

    def slow(**told: Any) -> Any:
        inside.set()
        assert go_on.wait(20)
        return started(**told)

    monkeypatch.setattr(actions, "start", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_closing, lambda: committed.call("POST", "/v1/applications", {}, key="slow"))
        assert inside.wait(20)
        second = committed.call("POST", "/v1/applications", {}, key="slow")
        go_on.set()
        begun = first.result(20)
    assert (begun.status_code, second.status_code) == (201, 409)
    assert committed.call("POST", "/v1/applications", {}, key="slow").json() == begun.json()
    assert Purchase.objects.count() == 1
