"""The passwords that became known: a sorted file of the first bytes of their digests, looked through by halving; no password stands in it.

`requirements/passwords.py` makes the file from kept lists, and an operator's own from any other. What is shorter than a password may be
is left out.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

BYTES: Final = 6
"""Of a digest. One in five thousand million passwords that nobody knows is taken for one of a hundred thousand that are known."""
_KEPT: Final = Path(__file__).with_name("breached.bin")


def is_breached(password: str) -> bool:
    """Whether this password, tidied and in small letters, became known somewhere."""
    wanted = _digest(password)
    return any(_holds(digests, wanted) for digests in _files(str(settings.BREACHED_PASSWORDS or "")))


def packed(passwords: Iterable[str]) -> bytes:
    """The file of these passwords, tidied and in small letters."""
    return b"".join(sorted({_digest(each) for each in passwords}))


def _digest(password: str) -> bytes:
    return sha256(password.encode()).digest()[:BYTES]


def _holds(digests: bytes, wanted: bytes) -> bool:
    low, high = 0, len(digests) // BYTES
    while low < high:
        middle = (low + high) // 2
        found = digests[middle * BYTES : (middle + 1) * BYTES]
        if found == wanted:
            return True
        low, high = (middle + 1, high) if found < wanted else (low, middle)
    return False


@lru_cache(maxsize=2)
def _files(own: str) -> tuple[bytes, ...]:
    """What is kept here, and the operator's own. Raises OSError where that can't be read."""
    return tuple(path.read_bytes() for path in (_KEPT, *([Path(own)] if own else [])))
