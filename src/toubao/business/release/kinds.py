"""The kinds of what needs two people, as data; what each does once it is released is named there and stands in its own app."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from toubao.business.release.models import Release
from toubao.business.steps import Actor, Decision


def _nothing(release: Release, actor: Actor, because: str, now: datetime) -> None:
    """Nothing was done yet, so nothing is undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What stands behind a kind: whether what was asked still fits its thing; what is done with it in the transaction of the release (a
    decision that wasn't taken stops the release); and what becomes of the thing where the request ends without one.
    """

    stands: Callable[[Release], bool]
    do: Callable[[Release, Actor, datetime], Decision | None]
    undo: Callable[[Release, Actor, str, datetime], None] = _nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind: what it is called, which roles ask and release, how long a request stands, and the dotted name of what does it."""

    name: str
    title: str
    asks: frozenset[str]
    releases: frozenset[str]
    lasts: timedelta
    does: str

    @property
    def doing(self) -> Doing:
        """What stands behind it."""
        found: Doing = import_string(self.does)
        return found


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its name."""
    return read(files(__package__).joinpath("kinds.toml").read_text("utf-8"))


def read(text: str) -> dict[str, Kind]:
    """The kinds in a TOML text shaped as kinds.toml. Raises KeyError for an entry that lacks a key."""
    return {name: _kind(name, entry) for name, entry in tomllib.loads(text).items()}


def _kind(name: str, entry: Mapping[str, Any]) -> Kind:
    return Kind(
        name=name, title=entry["title"], asks=frozenset(entry["asks"]), releases=frozenset(entry["releases"]),
        lasts=timedelta(hours=entry["hours"]), does=entry["does"],
    )  # fmt: skip


def roles_now(usernames: Iterable[str]) -> dict[str, str]:
    """The roles that members of staff have at this moment, by sign-in name; who has left has none. Held until the transaction ends, so that
    no role is taken away while something is decided on it (settings.STAFF_ROLES, a dotted name).
    """
    found: dict[str, str] = import_string(settings.STAFF_ROLES)(sorted(set(usernames) - {""}))
    return found
