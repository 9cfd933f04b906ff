"""One-time passwords: made, sent within allowances, bound to what is being confirmed, checked and counted in one statement."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Final
from uuid import UUID, uuid4

from django.db import connection, transaction

from toubao.business.correspondence.actions import Words, queue
from toubao.business.identity.codes.allowances import count, left, limits, remaining, spend
from toubao.business.identity.models import OneTimePassword
from toubao.business.identity.personal import is_mobile, tidy_address
from toubao.business.prepared import Prepared
from toubao.business.steps import SYSTEM, About, note
from toubao.journal.keyring import keyring
from toubao.journal.models import SubjectKey
from toubao.rules.events import Event
from toubao.rules.facts import Coded

DIGITS, LIFETIME, TRIES = 6, timedelta(minutes=10), 5
LONGER = 8
"""Figures of a code while too many codes are wrong everywhere: then guessing pays a hundred times less, and nobody has to wait."""
AGAIN: Final = timedelta(seconds=10)
"""Who asks for the same code again within this time, as by a double click, is answered with the one that is on its way."""
REGISTER: Final = "register"
RECOVER: Final = "recover"
STRANGERS: Final = (REGISTER, RECOVER)
"""What anybody may ask to be sent to somebody else's address."""
ABROAD: Final = "sms_abroad"
UNPROVED: Final = "mail_unproved"
"""A mailbox that was only stated: whose it is, nobody knows."""
_STORE = """
WITH same AS (
    SELECT FROM identity_onetimepassword
    WHERE purpose = %(purpose)s AND subject = %(subject)s AND bound = %(bound)s AND channel = %(channel)s AND digits >= %(digits)s
      AND sent_at > %(just_now)s AND expires_at > %(sent_at)s AND used_at IS NULL AND tries < %(most)s
), earlier AS (
    UPDATE identity_onetimepassword SET expires_at = %(sent_at)s WHERE id IN (
        SELECT id FROM identity_onetimepassword
        WHERE purpose = %(purpose)s AND subject = %(subject)s AND used_at IS NULL AND expires_at > %(sent_at)s
          AND NOT EXISTS (SELECT FROM same)
        FOR UPDATE SKIP LOCKED
    )
)
INSERT INTO identity_onetimepassword (id, purpose, subject, bound, mac, channel, digits, sent_at, expires_at, tries)
SELECT %(id)s, %(purpose)s, %(subject)s, %(bound)s, %(mac)s, %(channel)s, %(digits)s, %(sent_at)s, %(expires_at)s, 0
WHERE NOT EXISTS (SELECT FROM same)
"""
"""It waits for no code that is being checked: who checks holds the code and then wants the subject, which is held here. An older code is
looked at by nobody, void or not.
"""
_CHECK = """
UPDATE identity_onetimepassword
SET tries = tries + 1, used_at = CASE WHEN mac = %(mac)s AND bound = %(bound)s THEN %(now)s::timestamptz END
WHERE id = %(id)s AND used_at IS NULL AND tries < %(most)s AND expires_at > %(now)s AND digits >= %(digits)s
RETURNING mac = %(mac)s, bound = %(bound)s, tries
"""


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of a request for a code: sent (`at`: just now, or moments ago when the same was asked for), or not sent because an
    allowance is used up (`limit` names which).
    """

    sent: bool
    limit: str = ""
    at: datetime | None = field(default=None, compare=False)


class _NotMade(Exception):
    """No code is made now, and nothing of it is kept; what became of the request instead."""

    def __init__(self, instead: Sending) -> None:
        super().__init__(instead)
        self.instead = instead


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
    *, purpose: str, about: About, key: SubjectKey, channel: str, to: str, bound: bytes, wording: str, network: str, now: datetime,
    subject: str = "您的驗證碼",
) -> Sending:  # fmt: skip
    """Send a fresh code (7.2.1.3, 10.1.3); earlier ones for the same thing are void. By SMS it goes to mobile phones of Taiwan alone.
    `wording` holds `{code}` and names insurer, thing and amount; `subject` is what a letter is headed with.

    However many ask for the same at once, one code is sent and paid for. The allowances are spent last, since everybody shares them.
    """
    if channel == "sms" and not is_mobile(to):
        return Sending(False, ABROAD)
    digits = digits_now(now)
    made = OneTimePassword(
        id=uuid4(), purpose=purpose, subject=about.id, bound=bound, channel=channel, digits=digits, sent_at=now, expires_at=now + LIFETIME
    )
    try:
        with transaction.atomic():
            _make(made, about=about, key=key, to=to, wording=wording, subject=subject, now=now)
            _spend_all(purpose, about, channel, to, wording.format(code="0" * digits), network, now)
    except _NotMade as why:
        return why.instead
    return Sending(True, at=now)


def digits_now(now: datetime) -> int:
    """How many figures a code must have now: more while too many are wrong everywhere."""
    return DIGITS if left("otp_failures", "all", now=now) else LONGER


def _make(made: OneTimePassword, *, about: About, key: SubjectKey, to: str, wording: str, subject: str, now: datetime) -> None:
    code = f"{secrets.randbelow(10**made.digits):0{made.digits}d}"
    made.mac = _mac(made, code)
    told = Coded(purpose=made.purpose, channel=made.channel, outcome="sent", tries=0)
    note(Event.OTP_SENT, about=about, actor=SYSTEM, now=now, facts=told)  # first: a code is whose the subject is, which is locked now
    if not _store(made):
        on_its_way = latest(purpose=made.purpose, subject=made.subject)
        raise _NotMade(Sending(True, at=on_its_way.sent_at if on_its_way else now))
    words = Words(purpose=f"otp-{made.purpose}", text=wording.format(code=code), subject=subject)
    queue(about=about, key=key, channel=made.channel, to=to, words=words, reference=f"otp-{made.pk}", now=now)


def _store(made: OneTimePassword) -> bool:
    """Keep a code, and let earlier ones for the same thing be void from now on; unless the same was sent moments ago. The subject is
    locked, so of several at once each sees what the one before has sent.
    """
    values = {each.attname: each.get_db_prep_save(getattr(made, each.attname), connection) for each in made._meta.concrete_fields}
    with connection.cursor() as cursor:
        cursor.execute(_STORE, values | {"just_now": made.sent_at - AGAIN, "most": TRIES})
        return bool(cursor.rowcount)


_LATEST = Prepared(
    lambda purpose, subject: OneTimePassword.objects.filter(purpose=purpose, subject=subject).order_by("-sent_at", "-expires_at")[:1],
    str,
    UUID,
)


def latest(*, purpose: str, subject: UUID) -> OneTimePassword | None:
    """The code that was sent last for this thing: when, by which channel, until when, and how often it was tried."""
    return _LATEST.first(purpose, subject)


def sendings_left(*, about: About, now: datetime) -> int:
    """How many more codes can be sent for this thing. What went to its address for other things is not told: it may be somebody else's."""
    return remaining(("otp_subject", str(about.id)), now=now)


def check(*, purpose: str, about: About, entered: str, bound: bytes, now: datetime) -> Check:
    """Check an entered code against the latest one sent for this thing, counting the try; right at most once.

    A try at a code that is void already evaluates nothing, so it neither counts anywhere nor is written down here.
    """
    code = "".join(c for c in entered.translate(_NARROW) if c in "0123456789")
    sent = latest(purpose=purpose, subject=about.id)
    if sent is None:
        return Check(False, False, 0, "none")
    over = void(sent, now)
    if over:
        return Check(False, True, sent.tries, over)
    digits = digits_now(now)
    if sent.digits < digits:
        return Check(False, True, sent.tries, "longer")
    with connection.cursor() as cursor:
        mac = _mac(sent, code)
        cursor.execute(_CHECK, {"mac": mac, "bound": bound, "id": sent.pk, "most": TRIES, "now": now, "digits": digits})
        row = cursor.fetchone()
    if row is None:
        sent.refresh_from_db()
        return Check(False, True, sent.tries, void(sent, now) or "exhausted")
    checked = _verdict(*row)
    if not checked.right:
        _failed(about, purpose, sent.channel, checked, now)
    return checked


_NARROW = {ord("０") + digit: str(digit) for digit in range(10)}


def void(sent: OneTimePassword, now: datetime) -> str:
    """Why a code opens nothing any more, or nothing: used, expired, exhausted."""
    if sent.used_at:
        return "used"
    return "expired" if sent.expires_at <= now else "exhausted" if sent.tries >= TRIES else ""


def _verdict(matched: bool, bound: bool, tries: int) -> Check:
    return Check(matched and bound, bound, tries, "right" if matched and bound else "changed" if matched else "wrong")


def _failed(about: About, purpose: str, channel: str, checked: Check, now: datetime) -> None:
    count(("otp_failures", "all"), now=now)
    facts = Coded(purpose=purpose, channel=channel, outcome=checked.outcome, tries=checked.tries)
    note(Event.OTP_FAILED, about=about, actor=SYSTEM, now=now, facts=facts)


def _mac(made: OneTimePassword, code: str) -> bytes:
    return keyring().blind("otp", f"{made.pk}:{code}")


def _spend_all(purpose: str, about: About, channel: str, to: str, text: str, network: str, now: datetime) -> None:
    """The same within the sending of a code. Raises _NotMade with the allowance that is used up."""
    if limit := spend_on(purpose=purpose, about=about, channel=channel, to=to, text=text, network=network, now=now):
        raise _NotMade(Sending(False, limit))


def spend_on(*, purpose: str, about: About, channel: str, to: str, text: str, network: str, now: datetime) -> str:
    """Spend one of every allowance that a code costs, and what an SMS costs; gives the first that is used up, or "". Last in a transaction
    that is undone then, since everybody shares them.
    """
    address, blind = tidy_address(to), _blind(to)
    prefix = address.split("@")[-1] if "@" in address else address[:7]
    whose = "otp_new" if purpose in STRANGERS else "otp"  # what strangers ask for to somebody's address takes nothing from its holder's
    wanted = [
        ("otp_subject", str(about.id)), (f"{whose}_address", blind), (f"{whose}_address_day", blind), (f"{whose}_prefix", prefix),
        ("otp_network", network),
    ]  # fmt: skip
    wanted += [("otp_registrations", "all")] * (purpose in STRANGERS)
    wanted += [("sms_money_hour", "all"), ("sms_money_day", "all")] * (channel == "sms")
    money = parts(text) * limits()["sms_price"]["hundredths"]
    return spend(*wanted, ("otp_budget", "all"), amounts={"sms_money_hour": money, "sms_money_day": money}, now=now)


def parts(text: str) -> int:
    """In how many parts an SMS with Chinese signs is sent, and paid for (UCS-2: 70 signs alone, 67 a part of a longer one)."""
    signs = len(text.encode("utf-16-le")) // 2
    return 1 if signs <= 70 else ceil(signs / 67)


def _blind(to: str) -> str:
    """What an address is called in the allowances."""
    return keyring().blind("address", tidy_address(to)).hex()[:32]
