"""The norm's text, edition by edition, as data files in this folder; what it decides is in rules, nothing here judges."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from toubao.law.clauses import Clause, Edition, UnknownClause, natural, read

__all__ = ["Clause", "Edition", "NoEdition", "UnknownClause", "current", "edition", "editions", "natural", "version", "words"]


class NoEdition(LookupError):
    """No loaded edition of the norm covers that day, or bears that version."""


@cache
def editions() -> tuple[Edition, ...]:
    """Every loaded edition, oldest first. An amendment is one more entry in editions.toml and one more file."""
    folder = files(__name__)
    entries = tomllib.loads(folder.joinpath("editions.toml").read_text("utf-8"))["edition"]
    loaded = (
        Edition(
            version=entry["version"],
            title=entry["title"],
            amended_on=entry["amended_on"],
            adopted_by=tuple(entry["adopted_by"]),
            clauses=read(folder.joinpath(f"{entry['version']}.tsv").read_text("utf-8")),
        )
        for entry in entries
    )
    return tuple(sorted(loaded, key=lambda each: each.amended_on))


def edition(on: date, among: Sequence[Edition] | None = None) -> Edition:
    """The newest edition amended on or before that day (`among` all loaded ones by default); raises NoEdition."""
    candidates = [each for each in (editions() if among is None else among) if each.amended_on <= on]
    if not candidates:
        raise NoEdition(f"no edition of the norm is loaded for {on.isoformat()}")
    return max(candidates, key=lambda each: each.amended_on)


def version(name: str) -> Edition:
    """The edition that a recorded decision names, as "2022-06-24"; raises NoEdition."""
    found = next((each for each in editions() if each.version == name), None)
    if found is None:
        raise NoEdition(f"the edition {name!r} of the norm isn't loaded")
    return found


def current() -> Edition:
    """The newest loaded edition; no clock is read."""
    return editions()[-1]


def words(clause_id: str) -> str:
    """The verbatim words of a clause in the newest edition; raises UnknownClause."""
    return current().clause(clause_id).text
