"""Who may do what inside the insurer: what two people decide, who joins, moves and leaves (25.1)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAsked:
    """Somebody asks that another person release something. `right`: their role may ask; `concerns`: the member of staff it is about."""

    kind: str
    thing: str
    digest: str
    because: str
    asked_by: str
    concerns: str
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDecided:
    """Somebody releases or refuses what another asked for.

    `right`: their role may release it at this moment; `digest` is of what was asked, `seen` of what they were shown; `stands`: what
    is asked for still fits the thing that it is about.
    """

    kind: str
    thing: str
    digest: str
    seen: str
    because: str
    asked_by: str
    decided_by: str
    concerns: str
    right: bool
    stands: bool
    in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChanged:
    """A member of staff joined, moved, left, or was confirmed in what they may do: who, from which role to which, and why."""

    username: str
    before: str
    after: str
    because: str
