"""The numbers by which people and businesses in Taiwan are identified: what is wrong with one as typed; who holds it is not known here.

How strong the checksums are (tests hold these statements):
- National and resident numbers: each place has a weight, and the sum is a multiple of ten. A mistyped digit of weight w slips through where
  w times the difference is a multiple of ten: never in the places weighted 7, 3 and 1; differences of 5 in those weighted 6, 4 and 2; even
  differences in that weighted 5. Two neighbouring digits exchanged are always found, but for the last two. So it finds slips; it proves
  nothing about a person.
- Business numbers: the sum is a multiple of five, so that more slips through: in the four places weighted 1, a difference of 5.
"""

import unicodedata
from datetime import date
from enum import StrEnum

from toubao.rules import dated

LETTERS = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
DIGITS = frozenset("0123456789")
PERSON_LENGTH = 10
NATIONAL_SECOND = frozenset("12")
RESIDENT_SECOND = frozenset("89")
OLD_FORM = "resident_number_old_form"
WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
BUSINESS_LENGTH = 8
BUSINESS_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
BUSINESS_DIVISOR = 5
_NARROW = {ord("\u3000"): " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_UPPER = {code: chr(code - 32) for code in range(ord("a"), ord("z") + 1)}


class Fault(StrEnum):
    """What is wrong with a number, so that a page can say how to mend it; named in the order in which they are looked for."""

    EMPTY = "empty"
    LENGTH = "length"
    LETTER = "letter"
    SECOND = "second"
    DIGITS = "digits"
    CHECKSUM = "checksum"
    EXPIRED_FORM = "expired_form"


def normalised(typed: str) -> str:
    """The number as it is stored: full-width made narrow, ASCII letters upper case, spaces and invisible characters left out."""
    narrow = typed.translate(_NARROW).translate(_UPPER)
    return "".join(c for c in narrow if not c.isspace() and unicodedata.category(c) != "Cf")


def person_number_fault(typed: str, *, on: date) -> Fault | None:
    """What is wrong with a person's number as of the day `on`, be it a national or a resident one; None if nothing is.

    SECOND means that its second character is of neither kind. Source: facts, "Identity" (norm 7.2.1.2).
    """
    return _person_fault(typed, NATIONAL_SECOND | RESIDENT_SECOND | _old_second(), on)


def national_id_fault(typed: str) -> Fault | None:
    """What is wrong with a national identification number (國民身分證統一編號): a letter, 1 or 2, eight digits; None if nothing is."""
    return _person_fault(typed, NATIONAL_SECOND, date.max)


def resident_number_fault(typed: str, *, on: date) -> Fault | None:
    """What is wrong with a resident number (居留證統一證號): a letter, 8 or 9, eight digits, or until 2030 a letter, A to D, eight digits.

    The old form on a later day is EXPIRED_FORM: its holder has to ask for a number of the new form. None if nothing is wrong.
    """
    return _person_fault(typed, RESIDENT_SECOND | _old_second(), on)


def business_number_fault(typed: str) -> Fault | None:
    """What is wrong with a business number (統一編號): eight digits; None if nothing is.

    Divisible by five, as numbers given since 2023 are; older ones are divisible by ten, so they pass as well.
    """
    number = normalised(typed)
    if not number:
        return Fault.EMPTY
    if len(number) != BUSINESS_LENGTH:
        return Fault.LENGTH
    if not DIGITS.issuperset(number):
        return Fault.DIGITS
    total = sum(_digit_sum(int(d) * w) for d, w in zip(number, BUSINESS_WEIGHTS, strict=True))
    # 7 in the seventh place gives 28, then 10, which may be taken as 1 or 0: as ten and zero are alike here, the other reading is one more.
    totals = (total, total + 1) if number[6] == "7" else (total,)
    return None if any(each % BUSINESS_DIVISOR == 0 for each in totals) else Fault.CHECKSUM


def _person_fault(typed: str, seconds: frozenset[str], on: date) -> Fault | None:
    number = normalised(typed)
    fault = _shape_fault(number, seconds)
    if fault is not None:
        return fault
    if number[1] in LETTERS and dated.in_force(OLD_FORM, on) is None:
        return Fault.EXPIRED_FORM
    return None if _weighted(number) % 10 == 0 else Fault.CHECKSUM


def _shape_fault(number: str, seconds: frozenset[str]) -> Fault | None:
    """The first thing wrong with the characters of a person's number, place by place."""
    if not number:
        return Fault.EMPTY
    if len(number) != PERSON_LENGTH:
        return Fault.LENGTH
    if number[0] not in LETTERS:
        return Fault.LETTER
    if number[1] not in seconds:
        return Fault.SECOND
    return None if DIGITS.issuperset(number[2:]) else Fault.DIGITS


def _weighted(number: str) -> int:
    """The weighted sum over the letter's two digits and nine digits; a second letter counts by the last digit of its value."""
    second = LETTERS[number[1]] % 10 if number[1] in LETTERS else int(number[1])
    digits = (*divmod(LETTERS[number[0]], 10), second, *map(int, number[2:]))
    return sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=True))


def _digit_sum(number: int) -> int:
    return number // 10 + number % 10


def _old_second() -> frozenset[str]:
    """The second letters of resident numbers of the old form, whether it is still taken or not."""
    return frozenset("".join(str(each.value) for each in dated.named(OLD_FORM)))
