"""How work is handed to the worker: jobs that are told `now`, and the clock that a door lends; what a job does is in each app."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache, partial, wraps
from time import sleep
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils.module_loading import import_string
from procrastinate import RetryDecision, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job

from toubao.business import whose


class Retry(RetryStrategy):
    """Tries a job that failed again, except one that was queued `once`: its like may wait already, and is found every minute anyhow."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again. A second job that waits under the same queueing lock is refused, and the first would be in hand for ever."""
        return None if job.queueing_lock else super().get_retry_decision(exception=exception, job=job)


RETRY = Retry(max_attempts=5, exponential_wait=2)
"""A job that fails is tried again after 2, 4, 8, 16 and 32 seconds; what still is not done then is found by `due.act`."""
SOON = Retry(max_attempts=15, wait=4)
"""For what a person waits for before a screen, and costs little to try: every four seconds for a minute."""
NEWS = 5
"""The priority of what just happened; all else has 0, but for the minute hand."""
GIVES_WAY, LOOKS = 5.0, 0.25
"""For so many seconds at most a job gives way to another lane, and looks so often whether it still must."""


class Lane(StrEnum):
    """The queues, one for each whom jobs wait for: the worker has threads of its own for each, so who waits at a slow carrier, acquirer or
    authority holds up none of the others.
    """

    PURCHASES = "purchases"
    """Acquirer, holder check, industry: what a buyer waits for after the payment."""
    SMS = "sms"
    MAIL = "mail"
    DOCUMENTS = "documents"
    """Policies to be typeset, signed and stamped: few at once, since they take the processor from whoever waits for a charge."""
    REST = "toubao"
    """Everything else: the minute hand, proofs that somebody waits for, books to be compared."""


FEW = {Lane.DOCUMENTS: 2}
"""How many jobs a worker does at once in lanes that would take too much of the processor; in the others as many as it is told to."""
JOBS: dict[str, Callable[..., None]] = {}
"""Every job by its name, as it was written: called with `now` and plain arguments."""
_LANES: dict[str, Lane] = {}
_hands: list["Held"] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A job that was deferred while jobs are done by hand: its name, its arguments, and the seconds that it should wait."""

    name: str
    arguments: dict[str, Any]
    after: float

    def do(self, now: datetime) -> None:
        """Do it, at a time of the caller's choice."""
        JOBS[self.name](now=now, **self.arguments)


@contextmanager
def by_hand() -> Iterator[list[Held]]:
    """Inside, what this process defers is not queued but collected (once it is committed), for the caller to do;
    for commands of one thread.
    """
    global _hands  # noqa: PLW0603 - a switch of this process, like the clock
    before, _hands = _hands, []
    try:
        yield _hands
    finally:
        _hands = before


@lru_cache(maxsize=1)
def clock() -> Callable[[], datetime]:
    """The clock of this process (settings.CLOCK, a dotted name): business is told the time, it does not read it."""
    found: Callable[[], datetime] = import_string(settings.CLOCK)
    return found


@contextmanager
def own() -> Iterator[datetime]:
    """Inside, the worker does the insurer's own work: on a connection that lives, seeing everybody's rows; gives the time by our clock."""
    close_old_connections()
    try:
        with whose.system():
            yield clock()()
    finally:
        close_old_connections()


def job(name: str, *, retry: Retry = RETRY, lane: Lane = Lane.REST) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the job `name`, in that lane; it is called with keyword arguments of plain JSON and `now`.

    Jobs run at least once, so each is safe to run again.
    """

    def wrap(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def run(**arguments: Any) -> None:
            with own() as now:
                function(now=now, **arguments)

        app.task(name=name, queue=lane.value, retry=retry)(run)
        JOBS[name], _LANES[name] = function, lane
        return function

    return wrap


def defer(name: str, *, after: float = 0, lock: str | None = None, once: bool = False, lane: Lane | None = None, **arguments: Any) -> None:
    """Put a job into the queue of its lane (or of that `lane`), in the current transaction; `after` seconds at the earliest; jobs of one
    `lock` run one by one.

    With `once`, one that waits with the same lock is enough: what is found undone every minute does not pile up while it can't be done.
    What just happened goes before what is found undone or is to be done later, also under the same lock.
    """
    if _hands is not None:
        transaction.on_commit(partial(_hands.append, Held(name, arguments, after)))
        return
    news = not after and not once
    options: dict[str, Any] = {"queue": (lane or _LANES.get(name, Lane.REST)).value, "priority": NEWS if news else 0}
    if lock:
        options["lock"] = lock
    if after:
        options["schedule_in"] = {"seconds": after}
    if not once:
        app.configure_task(name, **options).defer(**arguments)
        return
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(name, queueing_lock=lock, **options).defer(**arguments)


def give_way(lane: Lane) -> None:
    """Wait while something that just happened waits in that lane for a thread, for GIVES_WAY seconds at most; holds no connection then.

    For work that nobody stands before: in a rush people are charged and told first, and nothing is put off without end.
    """
    for _ in range(int(GIVES_WAY / LOOKS)):
        if not ProcrastinateJob.objects.filter(queue_name=lane.value, status="todo", priority=NEWS, scheduled_at=None).exists():
            return
        if not connection.in_atomic_block:
            connection.close()
        sleep(LOOKS)
