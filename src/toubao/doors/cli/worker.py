"""`toubao worker`: do what is queued and what is due, until told to stop."""

import argparse
import asyncio
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job
    from psycopg import AsyncConnection
    from psycopg_pool import AsyncConnectionPool

# A worker says every two seconds that it lives; after ten without a word its jobs are given to another.
HEARTBEAT, STALLED = 2.0, 10.0
WATCHED = 5.0
SHUT = 2
# Threads beyond those that do jobs, for the worker's own looks: at the doors, and at the names of hosts.
SPARE = 2


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("worker", help="do what is queued and what is due (run by: up)")
    parser.add_argument("--until-idle", action="store_true", help="stop when nothing is queued any more")
    parser.add_argument("--concurrency", type=int, default=4, help="how many jobs at once in each lane (default 4), documents two at most")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Work until a signal says stop; jobs in hand are finished first, for up to twenty seconds."""
    from django.db import close_old_connections, connection

    from toubao.business import whose
    from toubao.doors.cli.ready import django_ready, need_database

    django_ready()
    need_database()
    close_old_connections()  # this thread does no jobs, so it keeps none that they need
    try:
        with whose.resident():
            while _waited_until_open(patient=not chosen.until_idle):
                if not asyncio.run(_work(working_app(), concurrency=chosen.concurrency, wait=not chosen.until_idle)):
                    return 0
    finally:
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's own, which Django's general type leaves out
    return SHUT


def _waited_until_open(*, patient: bool) -> bool:
    """While the doors are shut (business/restoration) nothing is done: wait until they open, or say at once that they are shut."""
    from django.db import close_old_connections

    from toubao.doors.shut import WATCH

    while WATCH.standing().shut:
        if not patient:
            print(f"The doors are shut, so nothing is done: {WATCH.standing().words}.", file=sys.stderr)
            return False
        close_old_connections()
        time.sleep(HEARTBEAT)
    return True


async def _work(app: "App", *, concurrency: int, wait: bool) -> bool:
    """Work, until told to stop or the doors shut; whether they did. All or nothing: if a lane, the taking up or the look at the doors
    fails, the others end as well, and `up` starts the worker anew.
    """
    lanes, stopped = _lanes(wait=wait), asyncio.Event()
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(len(lanes) * concurrency + SPARE, thread_name_prefix="job"))
    async with app.open_async(), asyncio.TaskGroup() as everything:
        taking_up = everything.create_task(_take_up_stalled(app))
        watching = everything.create_task(_stop_when_shut(stopped))
        working = [everything.create_task(_lane(app, lane, concurrency=concurrency, wait=wait)) for lane in lanes]
        await _until_one_ends(working, stopped)
        stopped_by_us = watching.done()
        taking_up.cancel()
        watching.cancel()
    await asyncio.to_thread(_shut_now)  # the mark knows everything that was done until now
    return stopped_by_us


async def _stop_when_shut(stopped: asyncio.Event) -> None:
    """Look at the doors every few seconds, which also moves the mark on; jobs in hand are finished."""
    while True:
        if await asyncio.to_thread(_shut_now):
            stopped.set()
            return
        await asyncio.sleep(WATCHED)


def _shut_now() -> bool:
    """How the doors stand, asked on a connection of this thread's own."""
    from django.db import close_old_connections

    from toubao.doors.shut import WATCH

    try:
        return WATCH.look_again().shut
    finally:
        close_old_connections()


def _lanes(*, wait: bool) -> list[list[str] | None]:
    """The queues of each lane; None is all of them. Until idle there is one for everything, so that what a job queues is done as well."""
    from toubao.business.work import Lane

    return [[lane.value] for lane in Lane] if wait else [None]


async def _lane(app: "App", queues: list[str] | None, *, concurrency: int, wait: bool) -> None:
    from toubao.business.work import FEW, Lane

    chosen: dict[str, Any] = {} if queues is None else {"queues": queues}
    at_once = min(concurrency, FEW.get(Lane(queues[0]), concurrency)) if queues else concurrency
    await app.run_worker_async(
        name="toubao", **chosen, concurrency=at_once, wait=wait, install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT, stalled_worker_timeout=STALLED,
    )  # fmt: skip


async def _until_one_ends(working: "list[asyncio.Task[None]]", stopped: asyncio.Event) -> None:
    """Wait until a signal or the doors say stop, or a lane ends by itself; then all end what they have in hand, and take up no more."""
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    ending = asyncio.create_task(stopped.wait())
    await asyncio.wait([ending, *working], return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    for lane in working:
        lane.cancel()
    await asyncio.wait(working)


async def _take_up_stalled(app: "App") -> None:
    """Queue again what a worker had in hand when it died; its lock would keep the next job waiting for ever."""
    from procrastinate.exceptions import ConnectorException

    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
            with suppress(ConnectorException):  # another worker was faster; a database that is gone is met by the next question
                await _queue_again(app, job)
        await asyncio.sleep(HEARTBEAT)


async def _queue_again(app: "App", job: "Job") -> None:
    """Queue a job again; where its like waits already, that one does the work and needs the lock."""
    from procrastinate.exceptions import UniqueViolation
    from procrastinate.jobs import Status

    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)


def working_app() -> "App":
    """An app for the worker's own reading of the queue.

    It is not the app that jobs use when they queue further jobs: that one keeps Django's connection, so that what a job queues is
    committed or rolled back with what the job wrote.
    """
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import DjangoApp, app
    from procrastinate.contrib.django.settings import settings as defaults
    from procrastinate.contrib.django.utils import connector_params

    connector = PsycopgConnector(kwargs=connector_params(), pool_factory=_pool, configure=_one_by_one)
    made = DjangoApp(connector=connector, worker_defaults=defaults.WORKER_DEFAULTS)
    made.tasks = app.tasks
    made.periodic_registry = app.periodic_registry
    return made


def _pool(**options: Any) -> "AsyncConnectionPool[Any]":
    """The connections by which the queue is read; whether one lives is seen without a question."""
    from psycopg_pool import AsyncConnectionPool

    return AsyncConnectionPool(**options | {"check": _alive})


async def _alive(connection: "AsyncConnection[Any]") -> None:
    """Raises OperationalError for a connection that has ended, so that the pool makes another."""
    from psycopg import OperationalError

    from toubao.config.postgresql.base import ended

    if ended(connection):
        raise OperationalError("the server has hung up")


async def _one_by_one(connection: "AsyncConnection[Any]") -> None:
    """What the queue is asked is one statement at a time, each a transaction of its own."""
    await connection.set_autocommit(True)
