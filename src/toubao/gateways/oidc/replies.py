"""Whom we ask to say who somebody is, what they answer, and what happens when the answer can't be believed; speaks to nobody."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from toubao.gateways.evidence import Evidence, GatewayError

Standing = Literal["good", "frozen", "suspended", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An institution as the operator knows it: its exact issuer, and our name and secret with it.

    `origins` are places besides the issuer's own at which it may be asked.
    """

    name: str
    issuer: str
    client: str
    secret: str
    origins: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Provider({self.name!r}, {self.issuer!r}, …)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Where the person's browser goes."""

    address: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """Who the institution says that the person is, and which account of theirs says so; texts are empty where it does not know.

    `kind` is its word for the account, `opened` counter or online, `grade` the class of a digital or e-payment account (0: none).
    """

    subject: str
    kind: str
    opened: str
    grade: int
    standing: Standing
    natural_person: bool
    name: str
    id_number: str
    birth_date: date
    phone: str
    mail: str
    signed_in_at: datetime
    evidence: Evidence

    def __repr__(self) -> str:
        return "Assertion(…)"


class Disbelieved(GatewayError):
    """An answer came, and must not be believed; `reason` says in a word or two why. Nothing of it may be used."""


class IdentityProvider(Protocol):
    """Says who a person is who has an account there and agrees that it be said."""

    def begin(self, *, back: str, state: str, nonce: str, challenge: str) -> Beginning:
        """Where to send the person, who comes back to `back`. Raises GatewayError."""

    def finish(self, *, code: str, issuer: str, back: str, verifier: str, nonce: str, now: datetime) -> Assertion:
        """Who the person is who came back with `code` and `issuer` (empty: none came). Raises GatewayError."""
