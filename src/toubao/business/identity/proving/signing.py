"""Texts that people sign with their certificate to confirm something: made, used up once, checked (10.1.3). What is confirmed, and what
follows from it, is the caller's.
"""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.models import TextToSign
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import certificates
from toubao.business.identity.proving.certificates import Verified
from toubao.business.steps import About, Actor, note
from toubao.gateways.certificates.message import LARGEST
from toubao.gateways.certificates.reasons import Reason
from toubao.rules.events import Event
from toubao.rules.facts import Certified
from toubao.rules.personal import Personal

LIFETIME: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is confirmed: what for, the subject of its journal entries, and the digest of what is agreed to."""

    purpose: str
    about: About
    digest: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What came of a signature: good or why not (a Reason), the digest that was signed, whose certificates it is, and what the authority
    said of it.
    """

    outcome: str
    digest: str = ""
    authority: str = ""
    text: str = ""
    verified: Verified | None = None

    @property
    def good(self) -> bool:
        """Whether the signature is the person's own, under a certificate that its authority says holds."""
        return self.outcome == Reason.GOOD and self.verified is not None and bool(self.authority and self.verified.evidence)


def ask(*, thing: Thing, authority: str, network: str, now: datetime) -> UUID | None:
    """Make a text for this thing as it stands, good for ten minutes and once; None where that was done too often."""
    if spend(("certificate_registration", str(thing.about.id)), ("certificate_network", network), now=now):
        return None
    words = f"toubao.{thing.purpose}.1:{thing.about.id}:{thing.digest}:{secrets.token_urlsafe(32)}"
    made = TextToSign(id=uuid4(), purpose=thing.purpose, subject=thing.about.id, authority=authority, digest=thing.digest, text=words)
    made.asked_at, made.expires_at = now, now + LIFETIME
    made.save(force_insert=True)
    return made.pk


def waiting(*, thing: Thing, text: UUID, now: datetime) -> TextToSign | None:
    """A text of this thing that can still be signed, or None."""
    found = TextToSign.objects.filter(pk=text).first()
    return found if found is not None and _unusable(found, thing, now) is None else None


def check(*, thing: Thing, text: UUID, message: bytes, known: Known, now: datetime) -> Signed | None:
    """Check a signed text, which is used up before anything is looked at; then the message, the chain and the holder, then the authority
    is asked. None where too many were looked at already. Outside of a transaction, since others are asked.
    """
    if spend(("certificate_checks", str(thing.about.id)), now=now):
        return None
    found = TextToSign.objects.filter(pk=text).first()
    wrong = _unusable(found, thing, now)
    if found is None or wrong is not None or not _take(found, now):
        return Signed((wrong or Reason.CHALLENGE_USED).value)
    verified = certificates.verify(
        authority=found.authority, message=message, challenge=found.text, known=known, about=thing.about, now=now
    )
    return Signed(verified.outcome.value, found.digest, found.authority, found.text, verified)


def keep(signed: Signed, *, about: About, message: bytes, network: str, now: datetime) -> None:
    """Journal a signature with all that it takes to check it again; in the transaction of what follows from it."""
    verified = signed.verified or Verified(Reason(signed.outcome))
    told = Certified(
        authority=signed.authority, outcome=signed.outcome, issuer=verified.issuer, certificate=verified.certificate,
        source=verified.source, answered=verified.answered, answer=verified.answer, network=network, challenge=Personal(signed.text),
        message=Personal(b64encode(message).decode() if len(message) <= LARGEST else ""),
    )  # fmt: skip
    note(Event.CERTIFICATE_CHECKED, about=about, actor=Actor("person", str(about.holder)), now=now, facts=told)


def _unusable(found: TextToSign | None, thing: Thing, now: datetime) -> Reason | None:
    """Why this text can't be used here and now; None where it can."""
    if found is None:
        return Reason.CHALLENGE_UNKNOWN
    if (found.purpose, found.subject) != (thing.purpose, thing.about.id):
        return Reason.CHALLENGE_ELSEWHERE
    if found.used_at is not None:
        return Reason.CHALLENGE_USED
    if now >= found.expires_at:
        return Reason.CHALLENGE_EXPIRED
    return None if found.digest == thing.digest else Reason.CHALLENGE_CHANGED


def _take(found: TextToSign, now: datetime) -> bool:
    """Use it up: of two that come at once, one gets it."""
    return bool(TextToSign.objects.filter(pk=found.pk, used_at=None, expires_at__gt=now).update(used_at=now))
