"""What a password must be: long enough, not one that everybody uses, not the person's own data;
no rules of composition (NIST SP 800-63B).
"""

import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator

from toubao.business.identity.personal import Known

SHORTEST: Final = 12
LONGEST: Final = 200
FEW_SIGNS: Final = 4
LEAST_PIECE: Final = 4
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "1234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
)


class Fault(StrEnum):
    """What is wrong with a password, so that a page can say how to mend it; named in the order in which they are looked for."""

    SHORT = "short"
    LONG = "long"
    PATTERN = "pattern"
    COMMON = "common"
    PERSONAL = "personal"


def tidy_password(typed: str) -> str:
    """The password as it is hashed: one form for signs that keyboards write in several (NFKC), nothing trimmed."""
    return unicodedata.normalize("NFKC", typed)


def password_fault(typed: str, known: Known) -> Fault | None:
    """What is wrong with a new password of this person; None if nothing is."""
    password = tidy_password(typed).casefold()
    if len(password) < SHORTEST:
        return Fault.SHORT
    if len(password) > LONGEST:
        return Fault.LONG
    if _is_pattern(password):
        return Fault.PATTERN
    if _is_common(password):
        return Fault.COMMON
    return Fault.PERSONAL if any(piece in password for piece in _own_pieces(known)) else None


def _is_pattern(password: str) -> bool:
    """Whether it is a few signs repeated, or signs in the order of the alphabet or the keyboard."""
    if len(set(password)) <= FEW_SIGNS:
        return True
    rows = [row * (LONGEST // len(row) + 2) for row in _ROWS]
    return any(password in row or password in row[::-1] for row in rows)


def _is_common(password: str) -> bool:
    """Whether it is on the list of common passwords, or such a one between figures and marks (password1234!)."""
    core = password.strip("".join({c for c in password if not c.isalpha()}))
    return not _common().isdisjoint((password, core))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Some twenty thousand passwords that are tried first (the list that Django carries)."""
    return frozenset(CommonPasswordValidator().passwords)


def _own_pieces(known: Known) -> set[str]:
    """The person's own data as they would be put into a password."""
    born, phone = known.birth_date, "".join(c for c in known.phone if c in "0123456789").removeprefix("886").lstrip("0")
    pieces = {
        known.id_number,
        known.id_number[1:],
        phone,
        known.mail,
        known.mail.partition("@")[0],
        f"{born:%Y%m%d}",
        f"{born.year - 1911}{born:%m%d}",
    }
    found = {tidy_password(piece).casefold() for piece in pieces}
    name = tidy_password(known.name).casefold().replace(" ", "")
    return {piece for piece in found if len(piece) >= LEAST_PIECE} | ({name} if len(name) > 1 else set())
