"""Registration by digital certificate: a text to sign is made, and what comes back signed is checked, once (7.2.3.3)."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from toubao.business.identity import queries
from toubao.business.identity.actions.registration import prove_identity, stated_digest
from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.models import CertificateChallenge, Registration
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import certificates
from toubao.business.identity.proving.certificates import Verified
from toubao.business.identity.proving.ways import Proved
from toubao.business.steps import Actor, Decision, note
from toubao.gateways.certificates.message import LARGEST
from toubao.gateways.certificates.reasons import Reason
from toubao.journal.keys import seal_for, unseal_for
from toubao.rules.events import Event
from toubao.rules.facts import Certified
from toubao.rules.personal import Personal

LIFETIME: Final = timedelta(minutes=10)
BUSY: Final = "busy"
CHANCE: Final = 32


@dataclass(frozen=True, slots=True)
class ToSign:
    """A text that waits to be signed: its number, whose certificate, the text, and until when."""

    id: UUID
    authority: str
    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """What came of a signature: `outcome` is good or why not (a Reason, or busy: nothing was looked at); and the step's decision."""

    outcome: str
    decision: Decision | None = None


def ask_to_sign(*, registration: Registration, authority: str, network: str, now: datetime) -> UUID | None:
    """Make a text for this person to sign, good for ten minutes and once (7.2.3.3); None where that was done too often."""
    if spend(("certificate_registration", str(registration.pk)), ("certificate_network", network), now=now):
        return None
    bound = certificates.bound_to(registration, authority, stated_digest(queries.known(registration.person)))
    made = CertificateChallenge(id=uuid4(), registration=registration, authority=authority, bound=bound, asked_at=now)
    made.expires_at = now + LIFETIME
    words = certificates.text(registration, bound, secrets.token_urlsafe(CHANCE))
    made.sealed = seal_for(registration.person.key, {"text": words}, context=f"challenge:{made.pk}")
    made.save(force_insert=True)
    return made.pk


def to_sign(*, registration: Registration, challenge: UUID, now: datetime) -> ToSign | None:
    """The text of a challenge of this registration that can still be used, or None."""
    found = CertificateChallenge.objects.filter(pk=challenge, registration=registration).first()
    if found is None or _unusable(found, registration, queries.known(registration.person), now):
        return None
    return ToSign(found.pk, found.authority, _text(found, registration), found.expires_at)


def take_signature(*, registration: Registration, challenge: UUID, message: bytes, network: str, now: datetime) -> Signed:
    """Check a signed text: the challenge is used up first, then the message, the chain and the holder are looked at, then the authority
    is asked; whatever comes of it is journaled with its reason (7.2.3.3). A silent authority proves nothing, and no weaker way takes over.
    """
    if spend(("certificate_checks", str(registration.pk)), now=now):
        return Signed(BUSY)
    known = queries.known(registration.person)
    found = CertificateChallenge.objects.filter(pk=challenge).first()
    wrong = _unusable(found, registration, known, now)
    if found is None or wrong is not None or not _take(found, now):
        return _judge(registration, found, Verified(wrong or Reason.CHALLENGE_USED), message, stated_digest(known), network, now)
    verified = certificates.verify(
        authority=found.authority, message=message, challenge=_text(found, registration), known=known, about=registration.about, now=now
    )
    return _judge(registration, found, verified, message, stated_digest(known), network, now)


def _unusable(found: CertificateChallenge | None, registration: Registration, known: Known, now: datetime) -> Reason | None:
    """Why this challenge can't be used here and now; None where it can."""
    if found is None:
        return Reason.CHALLENGE_UNKNOWN
    if found.registration_id != registration.pk:
        return Reason.CHALLENGE_ELSEWHERE
    if found.used_at is not None:
        return Reason.CHALLENGE_USED
    if now >= found.expires_at:
        return Reason.CHALLENGE_EXPIRED
    same = certificates.bound_to(registration, found.authority, stated_digest(known)) == bytes(found.bound)
    return None if same else Reason.CHALLENGE_CHANGED


def _take(found: CertificateChallenge, now: datetime) -> bool:
    """Use it up: of two that come at once, one gets it."""
    return bool(CertificateChallenge.objects.filter(pk=found.pk, used_at=None, expires_at__gt=now).update(used_at=now))


def _text(found: CertificateChallenge, registration: Registration) -> str:
    return str(unseal_for(registration.person.key, found.sealed, context=f"challenge:{found.pk}")["text"])


@transaction.atomic(savepoint=False)
def _judge(
    registration: Registration,
    found: CertificateChallenge | None,
    verified: Verified,
    message: bytes,
    stated: bytes,
    network: str,
    now: datetime,
) -> Signed:
    """Journal the signature with all that it takes to check it again, and take the step if it is good."""
    mine = found is not None and found.registration_id == registration.pk
    told = Certified(
        authority=found.authority if found and mine else "", outcome=verified.outcome.value, issuer=verified.issuer,
        certificate=verified.certificate, source=verified.source, answered=verified.answered, answer=verified.answer, network=network,
        challenge=Personal(_text(found, registration) if found and mine else ""),
        message=Personal(b64encode(message).decode() if len(message) <= LARGEST else ""),
    )  # fmt: skip
    actor = Actor("person", str(registration.person_id))
    note(Event.CERTIFICATE_CHECKED, about=registration.about, actor=actor, now=now, facts=told)
    proved = Proved(told.authority, told.outcome, verified.evidence)
    return Signed(told.outcome, prove_identity(registration=registration, proved=proved, stated=stated, now=now))
