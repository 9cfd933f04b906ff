"""Dated values: what is known, from when to when, from which source and how surely; what they decide is elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Certainty(StrEnum):
    """How sure a value is; an operator sees the label wherever the value is shown."""

    QUOTED = "Q"
    SECONDARY = "S"
    INFERRED = "I"
    SAMPLE = "N"

    @property
    def label(self) -> str:
        """The words an operator reads beside the value."""
        return _LABELS[self]


_LABELS = {
    Certainty.QUOTED: "法規原文",
    Certainty.SECONDARY: "次級來源，請核對",
    Certainty.INFERRED: "推論而得的示範值，請載入貴公司資料",
    Certainty.SAMPLE: "示範值，無公開依據，請載入貴公司資料",
}


class NothingInForce(LookupError):
    """No value is in force on the day asked for, or more than one is."""


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value with its first and last day (both included), its source and its certainty."""

    value: T
    since: date
    until: date
    source: str
    certainty: Certainty

    def holds(self, on: date) -> bool:
        """Whether the value is in force on that day."""
        return self.since <= on <= self.until


def read(row: Mapping[str, Any]) -> Dated[Any]:
    """A row of TOML (value, from, to, source, certainty) as a dated value; without `from` or `to` it is open on that side.

    Raises ValueError for a row whose source is empty or whose days are the wrong way round.
    """
    made = Dated(row["value"], row.get("from", date.min), row.get("to", date.max), str(row["source"]).strip(), Certainty(row["certainty"]))
    if not made.source or made.since > made.until:
        raise ValueError(f"a dated value needs a source and days in order: {row!r}")
    return made


def in_force(values: Iterable[Dated[T]], on: date) -> Dated[T]:
    """The one value in force on that day. Raises NothingInForce if there is none, or if two contradict each other."""
    found = [each for each in values if each.holds(on)]
    if len(found) != 1:
        raise NothingInForce(f"{len(found)} values are in force on {on.isoformat()}, one is wanted")
    return found[0]
