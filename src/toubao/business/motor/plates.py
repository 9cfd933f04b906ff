"""Number plates as people type them: one form for each, however it is written; which forms are given is the authority's, not known here."""

import unicodedata
from enum import StrEnum
from typing import Final

from toubao.rules import identity_numbers

SHORTEST, LONGEST = 2, 12
"""No rule of plates: bounds that keep out what surely is none."""
_DASHES: Final = frozenset("−·‧・․.~")


class Fault(StrEnum):
    """What is wrong with a plate as typed, named in the order in which they are looked for."""

    EMPTY = "empty"
    SIGN = "sign"
    SHORT = "short"
    LONG = "long"


def normalised(typed: str) -> str:
    """The plate as it is kept: full-width made narrow, ASCII letters upper case, without dashes, dots, spaces and invisible characters."""
    return "".join(c for c in identity_numbers.normalised(typed) if c not in _DASHES and unicodedata.category(c) != "Pd")


def plate_fault(typed: str) -> Fault | None:
    """What is wrong with a plate; None if nothing is. Letters of any script may stand in it, as in those of a trial or a mission."""
    plate = normalised(typed)
    if not plate:
        return Fault.EMPTY
    if not all(unicodedata.category(c) in ("Lu", "Ll", "Lo", "Nd") for c in plate):
        return Fault.SIGN
    if len(plate) < SHORTEST:
        return Fault.SHORT
    return Fault.LONG if len(plate) > LONGEST else None
