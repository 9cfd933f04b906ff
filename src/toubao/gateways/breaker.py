"""A circuit breaker: after several failures in a row an institution is left in peace for a while; knows no institution."""

import threading
import time
from collections.abc import Callable
from typing import Literal


class Breaker:
    """Opens after `failures` failures in a row; after `rest` seconds lets one probe through at a time; thread-safe.

    `clock` gives seconds that only grow. Ask `admits()` before each attempt, then tell `succeeded()` or `failed()`.
    """

    def __init__(self, *, failures: int = 5, rest: float = 20.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._count = 0
        self._shut_until: float | None = None

    @property
    def state(self) -> Literal["closed", "open", "half-open"]:
        """What the circuit is now: closed lets everything through, open nothing, half-open one probe."""
        with self._lock:
            if self._shut_until is None:
                return "closed"
            return "open" if self._clock() < self._shut_until else "half-open"

    def admits(self) -> bool:
        """Whether an attempt may go out now; a half-open circuit admits one probe, and the next only after another rest."""
        with self._lock:
            if self._shut_until is None:
                return True
            if self._clock() < self._shut_until:
                return False
            self._shut_until = self._clock() + self._rest
            return True

    def succeeded(self) -> None:
        """An answer came: close the circuit and forget the failures."""
        with self._lock:
            self._count = 0
            self._shut_until = None

    def failed(self) -> None:
        """No answer came: count it, and open the circuit at the limit."""
        with self._lock:
            self._count += 1
            if self._count >= self._limit:
                self._shut_until = self._clock() + self._rest
