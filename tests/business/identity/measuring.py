"""Measuring whether two kinds of work can be told apart: by the statements they run, and by the processor time they take."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.db import connection

Act = Callable[[], object]


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are run inside, without their values."""
    run: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        run.append(" ".join(sql.split()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield run


def run_by(act: Act) -> list[str]:
    """The statements that this runs; names of savepoints, which are others each time, are left out."""
    with statements() as run:
        act()
    return [sql.partition(' "')[0] if "SAVEPOINT" in sql else sql for sql in run]


def timed(one: Act, other: Act, times: int) -> tuple[list[float], list[float]]:
    """The processor time of this process (all its threads) that each takes, run by turns, so that what else goes on hits both."""
    taken: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.disable()
    try:
        for _ in range(times):
            for act, kept in ((one, taken[0]), (other, taken[1])):
                begun = time.process_time()
                act()
                kept.append(time.process_time() - begun)
    finally:
        gc.enable()
    return taken


def longer(one: list[float], other: list[float]) -> float:
    """How likely a run of one takes longer than a run of the other (Mann-Whitney): 0.5 where nobody can tell them apart, 1 where always."""
    wins = sum((a > b) + 0.5 * (a == b) for a in one for b in other)
    return wins / (len(one) * len(other))


def held(judged: Callable[[], bool], rounds: int = 3) -> bool:
    """Whether a judgement on times holds in one of a few rounds: what a busy machine does to a round passes, what the work does stays."""
    return any(judged() for _ in range(rounds))


def alike(one: Act, other: Act, times: int, *, within: float) -> bool:
    """Whether nobody can tell the two apart by the time, their medians within this factor of each other."""

    def judged() -> bool:
        first, second = timed(one, other, times)
        return 1 / within < median(first) / median(second) < within and 0.1 < longer(first, second) < 0.9

    return held(judged)


def slower(one: Act, other: Act, times: int, *, by: float) -> bool:
    """Whether one takes longer than the other by the time, its median by this factor."""

    def judged() -> bool:
        first, second = timed(one, other, times)
        return median(first) > by * median(second)

    return held(judged)
