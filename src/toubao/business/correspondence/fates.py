"""What became of a message: taken by a carrier, refused by it for good, or returned later; and who is told of that."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from django.db import transaction

from toubao.business.correspondence.models import Message
from toubao.business.prepared import change
from toubao.business.steps import SYSTEM, note
from toubao.journal.models import SubjectKey
from toubao.journal.writing import reopen
from toubao.rules.events import Event
from toubao.rules.facts import Sent


class Fate(StrEnum):
    """What a message has met with, in the words of its row's state."""

    TAKEN = "sent"
    """A carrier took it: the mail server said 250, the SMS carrier gave it a number."""
    REFUSED = "failed"
    """The carrier said for good that it won't."""
    RETURNED = "bounced"
    """The carrier took it, and said later that it could not deliver it."""


Follows = Callable[[Message, Fate, datetime], None]
_FOLLOWS: dict[str, list[Follows]] = {}


def follows(purpose: str) -> Callable[[Follows], Follows]:
    """Have a function told what becomes of each message of a purpose ("" for every message), in the same transaction."""

    def wrap(function: Follows) -> Follows:
        _FOLLOWS.setdefault(purpose, []).append(function)
        return function

    return wrap


@transaction.atomic(savepoint=False)
def taken(*, message: Message, text: str, attempts: int, answer: str, now: datetime) -> bool:
    """Record that a carrier took a message, once, and what follows from that; False if that was recorded before."""
    if not change(Message, where={"pk": message.pk, "state": "queued"}, to={"state": Fate.TAKEN.value, "sent_at": now}):
        return False
    facts = Sent(
        purpose=message.purpose, channel=message.channel, digest=sha256(text.encode()).hexdigest(), attempts=attempts, reference=answer
    )
    note(Event.MESSAGE_SENT, about=message.about, actor=SYSTEM, now=now, facts=facts)
    if message.opens_event:
        note(Event(message.opens_event), about=message.about, actor=SYSTEM, now=now, facts=facts)
    _tell(message, Fate.TAKEN, now)
    return True


@transaction.atomic(savepoint=False)
def refused(*, message: Message, reason: str, now: datetime) -> None:
    """Record that a carrier won't take a message, for good."""
    if Message.objects.filter(pk=message.pk, state="queued").update(state=Fate.REFUSED.value, lost_at=now):
        _lost(message, Fate.REFUSED, Event.MESSAGE_FAILED, reason, now)


@transaction.atomic(savepoint=False)
def returned(*, message: Message, reason: str, now: datetime) -> bool:
    """Record that a message which a carrier took (also one whose answer was lost) did not arrive.

    A duty that it had met is open again, unless it was met another way too. False where the message was not on its way.
    """
    if not Message.objects.filter(pk=message.pk, state__in=["queued", "sent"]).update(state=Fate.RETURNED.value, lost_at=now):
        return False
    _lost(message, Fate.RETURNED, Event.MESSAGE_BOUNCED, reason, now)
    if message.opens_event and not _told_otherwise(message):
        reopen(Event(message.opens_event), subject=message.subject)
    return True


def settle(*, key: SubjectKey, channel: str, now: datetime) -> int:
    """The address of a person was mended: what it lost before needs nobody any more; how many messages that were."""
    return Message.objects.filter(key=key, channel=channel, lost_at__isnull=False, settled_at=None).update(settled_at=now)


def _lost(message: Message, fate: Fate, event: Event, reason: str, now: datetime) -> None:
    facts = Sent(purpose=message.purpose, channel=message.channel, digest="", attempts=1, reference=reason)
    note(event, about=message.about, actor=SYSTEM, now=now, facts=facts)
    _tell(message, fate, now)


def _told_otherwise(message: Message) -> bool:
    """Whether the same was taken by another channel too."""
    same = Message.objects.filter(subject=message.subject, opens_event=message.opens_event, purpose=message.purpose)
    return same.filter(state="sent").exists()


def _tell(message: Message, fate: Fate, now: datetime) -> None:
    for each in (*_FOLLOWS.get(message.purpose, ()), *_FOLLOWS.get("", ())):
        each(message, fate, now)
