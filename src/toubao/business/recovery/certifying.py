"""Coming back by digital certificate: a text to sign is made, and what comes back signed is checked, once; the same words for nobody."""

import hashlib
import secrets
from base64 import b64encode
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F, QuerySet

from toubao.business import whose
from toubao.business.identity import queries as people
from toubao.business.identity.codes import guessing
from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.models import Account
from toubao.business.identity.proving import certificates
from toubao.business.identity.proving.certificates import Verified
from toubao.business.recovery import facts
from toubao.business.recovery.asking import LIFETIME
from toubao.business.recovery.models import Recovery
from toubao.business.recovery.proving import BLOCKED, GONE, RIGHT, TRIES, WRONG
from toubao.business.steps import Actor, again, note, take
from toubao.gateways.certificates.message import LARGEST
from toubao.gateways.certificates.reasons import Reason
from toubao.rules.events import Event
from toubao.rules.facts import Back, Certified, Shown
from toubao.rules.flows import recovery as flow
from toubao.rules.flows.recovery import State
from toubao.rules.personal import Personal

FORM: Final = "toubao.recover.1"
SILENT, BUSY = "silent", "busy"
_SHOWN: Final = (Shown.IDENTITY, Shown.CERTIFICATE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that waits to be signed: whose certificate, the text, and until when."""

    authority: str
    text: str
    expires_at: datetime


def ask_to_sign(*, recovery: Recovery, authority: str, network: str, now: datetime) -> bool:
    """Make a text for this run, in place of an earlier one; False where that was done too often, or the run is over."""
    if spend(("certificate_registration", str(recovery.pk)), ("certificate_network", network), now=now):
        return False
    bound = hashlib.sha256(f"{recovery.pk}\0{authority}\0{recovery.began_at.isoformat()}".encode()).hexdigest()
    text = f"{FORM}:{recovery.pk}:{bound}:{secrets.token_urlsafe(32)}"
    with _shown(recovery):
        return bool(_open(recovery, now).update(authority=authority, to_sign=text))


def to_sign(recovery: Recovery) -> Waiting | None:
    """The text that waits in this run, or None."""
    return Waiting(recovery.authority, recovery.to_sign, recovery.expires_at) if recovery.to_sign else None


def take_signature(*, recovery: Recovery, text: str, message: bytes, network: str, now: datetime) -> str:
    """Check a signed text: it is used up first, then message, chain and holder are looked at, then the authority is asked. Right, wrong
    (why isn't told: it would tell whose account there is), silent (the authority), gone, or blocked.
    """
    with _shown(recovery):
        if not text or not _open(recovery, now).filter(to_sign=text).update(to_sign="", tries=F("tries") + 1):
            return GONE
        account = recovery.account
        if account is None:
            _failed(recovery, network, now)
            return WRONG
        known = people.known(account.person)
        verified = certificates.verify(
            authority=recovery.authority, message=message, challenge=text, known=known, about=recovery.about, now=now
        )
        return _judge(recovery, account, text, message, verified, network, now)


@transaction.atomic
def _judge(recovery: Recovery, account: Account, text: str, message: bytes, verified: Verified, network: str, now: datetime) -> str:
    """Journal the signature with all that it takes to check it again, and take the steps if it is good."""
    actor = Actor("unknown", network)
    told = Certified(
        authority=recovery.authority, outcome=verified.outcome.value, issuer=verified.issuer, certificate=verified.certificate,
        source=verified.source, answered=verified.answered, answer=verified.answer, network=network, challenge=Personal(text),
        message=Personal(b64encode(message).decode() if len(message) <= LARGEST else ""),
    )  # fmt: skip
    note(Event.CERTIFICATE_CHECKED, about=recovery.about, actor=actor, now=now, facts=told)
    recovery.refresh_from_db(fields=["tries"])
    if verified.outcome != Reason.GOOD:
        said = facts.recognised(recovery, account, (Shown.IDENTITY,))
        again(flow.PROVE, thing=recovery, facts=said, actor=actor, now=now)
        _failed(recovery, network, now)
        return SILENT if verified.outcome == Reason.AUTHORITY_SILENT else WRONG
    asked = facts.asked(recovery, account, people.known(account.person))
    begun = take(flow.ASK, thing=recovery, facts=asked, actor=actor, now=now, changes={"stamp": account.stamp})
    if not begun.taken:
        return BLOCKED if begun.shut else GONE
    shown = facts.recognised(recovery, account, _SHOWN)
    take(flow.PROVE, thing=recovery, facts=shown, actor=actor, now=now, changes={"expires_at": now + LIFETIME})
    return RIGHT


def _open(recovery: Recovery, now: datetime) -> QuerySet[Recovery]:
    """This run, if it still waits for a signature."""
    waits: dict[str, Any] = {"state": State.NEW.value, "way": Back.CERTIFICATE.value, "tries__lt": TRIES, "expires_at__gt": now}
    return Recovery.objects.filter(pk=recovery.pk, **waits)


def _shown(recovery: Recovery) -> AbstractContextManager[None]:
    return whose.person(recovery.person_id or recovery.pk)


def _failed(recovery: Recovery, network: str, now: datetime) -> None:
    subject = recovery.account_id or recovery.pk
    guessing.keep(guessing.Guess(subject, recovery.account_id is not None, "account", "recovery", network), now=now)
