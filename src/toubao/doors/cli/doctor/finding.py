"""What came of one look of the doctor's."""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """Whether it is in order, the best first; unknown is what was not looked at, or not yet."""

    GOOD = "good"
    UNKNOWN = "unknown"
    WRONG = "wrong"


class Unknown(Exception):
    """Nothing wrong was seen, and not everything was looked at; says what was not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands, and what was seen."""

    name: str
    standing: Standing
    words: str

    @property
    def good(self) -> bool:
        """Whether it was looked at and is in order."""
        return self.standing is Standing.GOOD
