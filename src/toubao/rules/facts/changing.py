"""What a person changes about themselves or their account, who looks at it, and a death that is reported (norm 2.7, 13, 15.1.3)."""

from dataclasses import dataclass
from enum import StrEnum

from toubao.rules.personal import Personal


class Kind(StrEnum):
    """What is changed; a lost phone or mailbox is a way of its own, since it can't answer any more."""

    PHONE = "phone"
    PHONE_LOST = "phone_lost"
    MAIL = "mail"
    MAIL_LOST = "mail_lost"
    NAME = "name"
    ADDRESS = "address"
    LEAVE = "leave"


class Factor(StrEnum):
    """What a person can prove themselves with before a change."""

    PASSWORD = "password"  # noqa: S105 - a kind of proof, no secret
    PHONE = "phone"
    MAIL = "mail"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A person asks for a change; `value` is what shall stand there afterwards."""

    kind: Kind
    password_right: bool
    other_under_way: bool
    purchases_under_way: int
    value: Personal[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUp:
    """What a person was asked to prove before a change, and what they proved."""

    kind: Kind
    needed: tuple[Factor, ...]
    given: tuple[Factor, ...]
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A proved change that does not hold at once: hours to wait, or a person's review."""

    kind: Kind
    new_address: bool
    new_proved: bool
    needs_person: bool
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A person has looked at the evidence for a change."""

    kind: Kind
    needs_person: bool
    evidence: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """A change is about to hold."""

    kind: Kind
    new_address: bool
    new_proved: bool
    free: bool
    waits: bool
    wait_ended: bool
    needs_person: bool
    reviewed_by: str
    released_by: str
    cool_off_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """Somebody reached at the old address says that they did not ask for this change."""

    kind: Kind
    link_right: bool
    in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathConfirmed:
    """A second person has seen the evidence that a person died."""

    reported_by: str
    confirmed_by: str
    evidence: str
