"""Passkeys of staff: the second factor in place of the authenticator's code, always after the password (proof: identity, staff)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from toubao.business import whose
from toubao.business.governance.actions import sign_in_with, spend_code
from toubao.business.governance.models import Staff, StaffPasskey
from toubao.business.identity.devices.passkeys import challenges, offering
from toubao.business.identity.devices.passkeys.party import Party
from toubao.business.identity.devices.passkeys.verifying import Fault, Made, named, verify_made, verify_used
from toubao.business.steps import SYSTEM, About, Actor, note
from toubao.rules.events import Event
from toubao.rules.facts import PasskeyUse

ADD, SIGN_IN = "staff-add", "staff-sign-in"
MOST: Final = 10
LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser sent: to which challenge, and from where."""

    challenge: UUID
    text: str
    network: str


def to_add(*, member: Staff, party: Party, now: datetime) -> tuple[UUID, str]:
    """Ask a member's device for a new passkey."""
    has = [bytes(each.credential) for each in of_member(member)]
    return offering.question_to_make(party=party, owner=member.pk, label=member.username, purpose=ADD, has=has, now=now)


def to_sign_in(*, party: Party, now: datetime) -> tuple[UUID, str]:
    """Ask for whichever passkey the device offers; who it belongs to is judged with the password."""
    return offering.question_to_use(party=party, owner=None, purpose=SIGN_IN, has=[], now=now)


def of_member(member: Staff) -> list[StaffPasskey]:
    """A member's passkeys, the oldest first."""
    return list(StaffPasskey.objects.filter(member=member).order_by("made_at", "pk"))


def add(
    *, member: Staff, answer: Answer, name: str, code: str, party: Party, now: datetime, code_at: datetime | None = None
) -> StaffPasskey | Fault:
    """Keep a passkey that a member's device made, if they also know their authenticator's code, or say why not; either is journaled."""
    asked = challenges.take(answer.challenge, purpose=ADD, owner=member.pk, now=now)
    found = verify_made(answer.text, challenge=asked, party=party) if asked else Fault.CHALLENGE
    if isinstance(found, Made) and not spend_code(member, code, code_at or now):
        found = Fault.CODE
    kept = _store(member, found, name, now) if isinstance(found, Made) else found
    event = Event.PASSKEY_REFUSED if isinstance(kept, Fault) else Event.PASSKEY_ADDED
    _note(event, member, ADD, str(kept) if isinstance(kept, Fault) else "right", answer.network, now)
    return kept


@transaction.atomic
def remove(*, member: Staff, passkey: UUID, network: str, now: datetime) -> bool:
    """Remove one of the member's own passkeys at once; the code and the password stay their way in."""
    if not StaffPasskey.objects.filter(pk=passkey, member=member).delete()[0]:
        return False
    _note(Event.PASSKEY_REMOVED, member, "remove", "right", network, now)
    return True


def sign_in(*, username: str, password: str, answer: Answer, party: Party, now: datetime) -> Staff | None:
    """The member, if the password is right and a passkey of theirs answered this challenge; the same answer in every other case."""
    asked = challenges.take(answer.challenge, purpose=SIGN_IN, owner=None, now=now)
    return sign_in_with(
        username=username, password=password, second=lambda member: _proved(member, answer, asked, party, now), by="password+passkey",
        network=answer.network, now=now,
    )  # fmt: skip


def _proved(member: Staff, answer: Answer, asked: bytes | None, party: Party, now: datetime) -> bool:
    """Whether this member's passkey answered rightly; why not is journaled."""
    found = _judge(member, answer, asked, party, now)
    if isinstance(found, Fault):
        _note(Event.PASSKEY_REFUSED, member, SIGN_IN, str(found), answer.network, now)
    return not isinstance(found, Fault)


def _judge(member: Staff, answer: Answer, asked: bytes | None, party: Party, now: datetime) -> int | Fault:
    read = named(answer.text)
    if asked is None or read is None:
        return Fault.CHALLENGE if asked is None else Fault.MALFORMED
    with whose.finding(whose.Finding.STAFF):
        passkey = StaffPasskey.objects.filter(credential=read[0]).first()
    if passkey is None:
        return Fault.UNKNOWN
    if passkey.member_id != member.pk or read[1] not in (None, member.pk):
        return Fault.OTHERS
    if passkey.suspended_at:
        return Fault.SUSPENDED
    count = verify_used(answer.text, challenge=asked, party=party, public_key=bytes(passkey.public_key))
    return count if isinstance(count, Fault) else _count(passkey, member, count, now)


@transaction.atomic
def _count(passkey: StaffPasskey, member: Staff, count: int, now: datetime) -> int | Fault:
    """Keep the count if it went on; else there may be a copy, and the passkey opens nothing from now on."""
    before = {"sign_count__lt": count} if count else {"sign_count": 0}
    if StaffPasskey.objects.filter(pk=passkey.pk, suspended_at=None, **before).update(sign_count=count, used_at=now):
        return count
    StaffPasskey.objects.filter(pk=passkey.pk).update(suspended_at=now)
    told = PasskeyUse(purpose="suspend", outcome=str(Fault.COUNT), network="")
    note(Event.PASSKEY_SUSPENDED, about=member.about, actor=SYSTEM, now=now, facts=told)
    return Fault.COUNT


def _store(member: Staff, made: Made, name: str, now: datetime) -> StaffPasskey | Fault:
    if StaffPasskey.objects.filter(member=member).count() >= MOST:
        return Fault.MANY
    try:
        with transaction.atomic():
            return StaffPasskey.objects.create(
                member=member, credential=made.credential, public_key=made.public_key, sign_count=made.sign_count,
                name=name.strip()[:LONGEST_NAME], made_at=now,
            )  # fmt: skip
    except IntegrityError:
        return Fault.TAKEN


def _note(event: Event, member: Staff, purpose: str, outcome: str, network: str, now: datetime) -> None:
    about = About(member.pk, "staff", member.pk)
    told = PasskeyUse(purpose=purpose, outcome=outcome, network=network)
    note(event, about=about, actor=Actor("staff", member.username), now=now, facts=told)
