"""Who registers, signs in and proves who they are (articles 7 and 8)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toubao.rules.personal import Personal


class Way(StrEnum):
    """The way by which a person was registered and verified (norm 7.2)."""

    ONLINE = "online"
    BANK = "bank"
    PARTNER = "partner"
    BRANCH = "branch"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """A person agrees to the notices before anything about them is asked (7.2.1.1)."""

    way: Way
    channel: str
    channel_is_ours: bool
    required: tuple[str, ...]
    shown: tuple[str, ...]
    read: tuple[str, ...]
    consented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """A person has said who they are (7.1, 7.2.1.2)."""

    way: Way
    natural_person: bool
    id_number: Personal[str]
    id_number_valid: bool
    name: Personal[str]
    birth_date: Personal[date]
    reachable: bool
    guardianship_declared: bool
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The registration's one-time password was sent, and something was entered (7.2.1.3)."""

    way: Way
    channel_of_otp: str
    otp_entered: bool
    tries: int
    already_registered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Somebody signed in, out, or failed to."""

    by: str
    network: str
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A person was signed in to a browser, or that ended: by which way, how strong, what kind of browser (in plain words), and why."""

    by: str
    strength: str
    browser: str
    system: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A person chose how their sign-ins are guarded."""

    tell_by_sms: bool
    second_factor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyUse:
    """A passkey was made, used, refused or put away: what for, and with which outcome."""

    purpose: str
    outcome: str
    network: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A one-time password was sent or checked (proof: identity)."""

    purpose: str
    channel: str
    outcome: str
    tries: int
