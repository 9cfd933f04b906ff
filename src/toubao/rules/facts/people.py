"""Who registers, signs in and proves who they are (articles 7 and 8)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from toubao.rules.personal import Personal


class Way(StrEnum):
    """The ways of registration that the norm names (7.2); facts hold a way as text, since the authority may approve others."""

    ONLINE = "online"
    BANK = "bank"
    PARTNER = "partner"
    BRANCH = "branch"
    CERTIFICATE = "certificate"


class Purpose(StrEnum):
    """What an account is for: to buy (article 7) and be served (8.1.1.3), or to be served alone (article 8)."""

    PURCHASE = "purchase"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """A person agrees to the notices before anything about them is asked (7.2.1.1, 7.2.2.2, 7.2.3.1, 8.1.1.1, 8.1.2).

    `agreed` are those agreed to one by one; `seen_to_end` those of which the page itself saw that they were opened to their end, the
    others being read by the person's own word.
    """

    way: str
    purpose: Purpose
    channel: str
    channel_is_ours: bool
    required: tuple[str, ...]
    shown: tuple[str, ...]
    read: tuple[str, ...]
    seen_to_end: tuple[str, ...]
    agreed: tuple[str, ...]
    consented: bool
    signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """A person has said who they are, or shown it at a branch (7.1, 7.2.1.2, 7.2.2, 7.2.3.2, 8.1)."""

    way: str
    purpose: Purpose
    natural_person: bool
    id_number: Personal[str]
    id_number_valid: bool
    name: Personal[str]
    birth_date: Personal[date]
    reachable: bool
    guardianship_declared: bool
    present: bool
    document_checked: bool
    on: date
    assistance_declared: bool = False
    minor_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionAsked:
    """A person is about to be sent to a bank or a partner that shall say who they are (7.2.1.2)."""

    way: str
    provider: str
    consented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserted:
    """With the person's consent a bank or a partner has said who they are, from the account they hold there (7.2.1.2.1, 7.2.1.2.2)."""

    way: str
    consented: bool
    provider: str
    same_group: bool
    kind: str
    opened_at_counter: bool
    first_class: bool
    in_good_standing: bool
    natural_person: bool
    id_number: Personal[str]
    id_number_valid: bool
    name: Personal[str]
    birth_date: Personal[date]
    reachable: bool
    guardianship_declared: bool
    on: date
    assistance_declared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The registration's one-time password was sent, and something was entered (7.2.1.3, 8.1.1.2)."""

    way: str
    purpose: Purpose
    channel_of_otp: str
    otp_entered: bool
    tries: int
    already_registered: bool
    renews: bool
    on_file: bool
    number_yields: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Who somebody is was proved by a signature or by an institution, at once (7.2.3.3, or a way that was approved).

    `outcome` is "good", or the reason why not; `evidence` the digest of what was answered.
    """

    way: str
    purpose: Purpose
    authority: str
    outcome: str
    evidence: str
    already_registered: bool
    renews: bool
    on_file: bool
    number_yields: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A signature by certificate as it came, and what the authority said of it (7.2.3.3): what it takes to check it again.

    `source` is ocsp or crl, `answered` the moment that the answer itself names, `answer` the answer by OCSP in base64 or a list's digest.
    """

    authority: str
    outcome: str
    issuer: str
    certificate: str
    source: str
    answered: str
    answer: str
    network: str
    challenge: Personal[str]
    message: Personal[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Who was proved in another way shows by a one-time password that they can be reached (8.1.1.2)."""

    channel_of_otp: str
    otp_entered: bool
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A clerk hands a registration at a branch in for a second person's eyes (7.2.2)."""

    way: str
    branch: str
    clerk: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A second person releases a registration at a branch (7.2.2, 8.1.2, 18.1.1)."""

    way: str
    purpose: Purpose
    clerk: str
    released_by: str
    already_registered: bool
    renews: bool
    on_file: bool
    number_yields: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A verified person sets a password and so takes their account into use (7.1, 8.1, 18.1.1)."""

    way: str
    purpose: Purpose
    link_used: bool
    contact_confirmed: bool
    already_registered: bool
    renews: bool
    number_yields: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """The holder of an account has proved anew who they are (7.3, 8.2), or to be more than served."""

    way: str
    purpose: Purpose
    link_used: bool
    contact_confirmed: bool
    same_holder: bool


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
