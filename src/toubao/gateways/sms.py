"""Short messages to a phone; what they say is decided elsewhere."""

from dataclasses import dataclass
from typing import Protocol

from toubao.gateways import bounds
from toubao.gateways.answers import Answer
from toubao.gateways.evidence import Evidence
from toubao.gateways.operations import SMS_SEND
from toubao.gateways.transport import Transport


@dataclass(frozen=True, slots=True)
class MessageReply:
    """The carrier's number of the message; for mail, its Message-ID."""

    id: str
    evidence: Evidence


class Sms(Protocol):
    """Carries short messages."""

    def send(self, *, reference: str, to: str, text: str) -> MessageReply:
        """Send one message; the same reference is sent once."""


class HttpSms:
    """The carrier over HTTP, as docs/sandbox-contracts.md says."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, *, reference: str, to: str, text: str) -> MessageReply:
        """Send one message to a number such as +886912345678; Rejected: bad-number, invalid-question."""
        return self._transport.ask(SMS_SEND, "POST", "/phone/messages", {"reference": reference, "to": to, "text": text}, _reply)


def _reply(answer: Answer, evidence: Evidence) -> MessageReply:
    return MessageReply(answer.text("id", longest=bounds.MESSAGE_ID), evidence)
