"""What people ask for or complain of by telephone, letter or at a counter: written down with the day by which it is to be answered, put
off once where the law lets, and answered (13.1, 15.1.3, 28.1; Personal Data Protection Act 13, Financial Consumer Protection Act 13).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from toubao.business.identity.actions.registration import newcomer
from toubao.business.identity.models import Person
from toubao.business.prepared import change
from toubao.business.service.models import Request
from toubao.business.steps import SYSTEM, Actor, note
from toubao.journal.envelope import Unreadable
from toubao.journal.keys import seal_for, unseal_for
from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.kit import duties
from toubao.rules.periods import day_of, ends, start_of


class Kind(StrEnum):
    """What is asked for."""

    READ = "data_read"
    COPY = "data_copy"
    CORRECT = "data_correct"
    STOP = "data_stop"
    DELETE = "data_delete"
    COMPLAINT = "complaint"
    PAPER = "paper_policy"
    SERVICE = "policy_service"


class Outcome(StrEnum):
    """What was decided of it."""

    GRANTED = "request_granted"
    PARTLY = "request_partly"
    REFUSED = "request_refused"


class Channel(StrEnum):
    """How it came, or how it was answered."""

    PHONE = "by_phone"
    MAIL = "by_mail"
    LETTER = "by_letter"
    COUNTER = "at_counter"
    SYSTEM = "by_system"


BEGINS: Final[Mapping[Kind, Event]] = {
    Kind.READ: Event.DATA_REQUESTED, Kind.COPY: Event.DATA_REQUESTED, Kind.CORRECT: Event.CORRECTION_REQUESTED,
    Kind.STOP: Event.CORRECTION_REQUESTED, Kind.DELETE: Event.CORRECTION_REQUESTED, Kind.COMPLAINT: Event.COMPLAINT_MADE,
    Kind.PAPER: Event.SERVICE_REQUESTED, Kind.SERVICE: Event.SERVICE_REQUESTED,
}  # fmt: skip
"""The event that starts the clock of each kind."""
EXTENDS: Final[Mapping[Event, Event]] = {
    Event.DATA_REQUESTED: Event.DATA_EXTENDED, Event.CORRECTION_REQUESTED: Event.CORRECTION_EXTENDED,
}  # fmt: skip
"""The event that puts off what another began; nothing else is put off: no law lets a complaint be."""
WRITTEN: Final = (Channel.MAIL, Channel.LETTER)
"""How a person is told of an extension and its reason: in writing."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was asked for, why its answer was put off, and what was answered; empty while it was not."""

    asked: str
    extended: str
    answered: str

    def __repr__(self) -> str:
        return "Said(…)"


@transaction.atomic(savepoint=False)
def receive(
    *, person: Person | None, kind: Kind, channel: Channel, asked: str, by: str, now: datetime, came: date | None = None
) -> Request:
    """Write down what a person asks for; the days of its answer run since it came (today, if no other day is named). Nobody: somebody who
    never registered, of whom no more is known than these words.
    """
    event, at = BEGINS[kind], now if came in (None, day_of(now)) else start_of(came)
    made = Request(
        id=uuid4(), person=person or newcomer(now), kind=kind.value, channel=channel.value, received_at=at, recorded_at=now,
        recorded_by=by, due_at=_due(event, at),
    )  # fmt: skip
    made.sealed = seal_for(made.person.key, {"asked": asked}, context=f"request:{made.pk}")
    made.save(force_insert=True)
    facts = Noted(because=kind.value, reference=channel.value)
    who = SYSTEM if channel is Channel.SYSTEM else Actor("staff", by)
    note(event, about=made.about, actor=who, now=now, facts=facts, since=at)
    return made


def may_extend(request: Request, now: datetime) -> bool:
    """Whether its answer may still be put off: once, before its day, and only of data."""
    return BEGINS[Kind(request.kind)] in EXTENDS and not (request.answered_at or request.extended_at) and now < request.due_at


@transaction.atomic(savepoint=False)
def extend(*, request: Request, channel: Channel, because: str, by: str, now: datetime) -> bool:
    """Write down that the person was told in writing that the answer takes longer, and why; False where it may not be put off.

    The days count anew from this day, so that both together are never more than the law's.
    """
    if not may_extend(request, now) or channel not in WRITTEN:
        return False
    event = EXTENDS[BEGINS[Kind(request.kind)]]
    sealed = _sealed(request, {"extended": because}, "request-extension")
    changes = {"extension": sealed, "extended_at": now, "due_at": _due(event, now)}
    if not change(Request, where={"pk": request.pk, "answered_at": None, "extended_at": None}, to=changes):
        return False
    facts = Noted(because=request.kind, reference=channel.value)
    note(event, about=request.about, actor=Actor("staff", by), now=now, facts=facts)
    return True


@transaction.atomic(savepoint=False)
def answer(*, request: Request, outcome: Outcome, channel: Channel, answered: str, by: str, now: datetime) -> bool:
    """Write down that it was decided and answered, how and with what, by a member of staff's word; False if that was done already."""
    sealed = _sealed(request, {"answered": answered}, "request-answer")
    changes = {"answer": sealed, "outcome": outcome.value, "answered_at": now, "answered_by": by}
    if not change(Request, where={"pk": request.pk, "answered_at": None}, to=changes):
        return False
    facts = Noted(because=outcome.value, reference=channel.value)
    note(Event.REQUEST_ANSWERED, about=request.about, actor=Actor("staff", by), now=now, facts=facts)
    return True


def _sealed(request: Request, words: dict[str, str], kind: str) -> bytes:
    """Words about a request under its person's key; none where that was destroyed meanwhile, as an answer to a deletion may be."""
    try:
        return seal_for(request.person.key, words, context=f"{kind}:{request.pk}")
    except Unreadable:
        return b""


def said(request: Request) -> Said:
    """The words of a request. Raises Unreadable where the person's key was destroyed."""
    parts = (
        ("asked", request.sealed, "request"),
        ("extended", request.extension, "request-extension"),
        ("answered", request.answer, "request-answer"),
    )
    return Said(**{
        name: str(unseal_for(request.person.key, sealed, context=f"{context}:{request.pk}")[name]) if sealed else ""
        for name, sealed, context in parts
    })  # fmt: skip


def find(request_id: UUID) -> Request | None:
    """A request with its person and key."""
    return _whole().filter(pk=request_id).first()


def waiting() -> QuerySet[Request]:
    """Those that were not answered yet, the most urgent first."""
    return _whole().filter(answered_at=None).order_by("due_at")


def answered() -> QuerySet[Request]:
    """Those that were answered, the newest first."""
    return _whole().filter(answered_at__isnull=False).order_by("-answered_at")


def _due(event: Event, since: datetime) -> datetime:
    return ends(since, next(duty.within for duty in duties() if duty.starts is event))


def _whole() -> QuerySet[Request]:
    return Request.objects.select_related("person__key")
