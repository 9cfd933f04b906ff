"""How many questions may wait for institutions at once in this process, each and in all, so that a slow one holds up nobody else."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

STAND_BY = 1
"""So many threads wait for room at once."""


class Full(Exception):
    """So many questions wait already; this one was not asked."""


class Bulkhead:
    """Lets `each` questions to one institution wait at once, and `whole` to all of them; thread-safe. Unlimited until it is told."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._limits: tuple[int, int] | None = None
        self._patience = 0.0
        self._waiting: Counter[str] = Counter()
        self._queue = 0
        self._beside = threading.local()

    def limit(self, *, each: int, whole: int, patience: float = 0.3) -> None:
        """From now on let so many wait; of those that find no room, one stands by for `patience` seconds, the others are turned away at
        once: standing by holds a thread too.
        """
        with self._lock:
            self._limits, self._patience = (each, whole), patience

    def lift(self) -> None:
        """Let any number wait, as in a process that serves no pages."""
        with self._lock:
            self._limits = None

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Inside, this thread is not one that serves pages: it may wait."""
        self._beside.here = True
        try:
            yield
        finally:
            self._beside.here = False

    def room(self, institution: str) -> AbstractContextManager[None]:
        """Room for one question, given back at the end. Raises Full."""
        return nullcontext() if self._limits is None or getattr(self._beside, "here", False) else self._held(institution)

    @contextmanager
    def _held(self, institution: str) -> Iterator[None]:
        with self._lock:
            if not self._fits(institution):
                self._stand_by(institution)
            self._waiting[institution] += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting[institution] -= 1
                self._lock.notify_all()

    def _stand_by(self, institution: str) -> None:
        """Wait a moment for room, if nobody does already. Raises Full."""
        if self._queue >= STAND_BY:
            raise Full(institution)
        self._queue += 1
        try:
            if not self._lock.wait_for(lambda: self._fits(institution), timeout=self._patience):
                raise Full(institution)
        finally:
            self._queue -= 1

    def _fits(self, institution: str) -> bool:
        if self._limits is None:
            return True
        each, whole = self._limits
        return self._waiting[institution] < each and self._waiting.total() < whole


BULKHEAD = Bulkhead()
"""Of this process; the web limits it when it starts."""
