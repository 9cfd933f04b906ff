"""A slow institution holds up a bounded share of the threads that serve pages: the rest are told at once."""

import threading
from time import monotonic

import pytest

from tests.gateways.conftest import Lines
from toubao.gateways import patience
from toubao.gateways.bulkhead import Bulkhead, Full
from toubao.gateways.evidence import Crowded
from toubao.gateways.patience import Patience

BUYERS, SLOW = 8, 0.8


@pytest.fixture
def bulkhead(monkeypatch: pytest.MonkeyPatch) -> Bulkhead:
    """One of the test's own in place of the process's."""
    mine = Bulkhead()
    monkeypatch.setattr(patience, "BULKHEAD", mine)
    return mine


def held(lines: Lines) -> tuple[list[float], list[str]]:
    """How long each of several buyers at a slow acquirer held a thread, and what those heard who were turned away."""
    lines.sandbox.switch("card", slow_seconds=SLOW)
    lines.patience = Patience(connect=1.0, attempt=5.0, total=5.0, attempts=1)
    seconds, turned_away, lock = list[float](), list[str](), threading.Lock()

    def buy() -> None:
        started = monotonic()
        try:
            lines.ask("card")
        except Crowded as error:
            turned_away.append(error.reason)
        with lock:
            seconds.append(monotonic() - started)

    threads = [threading.Thread(target=buy) for _ in range(BUYERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(seconds), turned_away


def test_one_waits_and_the_others_are_turned_away_at_once(lines: Lines, bulkhead: Bulkhead) -> None:
    bulkhead.limit(each=1, whole=2, patience=0.1)
    seconds, turned_away = held(lines)
    assert turned_away == ["too many wait"] * (BUYERS - 1)
    assert seconds[BUYERS - 2] < SLOW / 2
    assert lines.acted("card") == 1, "who was turned away has not asked"


def test_control_without_it_everybody_holds_a_thread_as_long_as_the_acquirer_likes(lines: Lines, bulkhead: Bulkhead) -> None:
    seconds, turned_away = held(lines)
    assert turned_away == []
    assert seconds[0] >= SLOW


def test_another_institution_has_room_until_the_whole_is_full(bulkhead: Bulkhead) -> None:
    bulkhead.limit(each=1, whole=2, patience=0)
    with bulkhead.room("card"):
        with pytest.raises(Full), bulkhead.room("card"):
            pass
        with bulkhead.room("bank"), pytest.raises(Full), bulkhead.room("ocsp"):
            pass
        with bulkhead.beside(), bulkhead.room("card"):
            pass
        with bulkhead.room("bank"):
            bulkhead.lift()
            with bulkhead.room("card"):
                pass
    with bulkhead.room("card"):
        pass


def test_of_those_that_find_no_room_one_stands_by_and_the_others_hold_no_thread(bulkhead: Bulkhead) -> None:
    bulkhead.limit(each=1, whole=1, patience=0.4)
    seconds: list[float] = []

    def try_to_enter() -> None:
        started = monotonic()
        with pytest.raises(Full), bulkhead.room("card"):
            pass
        seconds.append(monotonic() - started)

    with bulkhead.room("card"):
        threads = [threading.Thread(target=try_to_enter) for _ in range(BUYERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(5)
    assert [each > 0.3 for each in sorted(seconds)] == [False] * (BUYERS - 1) + [True]


def test_who_waits_a_moment_gets_the_room_that_comes_free(bulkhead: Bulkhead) -> None:
    bulkhead.limit(each=1, whole=1, patience=2)
    entered = threading.Event()

    def stay() -> None:
        with bulkhead.room("card"):
            entered.set()
            threading.Event().wait(0.1)

    thread = threading.Thread(target=stay)
    thread.start()
    entered.wait(2)
    with bulkhead.room("card"):
        pass
    thread.join(2)
