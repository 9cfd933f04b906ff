"""The worker's own dealings with the queue: no job may hold its lock for ever, or what waits behind it never comes."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicRegistry

from toubao.business import work
from toubao.doors.cli import worker

LOCK, NAME = "policy:1", "tests.fails_at_first"
Ran = list[datetime]


@pytest.fixture
def ran(lasting: None) -> Iterator[Ran]:
    """A job that fails the first time, while its like was found undone and queued; when it ran."""
    times: Ran = []

    def fails_at_first(*, now: datetime) -> None:
        times.append(now)
        if len(times) == 1:
            found_undone()
            connection.close()  # of the thread in which jobs are done, which the test's database would wait for
            raise RuntimeError("the institution is down")

    work.job(NAME)(fails_at_first)
    yield times
    del work.JOBS[NAME], app.tasks[NAME]
    forget()


def found_undone() -> None:
    """What `due.act` does every minute."""
    work.defer(NAME, lock=LOCK, once=True)


def states() -> list[str]:
    return sorted(ProcrastinateJob.objects.filter(task_name=NAME).values_list("status", flat=True))


def in_hand_of_nobody() -> None:
    """A worker fetched the job and was killed."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = %s", [NAME])


def forget() -> None:
    """The queue's own tables are not emptied between tests."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [NAME])


def work_until_idle() -> None:
    async def working() -> None:
        own = worker.working_app()
        own.periodic_registry = PeriodicRegistry()
        async with own.open_async():
            await own.run_worker_async(concurrency=1, wait=False)

    asyncio.run(working())


def take_up_stalled() -> None:
    async def for_a_second() -> None:
        own = worker.working_app()
        async with own.open_async():
            with suppress(TimeoutError):
                await asyncio.wait_for(worker._take_up_stalled(own), 1)

    asyncio.run(for_a_second())


def test_a_job_that_fails_while_its_like_was_queued_lets_it_go_on(ran: Ran) -> None:
    found_undone()
    work_until_idle()
    assert len(ran) == 2
    assert states() == ["failed"]


@pytest.mark.parametrize(
    ("queued", "left"), [(found_undone, ["todo"]), (lambda: None, ["todo"]), (lambda: work.defer(NAME, lock=LOCK), ["todo", "todo"])]
)
def test_what_a_killed_worker_had_in_hand_is_queued_again_unless_its_like_waits(
    ran: Ran, queued: Callable[[], None], left: list[str]
) -> None:
    found_undone()
    in_hand_of_nobody()
    queued()
    take_up_stalled()
    assert states() == left


SLOW, CODE = "tests.slow_institution", "tests.code"
AT_ONCE = 4


@dataclass
class Lanes:
    """As many slow jobs as a lane does at once, which end when they are told to, and what was done meanwhile."""

    go_on: threading.Event = field(default_factory=threading.Event)
    in_hand: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    came: threading.Event = field(default_factory=threading.Event)

    def stand(self, *, now: datetime) -> None:
        connection.close()
        self.in_hand.release()
        self.go_on.wait(20)

    def arrive(self, *, now: datetime) -> None:
        connection.close()
        self.came.set()

    async def comes_meanwhile(self) -> bool:
        """Whether a code arrives within three seconds while every job of another lane stands at a slow institution."""
        own = worker.working_app()
        own.periodic_registry = PeriodicRegistry()
        working = asyncio.create_task(worker._work(own, concurrency=AT_ONCE, wait=True))
        for _ in range(AT_ONCE):
            await beside(self.in_hand.acquire, timeout=10)
        await beside(code_asked_for)
        came = await beside(self.came.wait, 3)
        self.go_on.set()
        working.cancel()
        await asyncio.wait([working])
        return came


def code_asked_for() -> None:
    work.defer(CODE, lane=work.Lane.SMS)
    connection.close()


async def beside(call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Do it in a thread that is none of the worker's."""
    with ThreadPoolExecutor(1) as own:
        return await asyncio.get_running_loop().run_in_executor(own, partial(call, *arguments, **named))


@pytest.fixture
def lanes(lasting: None, request: pytest.FixtureRequest) -> Iterator[Lanes]:
    found = Lanes()
    work.job(SLOW, lane=getattr(request, "param", work.Lane.PURCHASES))(found.stand)
    work.job(CODE)(found.arrive)
    for _ in range(AT_ONCE):
        work.defer(SLOW)
    yield found
    found.go_on.set()
    for name in (SLOW, CODE):
        del work.JOBS[name], app.tasks[name]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE 'tests.%'")


def test_a_code_arrives_while_every_purchase_in_hand_waits_at_a_slow_institution(lanes: Lanes) -> None:
    assert asyncio.run(lanes.comes_meanwhile())


def test_control_in_one_lane_for_everything_it_does_not(lanes: Lanes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_lanes", lambda *, wait: [None])
    assert not asyncio.run(lanes.comes_meanwhile())


@pytest.mark.parametrize("lanes", [work.Lane.DOCUMENTS], indirect=True)
def test_documents_are_made_two_at_a_time_whatever_waits(lanes: Lanes) -> None:
    async def in_hand() -> list[bool]:
        own = worker.working_app()
        own.periodic_registry = PeriodicRegistry()
        working = asyncio.create_task(worker._work(own, concurrency=AT_ONCE, wait=True))
        begun = [await beside(lanes.in_hand.acquire, timeout=10) for _ in range(2)] + [await beside(lanes.in_hand.acquire, timeout=1)]
        lanes.go_on.set()
        begun += [await beside(lanes.in_hand.acquire, timeout=10)]
        working.cancel()
        await asyncio.wait([working])
        return begun

    assert asyncio.run(in_hand()) == [True, True, False, True]


def test_the_worker_stops_when_a_signal_says_so_and_ends_what_it_has_in_hand(lanes: Lanes) -> None:
    async def stopped() -> bool:
        own = worker.working_app()
        own.periodic_registry = PeriodicRegistry()
        working = asyncio.create_task(worker._work(own, concurrency=AT_ONCE, wait=True))
        await beside(lanes.in_hand.acquire, timeout=10)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.sleep(0.3)
        ended_before = working.done()
        lanes.go_on.set()
        await asyncio.wait_for(working, 10)
        return not ended_before

    assert asyncio.run(stopped())
    assert "doing" not in ProcrastinateJob.objects.filter(task_name=SLOW).values_list("status", flat=True)
