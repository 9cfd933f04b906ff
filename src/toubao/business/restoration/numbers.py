"""The numbers that the database gives out: how far each sequence has come, and moving all of them on past what was given before."""

from collections.abc import Mapping
from typing import Final

from django.db import connection

MARGIN: Final = 100_000
"""Beyond what the mark knows: far more than can be given in the seconds between two marks."""
POLICIES: Final = "policies_number"
MOST_POLICIES: Final = 99_999_999
"""A policy number has eight digits."""
_GIVEN: Final = "SELECT sequencename, coalesce(last_value, 0), max_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


class TooFar(Exception):
    """A sequence would be moved past its end; the message names it."""


def given() -> dict[str, int]:
    """The last number that was given out of each sequence; of those that have given none: 0."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN)
        return {str(name): int(last) for name, last, _ in cursor.fetchall()}


def move_on(past: Mapping[str, int], *, margin: int = MARGIN) -> dict[str, int]:
    """Move every sequence past what it gave and what `past` says it gave, and a margin more; where each stands now. Every number that
    is made of one, also a reference by which an institution knows us, is a new one then. Needs the owner of the sequences. Raises TooFar.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN)
        found = {str(name): (max(int(last), past.get(name, 0)) + margin, int(most)) for name, last, most in cursor.fetchall()}
        far = [name for name, (to, most) in found.items() if to > (MOST_POLICIES if name == POLICIES else most)]
        if far:
            raise TooFar(far[0])
        for name, (to, _) in found.items():
            cursor.execute("SELECT setval(format('public.%%I', %s::text)::regclass, %s)", [name, to])
    return {name: to for name, (to, _) in found.items()}
