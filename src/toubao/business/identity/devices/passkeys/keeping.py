"""Passkeys of a person: added, listed, removed; each change is told to phone and mailbox both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from toubao.business.correspondence.actions import Words, queue
from toubao.business.identity import queries
from toubao.business.identity.devices.entering import House
from toubao.business.identity.devices.passkeys import challenges
from toubao.business.identity.devices.passkeys.offering import ADD
from toubao.business.identity.devices.passkeys.party import Party
from toubao.business.identity.devices.passkeys.verifying import Fault, Made, verify_made
from toubao.business.identity.models import Account, KnownBrowser, Passkey
from toubao.business.steps import About, Actor, note
from toubao.journal.keys import seal_for, unseal_for
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import PasskeyUse

MOST: Final = 10
LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Kept:
    """A passkey with its name, as its holder sees it."""

    passkey: Passkey
    name: str


def of_account(account: Account) -> list[Kept]:
    """A person's passkeys, the oldest first. Raises Unreadable where their key was destroyed."""
    found = Passkey.objects.filter(account=account).order_by("made_at", "pk")
    return [Kept(each, str(unseal_for(account.person.key, each.sealed, context=f"passkey:{each.pk}")["name"])) for each in found]


def has_some(account: Account) -> bool:
    """Whether the account has a passkey that opens something."""
    return Passkey.objects.filter(account=account, suspended_at=None).exists()


def add(
    *, account: Account, challenge: UUID, answer: str, name: str, party: Party, house: House, network: str, now: datetime
) -> Passkey | Fault:
    """Keep the passkey that a device made for this account, or say why not; either is journaled."""
    asked = challenges.take(challenge, purpose=ADD, owner=account.pk, now=now)
    found = verify_made(answer, challenge=asked, party=party) if asked else Fault.CHALLENGE
    kept = _store(account, found, name, now) if isinstance(found, Made) else found
    told = PasskeyUse(purpose=ADD, outcome=str(kept) if isinstance(kept, Fault) else "right", network=network)
    with transaction.atomic():
        event = Event.PASSKEY_REFUSED if isinstance(kept, Fault) else Event.PASSKEY_ADDED
        note(event, about=account.about, actor=_holder(account), now=now, facts=told)
        if isinstance(kept, Passkey):
            tell(account, f"added-{kept.pk}", "新增了一個通行密鑰", house, now)
    return kept


@transaction.atomic
def remove(*, account: Account, passkey: UUID, house: House, network: str, now: datetime) -> bool:
    """Remove a passkey at once; False where it isn't this account's."""
    if not Passkey.objects.filter(pk=passkey, account=account).delete()[0]:
        return False
    told = PasskeyUse(purpose="remove", outcome="right", network=network)
    note(Event.PASSKEY_REMOVED, about=account.about, actor=_holder(account), now=now, facts=told)
    tell(account, f"removed-{passkey}", "移除了一個通行密鑰", house, now)
    return True


@transaction.atomic
def put_away(*, account: Account, actor: Actor, now: datetime, because: str = "not_me") -> None:
    """Suspend every passkey and forget every browser of an account that somebody else may have been in: one could be theirs."""
    KnownBrowser.objects.filter(account=account).delete()
    if Passkey.objects.filter(account=account, suspended_at=None).update(suspended_at=now):
        told = PasskeyUse(purpose="suspend", outcome=because, network="")
        note(Event.PASSKEY_SUSPENDED, about=account.about, actor=actor, now=now, facts=told)


def tell(account: Account, reference: str, what: str, house: House, now: datetime) -> None:
    """To phone and e-mail both: whoever holds one of them alone can't hide it from the other."""
    known, at = queries.known(account.person), now.astimezone(TAIPEI)
    text = f"【{house.name}】您的帳號在 {at:%Y-%m-%d %H:%M} {what}。如果不是您本人，請立即撥打客服電話 {house.phone}。"
    words = Words(purpose="passkey", text=text, subject=f"您的帳號{what}")
    for channel, to in (("sms", known.phone), ("mail", known.mail)):
        sent = f"passkey-{reference}-{channel}"
        queue(about=account.about, key=account.person.key, channel=channel, to=to, words=words, reference=sent, now=now)


def refused(fault: Fault, *, purpose: str, about: About, network: str, now: datetime) -> None:
    """Record that an answer was refused, and why."""
    told = PasskeyUse(purpose=purpose, outcome=str(fault), network=network)
    note(Event.PASSKEY_REFUSED, about=about, actor=Actor("unknown", network), now=now, facts=told)


def _store(account: Account, made: Made, name: str, now: datetime) -> Passkey | Fault:
    if Passkey.objects.filter(account=account).count() >= MOST:
        return Fault.MANY
    found = uuid4()
    sealed = seal_for(account.person.key, {"name": name.strip()[:LONGEST_NAME]}, context=f"passkey:{found}")
    try:
        with transaction.atomic():
            return Passkey.objects.create(
                id=found, account=account, credential=made.credential, public_key=made.public_key, sign_count=made.sign_count,
                synced=made.synced, sealed=sealed, made_at=now,
            )  # fmt: skip
    except IntegrityError:
        return Fault.TAKEN


def _holder(account: Account) -> Actor:
    return Actor("person", str(account.person_id))
