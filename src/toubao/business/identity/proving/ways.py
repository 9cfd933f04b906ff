"""The ways of registration that are in use: the norm's, and those that the authority approved (7.2, 8.1), with who speaks for each."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from toubao.business.identity.personal import Known
from toubao.rules.kit import Waiver
from toubao.rules.ways import WayOfRegistration, norm_ways, read


@dataclass(frozen=True, slots=True)
class Proved:
    """What came of a proof: `outcome` is "good" or the reason why not, `evidence` the digest of what was answered."""

    authority: str
    outcome: str
    evidence: str


class Adapter(Protocol):
    """Speaks with whoever proves who a person is, in a way that the authority approved; made without arguments."""

    def start(self, *, reference: UUID, known: Known, back: str, now: datetime) -> str:
        """The address to which the person is sent, and from which they come back to `back`. Raises GatewayError."""
        ...

    def finish(self, *, reference: UUID, known: Known, given: dict[str, str], now: datetime) -> Proved:
        """What the institution itself says of the person who came back with these parameters. Raises GatewayError."""
        ...


@lru_cache(maxsize=1)
def approved() -> dict[str, WayOfRegistration]:
    """The ways that the norm doesn't name (settings.WAYS, a file); each is open only under a waiver of its name. Raises BadWay."""
    return read(Path(settings.WAYS).read_text("utf-8")) if settings.WAYS else {}


def way(name: str) -> WayOfRegistration | None:
    """One way by its name, or None."""
    return norm_ways().get(name) or approved().get(name)


def proves_identity(name: str) -> bool:
    """Whether this way itself shows that the number is the person's own."""
    found = way(name)
    return found is not None and found.proves_identity


def waivers(name: str) -> tuple[Waiver, ...]:
    """What the authority approved about a way; the gates look at the days."""
    found = way(name)
    return found.waivers if found else ()


def adapter(name: str) -> Any:
    """Who speaks for an approved way. Raises KeyError for a way that has nobody."""
    return import_string(approved()[name].adapter)()
