"""How somebody comes back into an account whose password is lost or void (norm 2.7, 7.1)."""

from dataclasses import dataclass
from enum import StrEnum


class Back(StrEnum):
    """The ways back into an account; what each takes is a row in `flows/recovery.py`."""

    CODES = "codes"
    PASSKEY = "passkey"
    CERTIFICATE = "certificate"
    BRANCH = "branch"


class Shown(StrEnum):
    """What a person can show that they are an account's holder, where the password can't."""

    IDENTITY = "identity"
    PHONE = "phone"
    MAIL = "mail"
    PASSKEY = "passkey"
    CERTIFICATE = "certificate"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryAsked:
    """Somebody wants back into an account: whether it is blocked, and whether both its phone and its mailbox are its own, one proved."""

    way: Back
    blocked: str
    both_reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a way back takes, and what was shown of it."""

    way: Back
    blocked: str
    needed: tuple[Shown, ...]
    given: tuple[Shown, ...]
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAtBranch:
    """Somebody stands before a clerk of a branch, who compares them with their document; a second source knows of the document."""

    blocked: str
    branch: str
    clerk: str
    present: bool
    document_checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchReleased:
    """Another person of the branch releases what a clerk has handed in."""

    blocked: str
    clerk: str
    released_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovering:
    """A recognised holder sets a new password: in time, and nothing about the account's keys changed since they asked."""

    way: Back
    blocked: str
    in_time: bool
    unchanged: bool
    cool_off_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disowned:
    """Somebody reached at an account's address says that they did not set its new password."""

    in_time: bool
