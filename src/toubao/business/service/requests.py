"""What people ask for or complain of by telephone, letter or at a counter: written down with the day by which it is to be answered, and
answered (15.1.3, 28.1; Personal Data Protection Act 13).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from toubao.business.identity.models import Person
from toubao.business.prepared import change
from toubao.business.service.models import Request
from toubao.business.steps import Actor, note
from toubao.journal.keys import seal_for, unseal_for
from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.kit import duties
from toubao.rules.periods import ends


class Kind(StrEnum):
    """What is asked for."""

    READ = "data_read"
    COPY = "data_copy"
    CORRECT = "data_correct"
    STOP = "data_stop"
    DELETE = "data_delete"
    COMPLAINT = "complaint"


class Channel(StrEnum):
    """How it came, or how it was answered."""

    PHONE = "by_phone"
    MAIL = "by_mail"
    LETTER = "by_letter"
    COUNTER = "at_counter"


BEGINS: Final[Mapping[Kind, Event]] = {
    Kind.READ: Event.DATA_REQUESTED, Kind.COPY: Event.DATA_REQUESTED, Kind.CORRECT: Event.CORRECTION_REQUESTED,
    Kind.STOP: Event.CORRECTION_REQUESTED, Kind.DELETE: Event.CORRECTION_REQUESTED, Kind.COMPLAINT: Event.COMPLAINT_MADE,
}  # fmt: skip
"""The event that starts the clock of each kind."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was asked for, and what was answered; empty while it was not."""

    asked: str
    answered: str

    def __repr__(self) -> str:
        return "Said(…)"


@transaction.atomic(savepoint=False)
def receive(*, person: Person, kind: Kind, channel: Channel, asked: str, by: str, now: datetime) -> Request:
    """Write down what a person asks for; from now on the days of its answer run."""
    event = BEGINS[kind]
    within = next(duty.within for duty in duties() if duty.starts is event)
    made = Request(
        id=uuid4(), person=person, kind=kind.value, channel=channel.value, received_at=now, due_at=ends(now, within), recorded_by=by
    )
    made.sealed = seal_for(person.key, {"asked": asked}, context=f"request:{made.pk}")
    made.save(force_insert=True)
    note(event, about=made.about, actor=Actor("staff", by), now=now, facts=Noted(because=kind.value, reference=channel.value))
    return made


@transaction.atomic(savepoint=False)
def answer(*, request: Request, channel: Channel, answered: str, by: str, now: datetime) -> bool:
    """Write down that it was answered, how and with what, by a member of staff's word; False if that was done already."""
    sealed = seal_for(request.person.key, {"answered": answered}, context=f"request-answer:{request.pk}")
    changes = {"answer": sealed, "answered_at": now, "answered_by": by}
    if not change(Request, where={"pk": request.pk, "answered_at": None}, to=changes):
        return False
    facts = Noted(because=request.kind, reference=channel.value)
    note(Event.REQUEST_ANSWERED, about=request.about, actor=Actor("staff", by), now=now, facts=facts)
    return True


def said(request: Request) -> Said:
    """The words of a request. Raises Unreadable where the person's key was destroyed."""
    key = request.person.key
    asked = unseal_for(key, request.sealed, context=f"request:{request.pk}")["asked"]
    answered = unseal_for(key, request.answer, context=f"request-answer:{request.pk}")["answered"] if request.answered_at else ""
    return Said(str(asked), str(answered))


def find(request_id: UUID) -> Request | None:
    """A request with its person and key."""
    return _whole().filter(pk=request_id).first()


def waiting() -> QuerySet[Request]:
    """Those that were not answered yet, the most urgent first."""
    return _whole().filter(answered_at=None).order_by("due_at")


def answered() -> QuerySet[Request]:
    """Those that were answered, the newest first."""
    return _whole().filter(answered_at__isnull=False).order_by("-answered_at")


def _whole() -> QuerySet[Request]:
    return Request.objects.select_related("person__key")
