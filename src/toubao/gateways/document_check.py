"""The second source of identity documents: is the one that somebody shows the one issued last (7.2.2.3)? Judges nothing itself."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from toubao.gateways.answers import Answer
from toubao.gateways.evidence import Evidence
from toubao.gateways.operations import DOCUMENT_CHECK
from toubao.gateways.transport import Transport

STATES: Final = ("current", "superseded", "reported_lost", "annulled", "not_found")


@dataclass(frozen=True, slots=True)
class DocumentReply:
    """How a document stands: current, superseded by a later one, reported lost, annulled, or not found as it was described."""

    state: str
    evidence: Evidence


class DocumentCheck(Protocol):
    """Compares an identity document with the register of those who issue it."""

    def check(self, *, reference: str, kind: str, id_number: str, document_number: str, issued_on: date) -> DocumentReply:
        """Ask once; the same reference gets the same answer. `kind`: national_id, resident_certificate."""


class HttpDocumentCheck:
    """The document check over HTTP, as docs/sandbox-contracts.md says."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def check(self, *, reference: str, kind: str, id_number: str, document_number: str, issued_on: date) -> DocumentReply:
        """Ask once; the same reference gets the same answer; Rejected: unknown-kind."""
        question = {
            "reference": reference, "kind": kind, "id_number": id_number, "document_number": document_number,
            "issued_on": issued_on.isoformat(),
        }  # fmt: skip
        return self._transport.ask(DOCUMENT_CHECK, "POST", "/document-check", question, _reply)


def _reply(answer: Answer, evidence: Evidence) -> DocumentReply:
    return DocumentReply(answer.word("state", STATES), evidence)
