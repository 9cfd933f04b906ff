"""`toubao worker`: do what is queued and what is due, until told to stop."""

import argparse
import asyncio
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job

# A worker says every two seconds that it lives; after ten without a word its jobs are given to another.
HEARTBEAT, STALLED = 2.0, 10.0
WATCHED = 5.0
SHUT = 2


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("worker", help="do what is queued and what is due (run by: up)")
    parser.add_argument("--until-idle", action="store_true", help="stop when nothing is queued any more")
    parser.add_argument("--concurrency", type=int, default=4, help="how many jobs at once (default 4)")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Work until a signal says stop; jobs in hand are finished first, for up to twenty seconds."""
    from toubao.doors.cli.ready import django_ready, need_database

    django_ready()
    need_database()
    while _waited_until_open(patient=not chosen.until_idle):
        if not asyncio.run(_work(working_app(), concurrency=chosen.concurrency, wait=not chosen.until_idle)):
            return 0
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
    """Work, until told to stop or the doors shut; whether they have. All or none: if one of the three fails, the others end as well, and
    `up` starts the worker anew.
    """
    async with app.open_async(), asyncio.TaskGroup() as together:
        taking_up = together.create_task(_take_up_stalled(app))
        working = together.create_task(
            app.run_worker_async(
                name="toubao", concurrency=concurrency, wait=wait, update_heartbeat_interval=HEARTBEAT, stalled_worker_timeout=STALLED
            )
        )
        watching = together.create_task(_stop_when_shut(working))
        await asyncio.wait([working])
        taking_up.cancel()
        watching.cancel()
    return await asyncio.to_thread(_shut_now)


async def _stop_when_shut(working: "asyncio.Task[None]") -> None:
    """Look at the doors every few seconds, which also moves the mark on; jobs in hand are finished."""
    while True:
        if await asyncio.to_thread(_shut_now):
            working.cancel()
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
    from procrastinate.contrib.django import DjangoApp, app
    from procrastinate.contrib.django.django_connector import DjangoConnector
    from procrastinate.contrib.django.settings import settings as defaults

    assert isinstance(app.connector, DjangoConnector)
    made = DjangoApp(connector=app.connector.get_worker_connector(), worker_defaults=defaults.WORKER_DEFAULTS)
    made.tasks = app.tasks
    made.periodic_registry = app.periodic_registry
    return made
