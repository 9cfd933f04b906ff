"""The worker's own dealings with the queue: no job may hold its lock for ever, or what waits behind it never comes."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

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
