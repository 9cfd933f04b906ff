"""Values that the law may change, from dated.toml, each with its days, source and certainty; a product's own are in its folder."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Dated:
    """A value and the days from `starts` to `ends`, both included, on which it holds; the data file explains the certainty."""

    name: str
    value: int | str
    starts: date
    ends: date
    source: str
    certainty: str


@cache
def entries() -> tuple[Dated, ...]:
    """Every dated value, as the file lists them; an entry without first or last day is open on that side."""
    tables = tomllib.loads(files(__package__).joinpath("dated.toml").read_text("utf-8"))
    return tuple(
        Dated(name, each["value"], each.get("from", date.min), each.get("to", date.max), each["source"], each["certainty"])
        for name, listed in tables.items()
        for each in listed
    )


def named(name: str) -> tuple[Dated, ...]:
    """Every entry of that name, whenever it holds."""
    return tuple(each for each in entries() if each.name == name)


def in_force(name: str, day: date) -> Dated | None:
    """The entry of that name that holds on that day, or None."""
    return next((each for each in named(name) if each.starts <= day <= each.ends), None)


def number(name: str, day: date) -> int:
    """The number that holds on that day; raises LookupError where there is none."""
    entry = in_force(name, day)
    if entry is None or not isinstance(entry.value, int):
        raise LookupError(f"no number {name!r} holds on {day.isoformat()}")
    return entry.value
