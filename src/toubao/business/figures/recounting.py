"""Counting everything anew, and what differs from what was kept; all in one statement, so that nothing that moves meanwhile differs."""

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what there is."""

    what: str
    day: date
    key: tuple[str, ...]
    kept: int
    counted: int
    kept_amount: int
    counted_amount: int

    def __str__(self) -> str:
        amount = f", amounting to {self.kept_amount} and {self.counted_amount}" if self.kept_amount != self.counted_amount else ""
        return f"{self.what} {self.day} {' '.join(self.key)}: {self.kept} kept, {self.counted} counted{amount}"


def differences(*, correct: bool = False) -> list[Difference]:
    """What differs; to `correct` it, the difference is moved, as if it had just come about. It reads whole tables: once a night."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, day, key, kept, counted, kept_amount, counted_amount FROM figures_put_right(%s)", [correct])
        return [Difference(what, day, tuple(key), *rest) for what, day, key, *rest in cursor.fetchall()]
