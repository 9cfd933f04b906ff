"""Where subjects' chains stand, as this process saw them last: an entry that follows what is remembered is written in one statement.

What is remembered decides nothing: the statement itself asks whether it still is so, and where it is not the row is held and read.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Final
from uuid import UUID

MOST: Final = 5_000
"""So many subjects are remembered, those that were written to last."""
SECONDS: Final = 60.0
"""So long each is remembered: a purchase takes no longer, and a key that is destroyed soon stands in no memory any more."""


@dataclass(frozen=True, slots=True)
class Head:
    """A subject's last entry (number 0 where there is none), whose key hides its personal facts, and that key, wrapped."""

    number: int
    digest: bytes
    holder: UUID | None
    wrapped: bytes | None = field(repr=False)
    seen: float = field(default_factory=monotonic, repr=False, compare=False)


class Heads:
    """The heads of the subjects that were written to last; for all threads of a process."""

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self._most, self._seconds = most, seconds
        self._heads: OrderedDict[UUID, Head] = OrderedDict()
        self._lock = Lock()

    def get(self, subject: UUID) -> Head | None:
        """The head of a subject, if it is remembered."""
        head = self._heads.get(subject)
        return head if head is not None and monotonic() - head.seen < self._seconds else None

    def put(self, subject: UUID, head: Head) -> None:
        """Remember the head of a subject; those whose time is over are forgotten, and whoever is one too many."""
        with self._lock:
            self._heads[subject] = head
            self._heads.move_to_end(subject)
            while self._heads and self._one_too_many():
                self._heads.popitem(last=False)

    def _one_too_many(self) -> bool:
        """Whether the one that was written to longest ago must go."""
        return len(self._heads) > self._most or monotonic() - next(iter(self._heads.values())).seen >= self._seconds

    def __len__(self) -> int:
        return len(self._heads)


HEADS: Final = Heads()
