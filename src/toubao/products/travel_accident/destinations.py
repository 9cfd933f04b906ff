"""Where a trip may go: countries and places by region, in Traditional Chinese; whether one is insurable is screening's."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any


class Zone(StrEnum):
    """What the tariff tells apart: a trip within Taiwan, or any other."""

    DOMESTIC = "domestic"
    ABROAD = "abroad"


@dataclass(frozen=True, slots=True)
class Destination:
    """A country or place: ISO 3166-1 code, its name as used in Taiwan, its English name, and its region's name."""

    code: str
    name: str
    english: str
    region: str
    zone: Zone

    @property
    def short(self) -> str:
        """The name without what its brackets add."""
        return self.name.partition("（")[0]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world with its destinations, in the order in which a list shows them."""

    code: str
    name: str
    destinations: tuple[Destination, ...]


@cache
def regions() -> tuple[Region, ...]:
    """All regions, Taiwan first."""
    return tuple(Region(row["code"], row["name"], tuple(_read(row, line) for line in row["places"])) for row in _file()["regions"])


@cache
def _file() -> dict[str, Any]:
    """destinations.toml as it stands."""
    return tomllib.loads((Path(__file__).parent / "destinations.toml").read_text("utf-8"))


def _read(region: dict[str, str], line: str) -> Destination:
    """One line `CODE name English name` of a region."""
    code, name, english = line.split(" ", 2)
    return Destination(code, name, english, region["name"], Zone(region["zone"]))


@cache
def by_code() -> MappingProxyType[str, Destination]:
    """Every destination by its code."""
    return MappingProxyType({place.code: place for region in regions() for place in region.destinations})


@cache
def popular() -> tuple[Destination, ...]:
    """Where most people go, for a page to offer first."""
    return tuple(by_code()[code] for code in _file()["popular"])


def zone_of(codes: tuple[str, ...]) -> Zone:
    """The zone of a trip: domestic if every destination is, else abroad. Raises KeyError for an unknown code, ValueError for none."""
    if not codes:
        raise ValueError("a trip has a destination")
    return Zone.DOMESTIC if all(by_code()[code].zone is Zone.DOMESTIC for code in codes) else Zone.ABROAD
