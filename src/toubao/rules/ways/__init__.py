"""The ways in which people register, with what each is worth, as data; whether one may be used is a gate's business (7.2, 8.1)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from toubao.rules.kit import Waiver

KEYS: Final = frozenset({"clause", "title", "strength", "proves_identity", "limits_as", "pays_as", "serves"})
APPROVED_KEYS: Final = KEYS | {"adapter", "waiver", "from", "to"}


class BadWay(ValueError):
    """An entry of a file of ways can't be used; the text names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOfRegistration:
    """One way: where the norm names it, what it is called, how strong it is (1 to 3), and what follows from it.

    Where the authority approved a way that the norm doesn't name: `adapter` names the class that speaks with whoever proves the identity,
    `waivers` what was approved, for 7.2 and for 8.1 if it serves too.
    """

    name: str
    clause: str
    title: str
    strength: int
    proves_identity: bool
    limits_as: str
    pays_as: str
    serves: bool
    adapter: str = ""
    waivers: tuple[Waiver, ...] = ()


@cache
def norm_ways() -> dict[str, WayOfRegistration]:
    """The ways that the norm names, by name."""
    return read(files(__package__).joinpath("norm.toml").read_text("utf-8"), keys=KEYS)


def read(text: str, *, keys: frozenset[str] = APPROVED_KEYS) -> dict[str, WayOfRegistration]:
    """The ways in a TOML text shaped as norm.toml. Raises BadWay for an entry that lacks a key, has another, or a strength out of range."""
    return {name: _way(name, entry, keys) for name, entry in tomllib.loads(text).items()}


def _way(name: str, entry: dict[str, Any], keys: frozenset[str]) -> WayOfRegistration:
    wrong = sorted(set(entry) ^ keys)
    if wrong:
        raise BadWay(f"the way {name!r}: {', '.join(wrong)} missing or unknown")
    if entry["strength"] not in (1, 2, 3) or entry["pays_as"] not in ("online", "counter"):
        raise BadWay(f"the way {name!r}: strength is 1, 2 or 3, pays_as online or counter")
    own = {key: entry[key] for key in entry.keys() & (KEYS | {"adapter"})}
    return WayOfRegistration(name=name, **own, waivers=_waivers(entry) if "waiver" in entry else ())


def _waivers(entry: dict[str, Any]) -> tuple[Waiver, ...]:
    """What the authority approved, for each clause that it lifts."""
    clauses = ("7.2", "8.1") if entry["serves"] else ("7.2",)
    return tuple(Waiver(entry["waiver"], clause, entry["from"], entry["to"]) for clause in clauses)
