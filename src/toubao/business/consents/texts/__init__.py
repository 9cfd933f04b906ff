"""The notices as dated data: which there are, which may be taken back, and their wording in force on a day; nothing is read or written
in the database.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

from toubao.products import markup

HERE: Final = Path(__file__).parent
_place = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice: for which purposes of a registration it is needed, where the norm asks for it, the sentence beside the tick, and its
    wordings (version → first day in force).
    """

    name: str
    needed: tuple[str, ...]
    clause: str
    quote: str
    agree: str
    summary: str
    versions: Mapping[str, date]

    def version_on(self, day: date) -> str:
        """The version in force on a day; the first one before that. Raises ValueError for a notice without a version."""
        by_day = sorted(self.versions, key=lambda version: self.versions[version])
        past = [version for version in by_day if self.versions[version] <= day]
        return past[-1] if past else min(by_day, key=lambda version: self.versions[version])


@dataclass(frozen=True, slots=True)
class Text:
    """One wording as people read it: the notice's name, its version, and the text with the insurer's data filled in."""

    name: str
    version: str
    source: str

    @property
    def title(self) -> str:
        """Its heading."""
        return markup.title(self.source)

    @property
    def digest(self) -> str:
        """SHA-256 of the text as it is shown, in hexadecimal: what is agreed to."""
        return sha256(self.source.encode()).hexdigest()

    @property
    def html(self) -> str:
        """The text below the title as accessible HTML."""
        return markup.html(markup.body(self.source))

    @property
    def html_beside(self) -> str:
        """The same for a page that shows the version in force as well: its anchors and tables have names of their own."""
        return markup.html(markup.body(self.source), anchors="coming-section", tables="新版本的表格")


@cache
def notices(root: Path = HERE) -> dict[str, Notice]:
    """Every notice by its name, in the order in which they are read."""
    table = tomllib.loads(root.joinpath("notices.toml").read_text("utf-8"))
    return {name: Notice(name=name, **{**values, "needed": tuple(values["needed"])}) for name, values in table.items()}


def in_force(on: date, root: Path = HERE) -> dict[str, Text]:
    """The text of each notice in force on a day, by its name."""
    return {name: _filled(root, name, each.version_on(on)) for name, each in notices(root).items()}


def coming(name: str, *, on: date, root: Path = HERE) -> tuple[date, Text] | None:
    """The next wording of a notice that was put on a day ahead, and its first day; None where there is none."""
    ahead = sorted((day, version) for version, day in notices(root)[name].versions.items() if day > on)
    return (ahead[0][0], _filled(root, name, ahead[0][1])) if ahead else None


def to_register(purpose: str, *, on: date) -> dict[str, Text]:
    """The text of each notice that a registration for this purpose needs on a day, by its name, in the order in which they are read."""
    return {name: text for name, text in in_force(on).items() if purpose in notices()[name].needed}


def every(root: Path = HERE) -> dict[str, Text]:
    """Every text in every version, as it would be shown today, by digest."""
    found = (_filled(root, each.name, version) for each in notices(root).values() for version in each.versions)
    return {text.digest: text for text in found}


def _filled(root: Path, name: str, version: str) -> Text:
    return _read(root, name, version, tuple(sorted(settings.INSURER.items())))


@lru_cache(maxsize=64)
def _read(root: Path, name: str, version: str, insurer: tuple[tuple[str, str], ...]) -> Text:
    """A text from its file; the insurer's data is escaped, so that it can't act as markup.
    Raises KeyError for a place that nothing fills.
    """
    given = {key: markup.escape(value) for key, value in insurer}
    text = root.joinpath(version, f"{name}.md").read_text("utf-8")
    return Text(name, version, _place.sub(lambda found: given[found.group(1)], text))
