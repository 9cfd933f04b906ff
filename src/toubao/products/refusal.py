"""How a product says no: a reason that programs know, words that people understand, and how to mend it; it decides nothing."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One named reason against a sale, in plain Chinese; `field` is what a form should point to, `refers` sends it to a person instead."""

    reason: StrEnum
    words: str
    mend: str
    field: str = ""
    refers: bool = False

    @property
    def sentence(self) -> str:
        """The reason and the remedy as one text, for a page, a message or the journal."""
        return f"{self.words}{self.mend}"
