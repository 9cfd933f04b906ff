"""The ways of registration that are in use: the norm's, and those that the authority approved (7.2, 8.1), with who speaks for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from toubao.business.identity.personal import Known
from toubao.gateways.evidence import Evidence
from toubao.rules.kit import Waiver
from toubao.rules.ways import WayOfRegistration, norm_ways, read


@dataclass(frozen=True, slots=True)
class Proved:
    """What came of a proof: `outcome` is "good" or the reason why not, `evidence` the digest of what was answered."""

    authority: str
    outcome: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One way there and back: a reference that stays the same, who it is to be, our address, and now. On the way back `given` are the
    parameters of the address, which anybody may have written.
    """

    reference: UUID
    known: Known
    now: datetime
    back: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """The address to which a person is sent; `evidence` is the question and its answer."""

    address: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Finished:
    """What the institution itself said; `evidence` is the question and its answer."""

    proved: Proved
    evidence: Evidence


class Adapter(Protocol):
    """Speaks with whoever proves who a person is, in a way that the authority approved; made without arguments, outside any transaction."""

    def start(self, visit: Visit) -> Begun:
        """The address to which the person is sent, and from which they come back to `visit.back`. Raises GatewayError."""
        ...

    def finish(self, visit: Visit) -> Finished:
        """What the institution itself says of the person who came back. Raises GatewayError."""
        ...


@lru_cache(maxsize=1)
def approved() -> dict[str, WayOfRegistration]:
    """The ways that the norm doesn't name (settings.WAYS, a file); each is open only under a waiver of its name. Raises BadWay."""
    return read(Path(settings.WAYS).read_text("utf-8")) if settings.WAYS else {}


def offered(on: date) -> tuple[WayOfRegistration, ...]:
    """The approved ways that may be used on that day (Taipei), in the operator's order."""
    return tuple(each for each in approved().values() if any(waiver.covers("7.2", on) for waiver in each.waivers))


def way(name: str) -> WayOfRegistration | None:
    """One way by its name, or None."""
    return norm_ways().get(name) or approved().get(name)


def proves_identity(name: str) -> bool:
    """Whether this way itself shows that the number is the person's own."""
    found = way(name)
    return found is not None and found.proves_identity


def waivers(name: str, *clauses: str) -> tuple[Waiver, ...]:
    """What the authority approved about a way, for these clauses or for all; the gates look at the days."""
    found = way(name)
    return tuple(each for each in found.waivers if each.clause in clauses or not clauses) if found else ()


def adapter(name: str) -> Adapter:
    """Who speaks for an approved way. Raises KeyError for a way that has nobody."""
    found: Adapter = import_string(approved()[name].adapter)()
    return found
