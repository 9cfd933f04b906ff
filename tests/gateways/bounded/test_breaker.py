"""The circuit breaker: by itself with a held clock, and on a line to the real sandbox, with a control without it."""

import threading

import pytest

from tests.gateways.conftest import HeldClock, Lines
from toubao.gateways.breaker import Breaker
from toubao.gateways.evidence import NoAnswer, NotAsked, Rejected
from toubao.gateways.patience import Patience
from toubao.gateways.sms import HttpSms

ONE_TRY = Patience(connect=1.0, attempt=1.0, total=3.0, attempts=1, pause=0.0)


def test_opens_after_failures_in_a_row_only(clock: HeldClock) -> None:
    breaker = Breaker(failures=3, rest=20, clock=clock)
    for _ in range(2):
        breaker.failed()
    breaker.succeeded()
    for _ in range(2):
        breaker.failed()
    assert breaker.state == "closed"
    assert breaker.admits()
    breaker.failed()
    assert breaker.state == "open"
    assert not breaker.admits()


def test_half_open_lets_one_probe_through(clock: HeldClock) -> None:
    breaker = Breaker(failures=1, rest=20, clock=clock)
    breaker.failed()
    clock.sleep(19.9)
    assert not breaker.admits()
    clock.sleep(0.1)
    assert breaker.state == "half-open"
    assert breaker.admits()
    assert not breaker.admits()


def test_failed_probe_opens_again_and_good_probe_closes(clock: HeldClock) -> None:
    breaker = Breaker(failures=2, rest=20, clock=clock)
    breaker.failed()
    breaker.failed()
    clock.sleep(20)
    assert breaker.admits()
    breaker.failed()
    assert breaker.state == "open"
    clock.sleep(20)
    assert breaker.admits()
    breaker.succeeded()
    assert breaker.state == "closed"
    breaker.failed()
    assert breaker.state == "closed"


def test_probe_that_never_reports_does_not_block_for_ever(clock: HeldClock) -> None:
    breaker = Breaker(failures=1, rest=20, clock=clock)
    breaker.failed()
    clock.sleep(20)
    assert breaker.admits()
    clock.sleep(20)
    assert breaker.admits()


def test_many_threads_get_one_probe_between_them(clock: HeldClock) -> None:
    breaker = Breaker(failures=1, rest=20, clock=clock)
    breaker.failed()
    clock.sleep(20)
    admitted: list[bool] = []
    threads = [threading.Thread(target=lambda: admitted.append(breaker.admits())) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(admitted) == 1


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_open_circuit_asks_nobody_until_it_has_rested(lines: Lines, clock: HeldClock, guarded: bool) -> None:
    breaker = Breaker(failures=3 if guarded else 10**9, rest=20, clock=clock)
    line = lines.to("sms", breaker=breaker, patience=ONE_TRY, nerves=clock.nerves)
    lines.sandbox.switch("phone", down=True)

    def send(reference: str) -> str:
        return HttpSms(line).send(reference=reference, to="+886912345678", text="x").id

    for at in range(3):
        with pytest.raises(NoAnswer):
            send(f"down-{at}")
    lines.sandbox.switch("phone", down=False)
    if not guarded:  # the control: without the breaker the fourth question goes out and is answered
        assert send("fourth").startswith("M")
        return
    with pytest.raises(NotAsked) as caught:
        send("fourth")
    assert caught.value.evidence.attempts == 0
    assert caught.value.reason == "circuit open"
    assert lines.get("/ledger.json?institution=phone") == []
    clock.sleep(20)
    assert send("fifth").startswith("M")
    assert line.breaker.state == "closed"
    assert send("sixth").startswith("M")


def test_circuit_that_opens_between_attempts_is_no_answer_because_the_first_may_have_acted(lines: Lines, clock: HeldClock) -> None:
    line = lines.to("sms", breaker=Breaker(failures=1, clock=clock), patience=Patience(attempts=3, pause=0.1), nerves=clock.nerves)
    lines.sandbox.switch("phone", lose_answers=True)
    with pytest.raises(NoAnswer) as caught:
        HttpSms(line).send(reference="r", to="+886912345678", text="x")
    assert caught.value.evidence.attempts == 1
    assert len(lines.sandbox.messages("+886912345678")) == 1


def test_a_refusal_is_an_answer_and_closes_the_circuit(lines: Lines, clock: HeldClock) -> None:
    breaker = Breaker(failures=2, clock=clock)
    breaker.failed()
    line = lines.to("sms", breaker=breaker)
    with pytest.raises(Rejected):
        HttpSms(line).send(reference="r", to="not a number", text="x")
    breaker.failed()
    assert breaker.state == "closed"


def test_pauses_double_with_jitter_and_never_outlast_the_total(lines: Lines, clock: HeldClock) -> None:
    lines.sandbox.switch("phone", down=True)
    line = lines.to("sms", patience=Patience(attempts=9, pause=1.0, total=12.0), nerves=clock.nerves)
    with pytest.raises(NoAnswer) as caught:
        HttpSms(line).send(reference="r", to="+886912345678", text="x")
    assert clock.slept == [1.0, 2.0, 4.0]  # the next, 8 seconds, would go beyond the 12
    assert caught.value.evidence.attempts == 4
    assert caught.value.evidence.latency_ms == 7000
