"""What would be guessed first: words of this insurer and of its field, what everybody types, what lies side by side on a keyboard."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.conf import settings

from toubao.business.identity.passwords.sounds import as_typed

ENOUGH: Final = 10**8
"""Guesses that are many enough where failures are counted; below, a password is a matter of weeks (zxcvbn's third of five grades)."""
LEFT_OVER: Final = 10**7
"""Guesses that what is left of a password without the words of this place must take at least."""
LEAST_WORD: Final = 4
_LOOKED_AT: Final = 72
_one_at_a_time = Lock()
"""The library keeps the words that it is given in a place that all threads share."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many guesses a password takes, and whether it is a pattern (repeated, in order, side by side) rather than words."""

    guesses: int
    pattern: bool


def estimate(password: str, known_words: Iterable[str] = ()) -> Estimate:
    """How soon a password is guessed by somebody who tries words, names, dates, keyboards and `known_words` first. Of a long one, the
    harder of its two ends counts.
    """
    ends = {password[:_LOOKED_AT], password[-_LOOKED_AT:]}
    words = [*_words(), *known_words]
    return max((_estimate(end, words) for end in ends), key=lambda found: found.guesses)


def without_context(password: str) -> str:
    """A password without the words of this insurer, its field and its place; the same one if it has none of them."""
    left = password
    for word in _context():
        left = left.replace(word, "")
    return left


def _estimate(password: str, words: list[str]) -> Estimate:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists take a while to load: not at the expense of every command

    with _one_at_a_time:
        found: dict[str, Any] = zxcvbn(password, user_inputs=words)
    return Estimate(int(found["guesses"]), any(part["pattern"] in ("repeat", "sequence", "spatial") for part in found["sequence"]))


def _words() -> list[str]:
    return [*_context(), *_phrases()]


def _context() -> list[str]:
    """The longest first, so that nothing of one is left where another is in it."""
    company, brand = settings.INSURER, settings.BRAND
    names = (company["company"], brand["name"], brand["short_name"], *company["site"].split("."))
    return list(_typed((*_kept()["context"], *names, *_own(settings.PASSWORD_WORDS))))


def _phrases() -> tuple[str, ...]:
    return _typed(tuple(_kept()["phrases"]))


@lru_cache(maxsize=4)
def _typed(words: tuple[str, ...]) -> tuple[str, ...]:
    forms = set(chain.from_iterable(as_typed(word.strip()) for word in words))
    return tuple(sorted((form for form in forms if len(form) >= _least(form)), key=lambda form: (-len(form), form)))


def _least(form: str) -> int:
    """Two Chinese signs are a word; of Latin ones it takes four, else the word would be in every second password."""
    return LEAST_WORD if form.isascii() else 2


@lru_cache(maxsize=1)
def _kept() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


@lru_cache(maxsize=2)
def _own(path: str) -> tuple[str, ...]:
    """The operator's words, one a line. Raises OSError where they can't be read."""
    return tuple(filter(None, Path(path).read_text("utf-8").split("\n"))) if path else ()
