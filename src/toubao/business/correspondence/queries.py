"""Reading messages: those about a subject with their words, and those that still wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Window

from toubao.business.correspondence.actions import File
from toubao.business.correspondence.models import Attachment, Message
from toubao.business.keyset import Cursor, Page, page
from toubao.business.prepared import Prepared
from toubao.journal.keys import unseal_bytes_for, unseal_for

_MESSAGE = Prepared(lambda message: Message.objects.select_related("key").filter(pk=message), UUID)
_FILES = Prepared(lambda message: Attachment.objects.filter(message=message).order_by("pk"), UUID)


@dataclass(frozen=True, slots=True)
class Readable:
    """A message with its words opened."""

    message: Message
    to: str
    subject: str
    text: str
    html: str


def message(message: UUID) -> Message:
    """One message, its words sealed. Raises Message.DoesNotExist."""
    return _MESSAGE.one(message)


def read(message: Message) -> Readable:
    """Open one message's words. Raises Unreadable where the person's key was destroyed."""
    words: dict[str, Any] = unseal_for(message.key, message.sealed, context=f"message:{message.reference}")
    return Readable(message, words["to"], words["subject"], words["text"], words["html"])


def about(subjects: Iterable[UUID]) -> list[Readable]:
    """All messages about the subjects, oldest first, with their words."""
    found = Message.objects.filter(subject__in=list(subjects)).select_related("key").order_by("queued_at")
    return [read(message) for message in found]


def to_person(holder: UUID, *, most: int = 20) -> list[Readable]:
    """The newest messages to one person with their words, the newest first."""
    return [read(message) for message in page_to_person(holder, size=most).rows]


def page_to_person(holder: UUID, *, size: int, at: Cursor | None = None) -> Page[Message]:
    """A page of the messages to one person, the newest first."""
    return page(Message.objects.filter(key_id=holder).select_related("key"), by="queued_at", size=size, at=at)


def files(message: Message) -> list[File]:
    """What is attached to a message."""
    opened = (
        (kept, unseal_bytes_for(message.key, kept.sealed, context=f"attachment:{message.reference}:{kept.name}"))
        for kept in _FILES.all(message.pk)
    )
    return [File(kept.name, kept.media_type, content) for kept, content in opened]


def by_message_id(message_id: str) -> Message | None:
    """The letter of a Message-ID, as reports of mail servers name it."""
    return Message.objects.select_related("key").filter(message_id=message_id).exclude(message_id="").first()


def lost(*, most: int) -> tuple[list[Message], int]:
    """Messages that did not arrive, whose address was not mended since, the newest first, `most` of them; and how many there are."""
    waiting = Message.objects.filter(lost_at__isnull=False, settled_at=None)
    found = list(waiting.annotate(many=Window(Count("*"))).order_by("-lost_at")[:most])
    return [*found], found[0].many if found else 0


def lost_ways(holder: UUID) -> list[str]:
    """The channels by which a person's messages were lost, where the address was not mended since."""
    waiting = Message.objects.filter(key_id=holder, lost_at__isnull=False, settled_at=None).exclude(purpose__startswith="otp-")
    return list(waiting.order_by("channel").values_list("channel", flat=True).distinct())


def forgotten(now: datetime) -> list[tuple[UUID, str]]:
    """Messages, and their channels, that still wait two minutes after they were queued: their job was lost, or the institution was down."""
    late = Message.objects.filter(state="queued", queued_at__lte=now - timedelta(minutes=2)).order_by("queued_at")
    return list(late.values_list("pk", "channel")[:2000])
