"""Personal values that refuse to become text by accident; encryption is the journal's."""

from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Personal(Generic[T]):
    """A personal value in a wrapper: it compares and hashes, but `str()` and formatting raise TypeError.

    Read it with `reveal()`, which is easy to search for. The journal stores it only encrypted (norm 15.1.4).
    """

    value: T

    def reveal(self) -> T:
        """The bare value; the caller answers for where it goes."""
        return self.value

    def __repr__(self) -> str:
        return "Personal(…)"

    def __str__(self) -> NoReturn:
        raise TypeError("a personal value was about to be written as text; use reveal() where that is meant")

    def __format__(self, spec: str) -> NoReturn:
        raise TypeError("a personal value was about to be formatted into text; use reveal() where that is meant")


def masked(text: str, *, visible: int = 3) -> str:
    """The text with all but its last `visible` characters hidden, for display (facts: masking is a duty)."""
    shown = text[-visible:] if len(text) > visible else ""
    return "•" * (len(text) - len(shown)) + shown


def masked_name(name: str) -> str:
    """A person's name for lists: first and last character stay (王小明 is 王○明), of two only the first;
    a name in Latin letters keeps its initials.
    """
    words = name.split()
    if len(words) > 1:
        return " ".join(f"{next((c for c in word if c.isalpha()), word[0])}." for word in words)
    text = "".join(words)
    last = text[-1] if len(text) > 2 else ""
    return text[:1] + "○" * (len(text) - len(last) - 1) + last
