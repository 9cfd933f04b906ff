"""The card centre's holder check: is this card the applicant's own (norm 12.1.2)? Judges nothing itself."""

from dataclasses import dataclass
from typing import Protocol

from toubao.gateways.answers import Answer
from toubao.gateways.evidence import Evidence
from toubao.gateways.operations import HOLDER_CHECK
from toubao.gateways.transport import Transport


@dataclass(frozen=True, slots=True)
class HolderReply:
    """Whether the card belongs to the person of that identity number."""

    matched: bool
    evidence: Evidence


class HolderCheck(Protocol):
    """Compares a card's holder with a person."""

    def check(self, *, reference: str, card_token: str, id_number: str) -> HolderReply:
        """Ask once; the same reference gets the same answer."""


class HttpHolderCheck:
    """The holder check over HTTP, as docs/sandbox-contracts.md says."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def check(self, *, reference: str, card_token: str, id_number: str) -> HolderReply:
        """Ask once; the same reference gets the same answer; Rejected: unknown-card."""
        question = {"reference": reference, "card_token": card_token, "id_number": id_number}
        return self._transport.ask(HOLDER_CHECK, "POST", "/holder-check", question, _reply)


def _reply(answer: Answer, evidence: Evidence) -> HolderReply:
    return HolderReply(answer.flag("matched"), evidence)
