"""Programs of others than the browser: which there are, and who lets one act for them (2.3)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SetUpBy(StrEnum):
    """Who built a program and runs it (2.3, 2.4)."""

    INSURER = "insurer"
    PARTNER = "other_company"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRegistering:
    """A program is entered into the insurer's list: its client id, owner, who set it up, whether people may buy through it, from when to
    when, and the two people who decided.
    """

    client: str
    owner: str
    set_up_by: SetUpBy
    sells: bool
    starts: date
    ends: date
    asked_by: str
    released_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramAllowed:
    """A person let a program act for them, or took that back: which one, for what, until when, and why it ended."""

    client: str
    scopes: tuple[str, ...]
    ends: date
    because: str = ""
