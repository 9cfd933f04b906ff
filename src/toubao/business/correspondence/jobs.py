"""Sending what is queued; called by the worker."""

import logging
from collections import deque
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from toubao.business import outside
from toubao.business.correspondence import actions, fates, queries
from toubao.business.correspondence.html import as_html
from toubao.business.outside import ask, institutions
from toubao.business.steps import answers_with_steps
from toubao.business.work import SOON, Lane, defer, job
from toubao.gateways.evidence import Rejected, Unreachable
from toubao.gateways.mail import Attachment
from toubao.gateways.sms import MessageReply

PATIENT: Final = 3
"""So often in a row the mailbox of returns may be out of reach before somebody has to look."""
_missed: deque[datetime] = deque(maxlen=PATIENT)
"""When this process could not reach it, since it last did."""
_logger = logging.getLogger(__name__)


@job("correspondence.deliver", retry=SOON, lane=Lane.SMS)
@answers_with_steps()
def deliver(*, message: str, now: datetime) -> None:
    """Send one message; a second run asks with the same reference, so the institution acts once."""
    found = queries.message(UUID(message))
    if found.state != "queued" or actions.hold(message=found):
        return
    readable = queries.read(found)
    try:
        reply = ask(partial(_send, readable), name=found.channel, about=found.about, now=now)
    except Rejected as refusal:
        fates.refused(message=found, reason=refusal.code, now=now)
        return
    fates.taken(message=found, text=readable.text, attempts=reply.evidence.attempts, answer=reply.id, now=now)


def _send(readable: queries.Readable) -> MessageReply:
    message = readable.message
    if message.channel == "sms":
        return institutions().sms.send(reference=message.reference, to=readable.to, text=readable.text)
    files = tuple(Attachment(f.name, f.content, f.media_type) for f in queries.files(message))
    return institutions().mail.send(
        reference=message.reference,
        to=readable.to,
        subject=readable.subject,
        text=readable.text,
        written=message.queued_at,
        html=readable.html or as_html(readable.subject, readable.text),
        attachments=files,
    )


@job("correspondence.read_returns", lane=Lane.MAIL)
def read_returns(*, now: datetime) -> None:
    """Read what came back, and record it; a report that is read twice says nothing new. A mailbox that can't be reached is tried again in
    a minute; the job fails aloud (Unreachable) once it could not be for a while.
    """
    try:
        _read_returns(now)
    except Unreachable as error:
        _missed.append(now)
        if len(_missed) >= PATIENT:
            raise
        _logger.warning("the mailbox of returns can't be reached", extra={"reason": error.reason})
    else:
        _missed.clear()


def _read_returns(now: datetime) -> None:
    box = outside.returns()
    for report in box.letters() if box else ():
        message = queries.by_message_id(report.message_id) if report.lost else None
        if message is not None:
            fates.returned(message=message, reason=report.status, now=now)


def look_for_returns() -> None:
    """Have the worker read what came back."""
    defer("correspondence.read_returns", lock="returns", once=True)


@job("correspondence.resend_forgotten")
def resend_forgotten(*, now: datetime) -> None:
    """Queue again what still waits (a lost job, or an institution that was down)."""
    for message, channel in queries.forgotten(now):
        actions.deliver_later(message, channel, once=True)
