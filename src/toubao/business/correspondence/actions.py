"""Writing to people: a message is queued in the transaction of what it tells of, and given to a carrier once by the worker; what becomes of
it is in `fates.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from toubao.business.correspondence.models import Attachment, Halt, Message
from toubao.business.prepared import Prepared
from toubao.business.steps import SYSTEM, About, note
from toubao.business.work import Lane, defer
from toubao.gateways.mail import message_id
from toubao.journal.keys import seal_bytes_for, seal_for
from toubao.journal.models import SubjectKey
from toubao.rules.events import Event
from toubao.rules.facts import Sent

_HALTED = Prepared(lambda holder: Halt.objects.filter(key_id=holder), UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said: the purpose's name, the text, and for e-mail a subject and an HTML form of the same."""

    purpose: str
    text: str
    subject: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file to attach."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic(savepoint=False)
def queue(
    *,
    about: About,
    key: SubjectKey,
    channel: str,
    to: str,
    words: Words,
    reference: str,
    now: datetime,
    files: Iterable[File] = (),
    when_sent: Event | None = None,
) -> None:
    """Queue one message (18.1.2); the same `reference` is queued once. `when_sent` is journaled when a carrier has taken it."""
    sealed = seal_for(key, {"to": to, "subject": words.subject, "text": words.text, "html": words.html}, context=f"message:{reference}")
    message = Message(
        subject=about.id, subject_kind=about.kind, key=key, channel=channel, purpose=words.purpose, reference=reference, sealed=sealed,
        queued_at=now, opens_event=when_sent.value if when_sent else "",
        message_id=message_id(reference, settings.MAIL_FROM[0]) if channel == "mail" else "",
    )  # fmt: skip
    if not _store(message):
        return
    for file in files:
        sealed = seal_bytes_for(key, file.content, context=f"attachment:{reference}:{file.name}")
        Attachment.objects.create(message=message, name=file.name, media_type=file.media_type, sealed=sealed)
    told = Sent(purpose=words.purpose, channel=channel, digest="", attempts=0, reference=reference)
    note(Event.MESSAGE_QUEUED, about=about, actor=SYSTEM, now=now, facts=told)
    deliver_later(message.pk, channel)


def deliver_later(message: UUID, channel: str, *, once: bool = False) -> None:
    """Have the worker send a message, in its channel's own lane."""
    defer("correspondence.deliver", message=str(message), lock=f"message:{message}", once=once, lane=Lane(channel))


def _store(message: Message) -> bool:
    """Insert the row unless its reference is there already."""
    columns = [str(f.column) for f in Message._meta.concrete_fields]
    values = [f.get_db_prep_save(getattr(message, f.attname), connection) for f in Message._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO correspondence_message ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) "  # noqa: S608 columns of the model
            "ON CONFLICT (reference) DO NOTHING",
            values,
        )
        return bool(cursor.rowcount == 1)


def halt(*, key: SubjectKey, now: datetime) -> None:
    """Let nothing go out to this person any more; what is queued for them is held."""
    Halt.objects.get_or_create(key=key, defaults={"since": now})


def resume(*, key: SubjectKey) -> None:
    """Let messages go out to this person again; what was held meanwhile stays held."""
    Halt.objects.filter(key=key).delete()


def hold(*, message: Message) -> bool:
    """Hold a message whose addressee is not written to; False where messages to them go out."""
    if _HALTED.first(message.key_id) is None:
        return False
    Message.objects.filter(pk=message.pk, state="queued").update(state="held")
    return True
