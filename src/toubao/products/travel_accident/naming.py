"""What people type for where they go: names, cities, old and other names, slips of the finger; whether it can be insured is screening's."""

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from toubao.products.travel_accident.destinations import Destination, by_code, popular

MOST_OFFERED = 8
_ENDINGS = ("特別行政區", "共和國", "市", "縣", "省", "府", "島", "州")
_LIKENESS = 0.6


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a typed word means: destinations, or, if it means none, those that may have been meant; `area` for a part of the world."""

    places: tuple[Destination, ...] = ()
    near: tuple[Destination, ...] = ()
    area: bool = False


def find(typed: str) -> Destination | None:
    """The one destination that somebody typed, by its code or any of its names; None for none or several."""
    places = meaning(typed).places
    return places[0] if len(places) == 1 else None


def codes(typed: str) -> tuple[str, ...]:
    """The codes of what somebody typed; what means nothing is given back as it is, so that screening names it."""
    return tuple(place.code for place in meaning(typed).places) or (typed,)


def meaning(typed: str) -> Meaning:
    """What a typed word means: by name, by a name without its ending (市, 島), by a part of the world; else what is like it."""
    word = _word(typed)
    for each in (word, *(word.removesuffix(end) for end in _ENDINGS if word.endswith(end) and len(word) > len(end) + 1)):
        if each in _words():
            return Meaning(_words()[each])
        if each in _areas():
            return Meaning(near=_areas()[each], area=True)
    return Meaning(near=_near(word))


@cache
def completions() -> tuple[tuple[str, str], ...]:
    """What can be completed while it is typed: each of our names with the destination that it means, without simplified and double ones."""
    own = ((place.short, "") for place in by_code().values())
    others = ((name, by_code()[code].short) for code, name in _our_names() if _word(name) != _word(by_code()[code].short))
    return tuple(dict.fromkeys((*own, *others)))


def _near(word: str) -> tuple[Destination, ...]:
    """Destinations with a name that begins with the word or holds it, then those with a name like it."""
    names = _words()
    holding = sorted((name for name in names if len(word) > 1 and (word in name or (len(name) > 1 and name in word))), key=len)
    like = get_close_matches(word, names, n=MOST_OFFERED, cutoff=_LIKENESS) if len(word) > 2 else _one_sign_off(word)
    return tuple(dict.fromkeys(place for name in (*holding, *like) for place in names[name]))[:MOST_OFFERED]


def _one_sign_off(word: str) -> list[str]:
    """Names of two signs of which one is the word's; where most people go comes first."""
    found = [name for name in _words() if len(name) == len(word) == 2 and not name.isascii() and (name[0] == word[0] or name[1] == word[1])]
    return sorted(found, key=lambda name: _words()[name][0] not in popular())


@cache
def _words() -> dict[str, tuple[Destination, ...]]:
    """Every word that means one or several destinations; a destination's own names come before what others are called."""
    found: dict[str, tuple[Destination, ...]] = {}
    for place in by_code().values():
        for name in (place.code, place.name, place.short, place.english):
            found.setdefault(_word(name), (place,))
    for code, name in (*_our_names(), *_cldr_names()):
        found.setdefault(_word(name), (by_code()[code],))
    for places, name in _groups("both"):
        found.setdefault(_word(name), places)
    return found


@cache
def _areas() -> dict[str, tuple[Destination, ...]]:
    """Words for a part of the world, with what is offered instead."""
    return {_word(name): places for places, name in _groups("areas")}


def _groups(key: str) -> Iterator[tuple[tuple[Destination, ...], str]]:
    """Lines of several codes and the names that mean all of them."""
    for line in _file()[key]:
        parts = line.split(" ")
        codes = [each for each in parts if len(each) == 2 and each.isascii() and each in by_code()]
        places = tuple(by_code()[code] for code in codes)
        for name in " ".join(parts[len(codes) :]).split("、"):
            yield places, name


def _our_names() -> Iterator[tuple[str, str]]:
    for line in _file()["names"]:
        code, _, names = line.partition(" ")
        yield from ((code, name) for name in names.split("、"))


def _cldr_names() -> Iterator[tuple[str, str]]:
    for line in (Path(__file__).parent / "names.tsv").read_text("utf-8").splitlines():
        code, _, names = line.partition("\t")
        if not line.startswith("#"):
            yield from ((code, name) for name in names.split("、"))


@cache
def _file() -> dict[str, Any]:
    """places.toml as it stands."""
    return tomllib.loads((Path(__file__).parent / "places.toml").read_text("utf-8"))


def _word(typed: str) -> str:
    """A typed name as it is compared: width, case, spaces, dots and 台/臺 make no difference, nor signs that can't be seen."""
    plain = unicodedata.normalize("NFKC", typed).casefold().replace("台", "臺").replace("(", "（").replace(")", "）")
    return "".join(c for c in plain if not c.isspace() and c not in "·‧.'-" and unicodedata.category(c) != "Cf")
