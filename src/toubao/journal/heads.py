"""Where subjects' chains stand, as this process saw them last: an entry that follows what is remembered is written in one statement.

What is remembered decides nothing: the statement itself asks whether it still is so, and where it is not the row is held and read.
"""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from toubao.journal.lately import Lately


@dataclass(frozen=True, slots=True)
class Head:
    """A subject's last entry (number 0 where there is none), whose key hides its personal facts, and that key, wrapped."""

    number: int
    digest: bytes
    holder: UUID | None
    wrapped: bytes | None = field(repr=False)


HEADS: Final[Lately[UUID, Head]] = Lately(most=5_000, seconds=60)
"""By subject. A purchase takes no longer, and a key that is destroyed soon stands in no memory any more."""
