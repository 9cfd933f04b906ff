"""The three kinds of numbers by which the insured is known (8.3), and the keyed digests by which policies are found."""

from datetime import date
from enum import StrEnum
from typing import Final

from toubao.journal.keyring import keyring
from toubao.rules.identity_numbers import Fault, business_number_fault, normalised, person_number_fault

LONGEST: Final = 20


class Kind(StrEnum):
    """Whose number it is: a person's (national or resident), a business's, or one that the tax authorities gave to somebody else."""

    PERSON = "person"
    BUSINESS = "business"
    TAX = "tax"


def number_fault(kind: Kind, typed: str, *, on: date) -> Fault | None:
    """What is wrong with a number of this kind as of the day `on`; None if nothing is.

    How the tax authorities make their numbers is not known to us, so one of theirs is only held to ASCII letters and figures.
    """
    if kind is Kind.PERSON:
        return person_number_fault(typed, on=on)
    if kind is Kind.BUSINESS:
        return business_number_fault(typed)
    number = normalised(typed)
    if not number:
        return Fault.EMPTY
    if not (number.isascii() and number.isalnum()):
        return Fault.DIGITS
    return Fault.LENGTH if len(number) > LONGEST else None


def number_index(number: str) -> bytes:
    """The blind index of a number as it is kept; the same as a person's own (identity)."""
    return keyring().blind("id_number", number)


def plate_index(plate: str) -> bytes:
    """The blind index of a plate as it is kept."""
    return keyring().blind("plate", plate)


def look_up_index(number: str, plate: str) -> bytes:
    """The blind index of both together: whoever knows only one of them has nothing."""
    return keyring().blind("motor-look-up", f"{number}\0{plate}")
