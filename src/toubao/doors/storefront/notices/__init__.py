"""The notices that are read and agreed to before registration (7.2.1.1, 8.1.1.1), as texts with version and digest;
who agreed to what is business.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from django.conf import settings

from toubao.products import markup
from toubao.rules.facts import Purpose

NAMES: Final = ("online", "privacy", "services")
SERVED: Final = ("served", "privacy", "services")
VERSION: Final = "2026-01"
_place = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as people read it: its name in addresses and evidence, its version, and its text with the insurer's data filled in."""

    name: str
    version: str
    source: str

    @property
    def title(self) -> str:
        """Its heading."""
        return markup.title(self.source)

    @property
    def digest(self) -> str:
        """SHA-256 of the text as it is shown, in hexadecimal: what was agreed to."""
        return sha256(self.source.encode()).hexdigest()

    @property
    def html(self) -> str:
        """The text below the title as accessible HTML."""
        return markup.html(markup.body(self.source))


@lru_cache(maxsize=1)
def notices() -> dict[str, Notice]:
    """Every notice by its name."""
    return {name: _read(name) for name in (*NAMES, *SERVED)}


def names(purpose: str) -> tuple[str, ...]:
    """The notices that are read before somebody registers to buy, or to be served, in their order."""
    return SERVED if purpose == Purpose.SERVICE else NAMES


def digests(purpose: str = Purpose.PURCHASE) -> dict[str, str]:
    """The digest of each notice by its name, as registration keeps them."""
    return {name: notices()[name].digest for name in names(purpose)}


def _read(name: str) -> Notice:
    """A notice from its file; the insurer's data is escaped, so that it can't act as markup.
    Raises KeyError for a place that nothing fills.
    """
    given = {key: markup.escape(value) for key, value in settings.INSURER.items()}
    text = files(__name__).joinpath(VERSION, f"{name}.md").read_text("utf-8")
    return Notice(name, VERSION, _place.sub(lambda found: given[found.group(1)], text))
