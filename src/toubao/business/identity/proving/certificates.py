"""Certificates as proof of who somebody is (7.2.3.3): whose are believed, what is to be signed, and what a signature comes to."""

import hashlib
import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Final

from cryptography import x509
from django.conf import settings

from toubao.business import outside
from toubao.business.identity.models import Registration
from toubao.business.identity.personal import Known
from toubao.business.steps import About
from toubao.gateways.certificates.authority import SOURCES, CertificateAuthority, Status
from toubao.gateways.certificates.reasons import Reason
from toubao.gateways.evidence import Crowded, GatewayError

FORM: Final = "toubao.register.1"
TAIL: Final = 4
GONE: Final = (Reason.REVOKED, Reason.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Trusted:
    """An authority that people may choose: its name, what it is called, and the origin of its signing component in their browser."""

    name: str
    title: str
    component: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a signature came to: good or why not; and as far as it was looked at, the certificate, and what was answered of it when."""

    outcome: Reason
    issuer: str = ""
    certificate: str = ""
    source: str = ""
    answered: str = ""
    answer: str = ""
    evidence: str = ""


def trusted() -> tuple[Trusted, ...]:
    """All authorities, in the operator's order (settings.CERTIFICATES)."""
    return tuple(Trusted(name, told["title"], told["component"]) for name, told in settings.CERTIFICATES.items())


def named(name: str) -> Trusted | None:
    """One by its name, or None."""
    return next((each for each in trusted() if each.name == name), None)


def bound_to(registration: Registration, authority: str, stated: bytes) -> bytes:
    """A digest of all that a signature stands for: this registration, its notices, who was stated, whose certificate."""
    notices = json.dumps(registration.notices, sort_keys=True)
    return hashlib.sha256("\0".join((str(registration.pk), authority, notices, stated.hex())).encode()).digest()


def text(registration: Registration, bound: bytes, chance: str) -> str:
    """What is signed: one line of ASCII, so that no component can read it in two ways; `chance` makes it another one each time."""
    return f"{FORM}:{registration.pk}:{bound.hex()}:{chance}"


def verify(*, authority: str, message: bytes, challenge: str, known: Known, about: About, now: datetime) -> Verified:
    """Check the message by itself, then ask the authority about every certificate up to its root; each answer is journaled.

    OCSP is asked, and the list only where OCSP is silent: an answer that can't be believed is none to be helped over.
    """
    asked = outside.certificate_authority(authority)
    checked = asked.check(message=message, challenge=challenge.encode(), name=known.name, tail=known.id_number[-TAIL:], now=now)
    if checked.outcome != Reason.GOOD:
        return Verified(checked.outcome, evidence=hashlib.sha256(message).hexdigest())
    mine, *above = (_status(asked, below, issuer, about, now) for below, issuer in pairwise(checked.chain))
    outcome = next((each for each in (_outcome(mine), *map(_above, above)) if each != Reason.GOOD), Reason.GOOD)
    return _verified(outcome, checked.chain[0], mine)


def _status(asked: CertificateAuthority, below: x509.Certificate, issuer: x509.Certificate, about: About, now: datetime) -> Status | Reason:
    """What the first source that answers says, or why nobody did: all are silent, or none of them could be asked."""
    reason = Reason.AUTHORITY_NOT_ASKED
    for source in SOURCES:
        call = partial(asked.status, source=source, certificate=below, issuer=issuer, now=now)
        try:
            return outside.ask(call, name=f"certificates.{source}", about=about, now=now)
        except Crowded:
            continue
        except GatewayError:
            reason = Reason.AUTHORITY_SILENT
    return reason


def _outcome(status: Status | Reason) -> Reason:
    return status if isinstance(status, Reason) else status.outcome


def _above(status: Status | Reason) -> Reason:
    outcome = _outcome(status)
    return Reason.ISSUER_REVOKED if outcome in GONE else outcome


def _verified(outcome: Reason, mine: x509.Certificate, status: Status | Reason) -> Verified:
    """All that is kept of it: an answer by OCSP whole, a list by its digest."""
    issuer, number = mine.issuer.rfc4514_string(), f"{mine.serial_number:x}"
    if isinstance(status, Reason):
        return Verified(outcome, issuer, number)
    digest = hashlib.sha256(status.answer).hexdigest()
    answered = str((status.evidence.answer or {}).get("this_update", ""))
    whole = b64encode(status.answer).decode() if status.source == "ocsp" else digest
    return Verified(outcome, issuer, number, status.source, answered, whole, digest)
