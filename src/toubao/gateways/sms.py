"""Short messages to a phone; what they say is decided elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from toubao.gateways import bounds
from toubao.gateways.answers import Answer
from toubao.gateways.evidence import Evidence
from toubao.gateways.listing import Page, Wanted, moment, page_of
from toubao.gateways.operations import SMS_MESSAGES, SMS_SEND
from toubao.gateways.transport import Transport


@dataclass(frozen=True, slots=True)
class MessageReply:
    """The carrier's number of the message; for mail, its Message-ID."""

    id: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class MessageEntry:
    """A message in the carrier's books: under which reference and number it went out, and when; not to whom, nor what it says."""

    reference: str
    id: str
    at: datetime


class Sms(Protocol):
    """Carries short messages."""

    def send(self, *, reference: str, to: str, text: str) -> MessageReply:
        """Send one message; the same reference is sent once."""

    def messages(self, wanted: Wanted) -> Page[MessageEntry]:
        """What the books say of the messages that went out within a time."""


class HttpSms:
    """The carrier over HTTP, as docs/sandbox-contracts.md says."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, *, reference: str, to: str, text: str) -> MessageReply:
        """Send one message to a number such as +886912345678; Rejected: bad-number, invalid-question."""
        return self._transport.ask(SMS_SEND, "POST", "/phone/messages", {"reference": reference, "to": to, "text": text}, _reply)

    def messages(self, wanted: Wanted) -> Page[MessageEntry]:
        """A page of the books; never Rejected."""
        read = page_of("messages", _entry, wanted=wanted)
        return self._transport.ask(SMS_MESSAGES, "GET", wanted.path("/phone/messages"), wanted.question(), read)


def _entry(answer: Answer) -> MessageEntry:
    reference, number = answer.text("reference", longest=bounds.REFERENCE), answer.text("id", longest=bounds.MESSAGE_ID)
    return MessageEntry(reference, number, moment(answer, "at"))


def _reply(answer: Answer, evidence: Evidence) -> MessageReply:
    return MessageReply(answer.text("id", longest=bounds.MESSAGE_ID), evidence)
