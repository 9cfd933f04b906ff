"""How much may be bought online, by line and by how surely the buyer is known, and what looks abnormal; dated data in limits.toml."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from toubao.products.dated import Certainty, Dated, NothingInForce, in_force, read


class Strength(StrEnum):
    """How surely a buyer is known, as the limits tell them apart (附件一)."""

    NEW_ONLINE = "new_online"
    EXISTING = "existing"
    BRANCH = "branch"
    CERTIFICATE = "certificate"


class NoLimit(LookupError):
    """No limit is on record for this line, strength and day: the operator must load one; nothing is sold meanwhile."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that one person may be insured for, in NT$: with this insurer, and with all insurers together."""

    company: int
    industry: int
    source: str
    certainty: Certainty


def strength_of(way: str, *, existing_customer: bool) -> Strength:
    """The strength of a buyer registered by `way` (online, bank, partner, branch, certificate); an unknown way counts as the weakest."""
    if way in (Strength.BRANCH, Strength.CERTIFICATE):
        return Strength(way)
    return Strength.EXISTING if existing_customer else Strength.NEW_ONLINE


def limit_for(line: str, strength: Strength, on: date) -> Limit:
    """The limits of a line for a strength on a day (11.2.2, 11.2.3).

    The company's one is multiplied by its differentiation factor, rounded down to whole dollars, and never above the industry's.
    Raises NoLimit if none, or no factor, is on record.
    """
    try:
        found = in_force(_table()["limits", line, strength.value], on)
    except (KeyError, NothingInForce) as missing:
        raise NoLimit(f"{line}, {strength.value}, {on.isoformat()}") from missing
    factor = single("factor", on)
    own = int((found.value["company"] * Decimal(factor.value)).to_integral_value(ROUND_FLOOR))
    return Limit(min(own, found.value["industry"]), found.value["industry"], found.source, found.certainty)


@dataclass(frozen=True, slots=True)
class Abnormal:
    """More than `applications` others of one insured in the last `days` days look abnormal (11.2.2)."""

    applications: int
    days: int


def abnormal_from(on: date) -> Abnormal:
    """From when on applications look abnormal on a day. Raises NoLimit if nothing is on record."""
    return Abnormal(**single("abnormal", on).value)


def contains_own(on: date) -> bool:
    """Whether the industry's answer contains what we reported ourselves (11.2.3). Raises NoLimit if that is not on record."""
    return bool(single("industry_answer", on).value["contains_own"])


def single(kind: str, on: date) -> Dated[Any]:
    """The value of a kind that has no line and no strength. Raises NoLimit if none is on record."""
    try:
        return in_force(_table()[kind, "", ""], on)
    except (KeyError, NothingInForce) as missing:
        raise NoLimit(f"{kind}, {on.isoformat()}") from missing


def property_premium_limit(on: date) -> Dated[int]:
    """The most annual premium, NT$, of one property policy sold online. Raises NoLimit if none is on record."""
    return single("property_premium", on)


def on_record() -> tuple[tuple[str, str, Dated[Any]], ...]:
    """Every limit as (line, strength, dated value), for operators to see with its certainty."""
    return tuple((line, strength, value) for (kind, line, strength), values in _table().items() if kind == "limits" for value in values)


@cache
def _table() -> dict[tuple[str, str, str], tuple[Dated[Any], ...]]:
    """limits.toml by kind, line and strength."""
    rows = tomllib.loads((Path(__file__).parent / "limits.toml").read_text("utf-8"))
    found: dict[tuple[str, str, str], tuple[Dated[Any], ...]] = {}
    for kind, entries in rows.items():
        for row in entries:
            for strength in row.get("strengths", [""]):
                key = (kind, row.get("line", ""), strength)
                found[key] = (*found.get(key, ()), read(row))
    return found
