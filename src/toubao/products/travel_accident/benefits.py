"""What is paid when it happens: disability grades and the funeral-expense cap for children; pure, and paying is another's work."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from toubao.products.dated import Dated, in_force, read

FULL_DEATH_COVER_AGE: Final = 15


def disability_benefit(sum_insured: int, grade: int, *, on: date) -> int:
    """NT$ paid for a disability of grade 1 (gravest) to 11 under a contract concluded on that day; a part of a dollar is dropped.

    Raises KeyError for another grade.
    """
    percents: list[int] = in_force(_table()["disability_percent"], on).value
    return sum_insured * dict(enumerate(percents, start=1))[grade] // 100


def death_benefit(sum_insured: int, *, age: int, on: date) -> int:
    """NT$ paid on death under a contract concluded on that day: the sum insured; for who died before 15 full years, funeral expenses only,
    at most the cap (Insurance Act art. 107)."""
    return sum_insured if age >= FULL_DEATH_COVER_AGE else min(sum_insured, funeral_expense_cap(on).value)


def funeral_expense_cap(on: date) -> Dated[int]:
    """The cap in NT$ on a day, over all of a child's policies together: half of the estate tax's funeral deduction (Insurance Act 107)."""
    return in_force(_table()["funeral_expense_cap"], on)


@cache
def _table() -> dict[str, tuple[Dated[Any], ...]]:
    """benefits.toml by name."""
    rows = tomllib.loads((Path(__file__).parent / "benefits.toml").read_text("utf-8"))
    return {name: tuple(read(row) for row in entries) for name, entries in rows.items()}
