"""Whose rows the database shows to what runs now: the second wall, behind the checks of the application (proof: personal data).

Nothing is shown until somebody says for whom. A door that found out who asks admits that person for the rest of its request; work that is
the insurer's own sees everything; and whoever must be found first is looked for in a few named ways. Which rows are whose is `tables.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import connection, connections

SYSTEM, STAFF = "system", "staff"
EVERYTHING: Final = (SYSTEM, STAFF)


class Finding(StrEnum):
    """By what somebody is looked for before it is known who asks; each opens a few tables, for reading alone."""

    ADDRESS = "find address"
    NUMBER = "find number"
    HELD = "find held"
    BOOKS = "find books"
    PASSKEY = "find passkey"
    PROGRAM = "find program"
    LINK = "find link"
    SERIAL = "find serial"
    PLATE = "find plate"
    ORDER = "find order"
    STAFF = "find staff"


def now() -> str:
    """What the database is told before the next statement."""
    return str(getattr(connection, "whose", ""))


def sees_everything() -> bool:
    """Whether what runs is the insurer's own work."""
    return now() in EVERYTHING


def admit(*persons: UUID) -> None:
    """Show these persons' rows too, until the request or the block round it ends."""
    if not sees_everything():
        _say(_written({*_admitted(), *map(str, persons)}))


@contextmanager
def nobody() -> Iterator[None]:
    """Inside, nothing is shown until somebody is admitted: round each request."""
    with _as(""):
        yield


@contextmanager
def person(*persons: UUID) -> Iterator[None]:
    """Inside, these persons' rows are shown too."""
    with _as(now()):
        admit(*persons)
        yield


@contextmanager
def system() -> Iterator[None]:
    """Inside, everything is shown: jobs, commands, and what the insurer does by itself."""
    with _as(SYSTEM):
        yield


def staff() -> None:
    """Show everything until the request ends, to a member of staff whose right the table of the console has found."""
    _say(STAFF)


def command() -> None:
    """Show everything from now on, in this thread: a command is the insurer's own work from its beginning to its end."""
    _say(SYSTEM)


@contextmanager
def resident() -> Iterator[None]:
    """Inside, this process does the insurer's own work and nothing else: its connections stay told so when they go back to the pool."""
    backend: Any = type(connections["default"])
    before, backend.resident = backend.resident, SYSTEM
    try:
        yield
    finally:
        backend.resident = before


@contextmanager
def finding(way: Finding) -> Iterator[None]:
    """Inside, only what must be read to find somebody in this way is shown."""
    with _as(now() if sees_everything() else way.value):
        yield


@contextmanager
def _as(whose: str) -> Iterator[None]:
    before = now()
    _say(whose)
    try:
        yield
    finally:
        _say(before)


def _say(whose: str) -> None:
    connection.whose = whose  # type: ignore[attr-defined]  # our backend's (config/postgresql)


def _admitted() -> list[str]:
    return now()[1:-1].split(",") if now().startswith("{") and now() != "{}" else []


def _written(persons: set[str]) -> str:
    return f"{{{','.join(sorted(persons))}}}" if persons else ""
