"""One-time passwords: made, sent within allowances, bound to what is being confirmed, checked and counted in one statement."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import connection, transaction

from toubao.business.correspondence.actions import Words, queue
from toubao.business.identity.codes.allowances import left, remaining, spend
from toubao.business.identity.models import OneTimePassword
from toubao.business.identity.personal import tidy_address
from toubao.business.prepared import Prepared
from toubao.business.steps import SYSTEM, About, note
from toubao.journal.keyring import keyring
from toubao.journal.models import SubjectKey
from toubao.rules.events import Event
from toubao.rules.facts import Coded

DIGITS, LIFETIME, TRIES = 6, timedelta(minutes=10), 5
_CHECK = """
UPDATE identity_onetimepassword
SET tries = tries + 1, used_at = CASE WHEN mac = %(mac)s AND bound = %(bound)s THEN %(now)s::timestamptz END
WHERE id = %(id)s AND used_at IS NULL AND tries < %(most)s AND expires_at > %(now)s
RETURNING mac = %(mac)s, bound = %(bound)s, tries
"""


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of a request for a code: sent, or not sent because an allowance is used up (`limit` names which)."""

    sent: bool
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What an entered code was: `right` for this thing; `bound` is False when what is confirmed has changed since; `tries` so far."""

    right: bool
    bound: bool
    tries: int
    outcome: str


def binding(*parts: object) -> bytes:
    """A digest of what is being confirmed; a code is void once any part is another."""
    return sha256("\0".join(str(part) for part in parts).encode()).digest()


def send(
    *, purpose: str, about: About, key: SubjectKey, channel: str, to: str, bound: bytes, wording: str, network: str, now: datetime
) -> Sending:
    """Send a fresh code (7.2.1.3, 10.1.3); earlier ones for the same thing are void.
    `wording` holds `{code}` and names insurer, thing and amount.
    """
    limit = _spend_all(about, to, network, now)
    if limit:
        return Sending(False, limit)
    with transaction.atomic(savepoint=False):
        _make(purpose=purpose, about=about, key=key, channel=channel, to=to, bound=bound, wording=wording, now=now)
    return Sending(True)


def _make(*, purpose: str, about: About, key: SubjectKey, channel: str, to: str, bound: bytes, wording: str, now: datetime) -> None:
    OneTimePassword.objects.filter(purpose=purpose, subject=about.id, used_at=None, expires_at__gt=now).update(expires_at=now)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    made = OneTimePassword(
        id=uuid4(), purpose=purpose, subject=about.id, bound=bound, channel=channel, sent_at=now, expires_at=now + LIFETIME
    )
    made.mac = _mac(made, code)
    made.save(force_insert=True)
    words = Words(purpose=f"otp-{purpose}", text=wording.format(code=code), subject="您的一次性密碼")
    queue(about=about, key=key, channel=channel, to=to, words=words, reference=f"otp-{made.pk}", now=now)
    note(Event.OTP_SENT, about=about, actor=SYSTEM, now=now, facts=Coded(purpose=purpose, channel=channel, outcome="sent", tries=0))


_LATEST = Prepared(
    lambda purpose, subject: OneTimePassword.objects.filter(purpose=purpose, subject=subject).order_by("-sent_at", "-expires_at")[:1],
    str,
    UUID,
)


def latest(*, purpose: str, subject: UUID) -> OneTimePassword | None:
    """The code that was sent last for this thing: when, by which channel, until when, and how often it was tried."""
    return _LATEST.first(purpose, subject)


def sendings_left(*, about: About, to: str, now: datetime) -> int:
    """How many more codes can be sent for this thing to this address before an allowance of theirs is used up."""
    blind = _blind(to)
    return remaining(("otp_subject", str(about.id)), ("otp_address", blind), ("otp_address_day", blind), now=now)


def check(*, purpose: str, about: About, entered: str, bound: bytes, now: datetime) -> Check:
    """Check an entered code against the latest one sent for this thing, counting the try; right at most once."""
    if not left("otp_failures", "all", now=now):
        return Check(False, False, 0, "busy")
    code = "".join(c for c in entered.translate(_NARROW) if c in "0123456789")
    sent = latest(purpose=purpose, subject=about.id)
    if sent is None:
        return Check(False, False, 0, "none")
    with connection.cursor() as cursor:
        mac = _mac(sent, code)
        cursor.execute(_CHECK, {"mac": mac, "bound": bound, "id": sent.pk, "most": TRIES, "now": now})
        row = cursor.fetchone()
    checked = _verdict(sent, row, now)
    if not checked.right:
        _failed(about, purpose, sent.channel, checked, now)
    return checked


_NARROW = {ord("０") + digit: str(digit) for digit in range(10)}


def _verdict(latest: OneTimePassword, row: tuple[bool, bool, int] | None, now: datetime) -> Check:
    if row is None:
        used = "used" if latest.used_at else "expired" if latest.expires_at <= now else "exhausted"
        return Check(False, True, latest.tries, used)
    matched, bound, tries = row
    outcome = "right" if matched and bound else "changed" if matched else "wrong"
    return Check(matched and bound, bound, tries, outcome)


def _failed(about: About, purpose: str, channel: str, checked: Check, now: datetime) -> None:
    spend(("otp_failures", "all"), now=now)
    facts = Coded(purpose=purpose, channel=channel, outcome=checked.outcome, tries=checked.tries)
    note(Event.OTP_FAILED, about=about, actor=SYSTEM, now=now, facts=facts)


def _mac(made: OneTimePassword, code: str) -> bytes:
    return keyring().blind("otp", f"{made.pk}:{code}")


def _spend_all(about: About, to: str, network: str, now: datetime) -> str:
    """Spend one of every allowance that a code costs; the name of the first that is used up, or nothing."""
    address = tidy_address(to)
    blind = _blind(to)
    prefix = address.split("@")[-1] if "@" in address else address[:7]
    return spend(
        ("otp_subject", str(about.id)), ("otp_address", blind), ("otp_address_day", blind),
        ("otp_prefix", prefix), ("otp_network", network), ("otp_budget", "all"), now=now,
    )  # fmt: skip


def _blind(to: str) -> str:
    """What an address is called in the allowances."""
    return keyring().blind("address", tidy_address(to)).hex()[:32]
