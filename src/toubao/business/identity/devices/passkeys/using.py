"""A passkey is used: to sign in, as the second step, or to prove once more who one is; every refusal is journaled with its reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from toubao.business import whose
from toubao.business.identity.codes.allowances import count, left
from toubao.business.identity.devices.entering import House
from toubao.business.identity.devices.passkeys import challenges, keeping
from toubao.business.identity.devices.passkeys.party import Party
from toubao.business.identity.devices.passkeys.verifying import Fault, named, verify_used
from toubao.business.identity.models import Account, Passkey
from toubao.business.steps import SYSTEM, About, note
from toubao.rules.events import Event
from toubao.rules.facts import PasskeyUse


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser sent: to which challenge, for what, from where, and whose passkey it must be (None: whoever's it is)."""

    challenge: UUID
    purpose: str
    text: str
    network: str
    owner: Account | None = None


def use(answer: Answer, *, party: Party, house: House, now: datetime) -> Account | Fault:
    """The account whose passkey answered this challenge rightly, or why not. Who signs in by that is recorded by `actions.signed_in`."""
    if not left("sign_in_network", answer.network, now=now):
        return Fault.BUSY
    owner = answer.owner.pk if answer.owner else None
    asked = challenges.take(answer.challenge, purpose=answer.purpose, owner=owner, now=now)
    passkey = _passkey(answer)
    found = _judge(answer, asked, passkey, party) if asked else Fault.CHALLENGE
    with whose.person(*([passkey.account.person_id] if passkey else [])):
        if isinstance(found, int) and passkey is not None:
            found = _count(passkey, found, house, now)
        if isinstance(found, Fault) or passkey is None:
            return _refused(answer, found if isinstance(found, Fault) else Fault.UNKNOWN, passkey, now)
    whose.admit(passkey.account.person_id)
    return passkey.account


def _passkey(answer: Answer) -> Passkey | None:
    read = named(answer.text)
    with whose.finding(whose.Finding.PASSKEY):
        return Passkey.objects.select_related("account__person__key").filter(credential=read[0]).first() if read else None


def _judge(answer: Answer, asked: bytes, passkey: Passkey | None, party: Party) -> int | Fault:
    """The count that this passkey told, signed, or why it opens nothing."""
    read = named(answer.text)
    if read is None:
        return Fault.MALFORMED
    if passkey is None:
        return Fault.UNKNOWN
    wanted = answer.owner.pk if answer.owner else read[1]
    if passkey.account_id != wanted or (read[1] is not None and read[1] != wanted):
        return Fault.OTHERS
    if passkey.suspended_at or passkey.account.blocked or passkey.account.closed_at:
        return Fault.SUSPENDED
    return verify_used(answer.text, challenge=asked, party=party, public_key=bytes(passkey.public_key))


@transaction.atomic
def _count(passkey: Passkey, count: int, house: House, now: datetime) -> int | Fault:
    """Keep the count if it went on; one that did not means that there may be a copy, and the passkey opens nothing from now on."""
    before = {"sign_count__lt": count} if count else {"sign_count": 0}
    if Passkey.objects.filter(pk=passkey.pk, suspended_at=None, **before).update(sign_count=count, used_at=now):
        return count
    Passkey.objects.filter(pk=passkey.pk).update(suspended_at=now)
    told = PasskeyUse(purpose="suspend", outcome=str(Fault.COUNT), network="")
    note(Event.PASSKEY_SUSPENDED, about=passkey.account.about, actor=SYSTEM, now=now, facts=told)
    keeping.tell(passkey.account, f"suspended-{passkey.pk}", "停用了一個通行密鑰，因為它可能被複製", house, now)
    return Fault.COUNT


def _refused(answer: Answer, fault: Fault, passkey: Passkey | None, now: datetime) -> Fault:
    """A refusal costs as a wrong password does; where no account is known, the challenge is what the entry is about."""
    count(("sign_in_network", answer.network), now=now)
    account = answer.owner or (passkey.account if passkey else None)
    about = account.about if account else About(answer.challenge, "passkey")
    keeping.refused(fault, purpose=answer.purpose, about=about, network=answer.network, now=now)
    return fault
