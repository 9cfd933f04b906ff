"""The books as a table of text (CSV, UTF-8, one policy a line): read into entries, or refused with the line and the column of each mistake.

Mistakes name lines and columns and never repeat a value: what is written there is personal.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from toubao.business.motor.barcode import SIGNS, STOP
from toubao.business.motor.books import Entry
from toubao.business.motor.numbers import Kind, number_fault
from toubao.business.motor.plates import plate_fault
from toubao.business.motor.queries import Vehicle
from toubao.journal.writing import TAIPEI

COLUMNS: Final = (
    "kind", "id_number", "name", "line", "number", "plate", "vehicle", "make", "made", "starts", "ends", "ended_at", "premium", "due_on",
    "paid_on", "paid",
)  # fmt: skip
MAY_BE_EMPTY: Final = frozenset({"make", "made", "ended_at", "paid_on", "paid"})
LINES: Final = ("compulsory", "voluntary")
LONGEST: Final = 30


class BadSheet(Exception):
    """The table can't be loaded: `mistakes` says why, line by line."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


def read(lines: Iterable[str], *, on: date) -> list[Entry]:
    """The entries of a table with the columns of COLUMNS in any order; numbers are judged as of the day `on`. Raises BadSheet."""
    table = csv.DictReader(lines, strict=True)
    missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        raise BadSheet([f"line 1: no column {name}" for name in missing])
    entries: list[Entry] = []
    mistakes: list[str] = []
    try:
        for row in table:
            wrong = _mistakes(row, on)
            mistakes += [f"line {table.line_num}: {column}" for column in wrong]
            entries += [] if wrong else [_entry(row)]
    except csv.Error as error:
        mistakes.append(f"line {table.line_num}: not a table ({error})")
    numbers = [entry.number for entry in entries]
    mistakes += [f"number {number} stands there twice" for number in sorted({n for n in numbers if numbers.count(n) > 1})]
    if mistakes:
        raise BadSheet(mistakes)
    return entries


def _mistakes(row: Mapping[Any, Any], on: date) -> list[str]:
    """The columns of a line that can't be read, each with what it should be."""
    if None in row or None in row.values():
        return [f"has more or fewer than {len(COLUMNS)} columns"]
    wrong = [f"{name} is empty" for name in COLUMNS if name not in MAY_BE_EMPTY and not row[name].strip()]
    if wrong:
        return wrong
    wrong = [f"{name} {should}" for name, good, should in _CHECKS if not _holds(good, row[name].strip())]
    if wrong:
        return wrong
    if (fault := number_fault(Kind(row["kind"].strip()), row["id_number"], on=on)) is not None:
        wrong.append(f"id_number is none ({fault.value})")
    if (bad := plate_fault(row["plate"])) is not None:
        wrong.append(f"plate is none ({bad.value})")
    return wrong if _moment(row["starts"]) < _moment(row["ends"]) else [*wrong, "ends is not after starts"]


def _entry(row: Mapping[str, str]) -> Entry:
    kept = {name: row[name].strip() for name in COLUMNS}
    return Entry(
        kind=kept["kind"], id_number=kept["id_number"], name=kept["name"], line=kept["line"], number=kept["number"],
        vehicle=Vehicle(plate=kept["plate"], kind=kept["vehicle"], make=kept["make"], made=kept["made"]),
        starts=_moment(kept["starts"]), ends=_moment(kept["ends"]), ended_at=_moment(kept["ended_at"]) if kept["ended_at"] else None,
        premium=int(kept["premium"]), due_on=date.fromisoformat(kept["due_on"]),
        paid_on=date.fromisoformat(kept["paid_on"]) if kept["paid_on"] else None, paid=int(kept["paid"] or 0),
    )  # fmt: skip


def _moment(text: str) -> datetime:
    """A moment; one without a zone is Taiwan's. Raises ValueError."""
    told = datetime.fromisoformat(text.strip())
    return told if told.tzinfo else told.replace(tzinfo=TAIPEI)


def _holds(good: Callable[[str], object], text: str) -> bool:
    try:
        return bool(good(text))
    except ValueError:
        return False


def _amount(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) < 10**9


_CHECKS: Final[tuple[tuple[str, Callable[[str], object], str], ...]] = (
    ("kind", lambda text: text in tuple(Kind), f"is none of {', '.join(Kind)}"),
    ("line", lambda text: text in LINES, f"is none of {', '.join(LINES)}"),
    ("number", lambda text: len(text) <= LONGEST and STOP not in text and all(sign in SIGNS for sign in text),
     f"has signs other than figures, capital letters, dash and dot, or more than {LONGEST}"),
    ("starts", _moment, "is no moment such as 2026-03-01T12:00"),
    ("ends", _moment, "is no moment such as 2027-03-01T12:00"),
    ("ended_at", lambda text: not text or _moment(text), "is no moment such as 2026-07-01T12:00, and not empty"),
    ("premium", _amount, "is no whole amount of NT$"),
    ("due_on", date.fromisoformat, "is no day such as 2026-03-01"),
    ("paid_on", lambda text: not text or date.fromisoformat(text), "is no day such as 2026-02-20, and not empty"),
    ("paid", lambda text: not text or _amount(text), "is no whole amount of NT$, and not empty"),
)  # fmt: skip
