"""Reading an institution's JSON answer with suspicion, field by field; what is missing or of the wrong kind is a WrongAnswer."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, TypeVar

Word = TypeVar("Word", bound=str)
LONGEST_TEXT = 2000
LARGEST_NUMBER = 2**53
"""As far as JSON's numbers are exact everywhere, and within a big integer of the database."""
NUL = rb"\u0000"
"""As JSON writes it; no database keeps one."""


class WrongAnswer(Exception):
    """An answer came that isn't what the contract promises."""


class Answer:
    """A JSON object from outside; each reader names one field and raises WrongAnswer unless it is what it must be."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    @property
    def fields(self) -> Mapping[str, Any]:
        """All of it, for whoever reads on with as much suspicion."""
        return self._fields

    def text(self, name: str, *, empty: bool = False, longest: int = LONGEST_TEXT) -> str:
        """A string of at most 2,000 characters, or as many as said; empty only where that is allowed."""
        value = self._fields.get(name)
        if not isinstance(value, str) or len(value) > longest or not (value or empty):
            raise WrongAnswer(f"{name} is not a text")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; one that is missing is empty."""
        value = self._fields.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise WrongAnswer(f"{name} is not a list of texts")
        return tuple(value)

    def part(self, name: str) -> "Answer":
        """An object within."""
        value = self._fields.get(name)
        if not isinstance(value, dict):
            raise WrongAnswer(f"{name} is not an object")
        return Answer(value)

    def parts(self, name: str) -> tuple["Answer", ...]:
        """A list of objects, each to be read as this one is."""
        value = self._fields.get(name)
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise WrongAnswer(f"{name} is not a list of objects")
        return tuple(Answer(each) for each in value)

    def integer(self, name: str, *, most: int = LARGEST_NUMBER) -> int:
        """A whole number from zero to as much as said (true and false are not numbers)."""
        value = self._fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise WrongAnswer(f"{name} is not a number from zero to {most}")
        return value

    def flag(self, name: str) -> bool:
        """true or false, nothing else."""
        value = self._fields.get(name)
        if not isinstance(value, bool):
            raise WrongAnswer(f"{name} is neither true nor false")
        return value

    def word(self, name: str, known: Iterable[Word]) -> Word:
        """One of the known words."""
        value = self._fields.get(name)
        for word in known:
            if value == word:
                return word
        raise WrongAnswer(f"{name} is not a word we know")


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in `body` (UTF-8), of texts that can be kept; anything else raises WrongAnswer."""
    try:
        fields = json.loads(body, parse_constant=_refuse, object_pairs_hook=once)
        kept = json.dumps(fields, ensure_ascii=False).encode()  # half a character (a lone surrogate) is no UTF-8
    except (ValueError, RecursionError):
        raise WrongAnswer("not JSON") from None
    if NUL in kept:
        raise WrongAnswer("a NUL in a text")
    if not isinstance(fields, dict):
        raise WrongAnswer("not a JSON object")
    return fields


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON in which each name stands once; of two, each reader would take another. Raises ValueError."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
