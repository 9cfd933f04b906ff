"""What a password must be: long enough, not one that became known, not one that is guessed first here, not the person's own data;
no rules of composition (NIST SP 800-63B).
"""

import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator

from toubao.business.identity.passwords.breached import is_breached
from toubao.business.identity.passwords.guessed import ENOUGH, LEFT_OVER, estimate, without_context
from toubao.business.identity.passwords.sounds import orders, zhuyin_keys
from toubao.business.identity.personal import Known

SHORTEST: Final = 12
LONGEST: Final = 200
LEAST_PIECE: Final = 4
LEAST_SOUND: Final = 7


class Fault(StrEnum):
    """What is wrong with a password, so that a page can say how to mend it; named in the order in which they are looked for."""

    SHORT = "short"
    LONG = "long"
    PERSONAL = "personal"
    BREACHED = "breached"
    COMMON = "common"
    CONTEXT = "context"
    PATTERN = "pattern"


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
    own = _own_pieces(known)
    if any(piece in password for piece in own):
        return Fault.PERSONAL
    if is_breached(password):
        return Fault.BREACHED
    if _is_common(password):
        return Fault.COMMON
    return _guessed(password)


def _guessed(password: str) -> Fault | None:
    """Whether it is made of what is tried first."""
    left = without_context(password)
    if left != password and (not left or estimate(left).guesses < LEFT_OVER):
        return Fault.CONTEXT
    found = estimate(password)
    if found.guesses >= ENOUGH:
        return None
    return Fault.PATTERN if found.pattern else Fault.COMMON


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
    return {piece for piece in found if len(piece) >= LEAST_PIECE} | _own_name(tidy_password(known.name).casefold().replace(" ", ""))


def _own_name(name: str) -> set[str]:
    """A name as it is, and where it is Chinese as it sounds and as it is typed; a short sound is in too many words."""
    if len(name) <= 1:
        return set()
    if name.isascii():
        return {name}
    heard = {*orders(name[0], name[1:]), *zhuyin_keys(name)}
    return {name} | {sound for sound in heard if len(sound) >= LEAST_SOUND}
