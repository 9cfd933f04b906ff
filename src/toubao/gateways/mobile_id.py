"""A mobile identity: a person is sent to its page, and it says itself who approved there; judges nothing."""

from dataclasses import dataclass
from typing import Final, Protocol

from toubao.gateways.answers import Answer
from toubao.gateways.evidence import Evidence
from toubao.gateways.operations import MOBILE_ID_ASK, MOBILE_ID_BEGIN
from toubao.gateways.transport import Transport

STATUSES: Final = ("open", "approved", "refused", "expired")
LONGEST_ADDRESS: Final = 500


@dataclass(frozen=True, slots=True)
class Session:
    """The page to which the person is sent."""

    address: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Approval:
    """What became of a session: `status` open, approved, refused or expired; and if approved, whose number it is, and the record's own."""

    status: str
    id_number: str
    record: str
    evidence: Evidence


class MobileIdentity(Protocol):
    """Lets a person approve in an application of their own that it is them."""

    def begin(self, *, reference: str, id_number: str, back: str) -> Session:
        """The page for this person; the same reference gets the same page."""
        ...

    def ask(self, *, reference: str) -> Approval:
        """What became of it; asked again, the same, unless the person decided meanwhile."""
        ...


class HttpMobileIdentity:
    """A mobile identity over HTTP, as docs/sandbox-contracts.md says."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def begin(self, *, reference: str, id_number: str, back: str) -> Session:
        """The page for this person; the same reference gets the same page; never Rejected."""
        question = {"reference": reference, "id_number": id_number, "return_url": back}
        return self._transport.ask(MOBILE_ID_BEGIN, "POST", "/mobile-id/sessions", question, _session)

    def ask(self, *, reference: str) -> Approval:
        """What became of it. Rejected: unknown-session."""
        return self._transport.ask(MOBILE_ID_ASK, "POST", "/mobile-id/answers", {"reference": reference}, _approval)


def _session(answer: Answer, evidence: Evidence) -> Session:
    return Session(answer.text("page_url", longest=LONGEST_ADDRESS), evidence)


def _approval(answer: Answer, evidence: Evidence) -> Approval:
    status = answer.word("status", STATUSES)
    approved = status == "approved"
    return Approval(status, answer.text("id_number", empty=not approved), answer.text("record", empty=not approved), evidence)
