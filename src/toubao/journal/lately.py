"""What this process saw lately: so many things, for so long, then forgotten; for all its threads."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lately(Generic[K, V]):
    """Remembers at most `most` values, those put last, each for `seconds` since it was put. What is over goes when the next is put."""

    def __init__(self, *, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """The value, or None where there is none any more."""
        at, value = self._kept.get(key, (0.0, None))
        return value if value is not None and not self._over(at) else None

    def put(self, key: K, value: V) -> None:
        """Remember a value from now on."""
        with self._lock:
            self._kept[key] = (monotonic(), value)
            self._kept.move_to_end(key)
            while self._kept and self._one_too_many():
                self._kept.popitem(last=False)

    def _one_too_many(self) -> bool:
        """Whether the one that was put longest ago must go."""
        return len(self._kept) > self._most or self._over(next(iter(self._kept.values()))[0])

    def _over(self, at: float) -> bool:
        return monotonic() - at >= self._seconds
