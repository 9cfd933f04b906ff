"""Many writers at once: the numbers of a subject have no gap and no double."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from tests.journal.given import numbers, somebody, written
from toubao.journal.models import Entry
from toubao.journal.reading import intact

WRITERS, EACH = 8, 6


def at_once(act: Callable[[Barrier], None], times: int = WRITERS) -> None:
    """Run `act` in so many threads, each with a connection of its own, all begun together; raises what any of them raised."""
    together = Barrier(times)

    def run() -> None:
        try:
            act(together)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        for done in [pool.submit(run) for _ in range(times)]:
            done.result(30)


def test_writers_at_once_leave_no_gap_and_no_double(lasting: None) -> None:
    about = somebody()

    def write(together: Barrier) -> None:
        together.wait(30)
        for _ in range(EACH):
            with transaction.atomic():
                written(about)

    at_once(write)
    assert numbers(about.id) == list(range(1, WRITERS * EACH + 1))
    assert all(intact(entry) for entry in Entry.objects.filter(subject_id=about.id))


def test_writers_that_roll_back_among_others_leave_no_gap(lasting: None) -> None:
    about = somebody()

    def write(together: Barrier) -> None:
        together.wait(30)
        for number in range(EACH):
            with transaction.atomic():
                written(about)
                transaction.set_rollback(number % 2 == 1)

    at_once(write)
    assert numbers(about.id) == list(range(1, WRITERS * EACH // 2 + 1))


def test_counting_by_hand_would_give_a_number_twice(lasting: None) -> None:
    """Positive control: read the last entry, then insert what follows it, and all but one are stopped."""
    about = somebody()
    written(about)
    stopped: list[IntegrityError] = []

    def write(together: Barrier) -> None:
        last = _last(about.id)
        together.wait(30)
        try:
            _insert(last)
        except IntegrityError as error:
            stopped.append(error)

    at_once(write)
    assert len(stopped) == WRITERS - 1
    assert numbers(about.id) == [1, 2]


def _last(subject: UUID) -> dict[str, Any]:
    return Entry.objects.filter(subject_id=subject).order_by("-number").values()[0]


def _insert(last: dict[str, Any]) -> None:
    kept = {name: value for name, value in last.items() if name not in ("id", "number", "previous")}
    Entry.objects.create(**kept, number=last["number"] + 1, previous=last["digest"])


@pytest.mark.parametrize("others", [2])
def test_subjects_do_not_wait_for_each_other(lasting: None, others: int) -> None:
    """Each thread holds its transaction open until all have written: with one shared counter this would never end."""
    abouts = [somebody() for _ in range(others)]
    left = list(abouts)

    def write(together: Barrier) -> None:
        about = left.pop()
        with transaction.atomic():
            written(about)
            together.wait(10)

    at_once(write, others)
    assert [numbers(about.id) for about in abouts] == [[1]] * others
