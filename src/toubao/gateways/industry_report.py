"""Reports to the industry: receipt, issue, and withdrawal of an application (norm 11.2.1); when they are due is a duty, not here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, get_args

from toubao.gateways import bounds
from toubao.gateways.answers import Answer
from toubao.gateways.evidence import Evidence
from toubao.gateways.listing import Page, Wanted, moment, page_of
from toubao.gateways.operations import INDUSTRY_ISSUE, INDUSTRY_RECEIPT, INDUSTRY_RECEIPTS, INDUSTRY_WITHDRAW
from toubao.gateways.transport import Transport

ReportStatus = Literal["received", "issued", "withdrawn"]
STATUSES: tuple[ReportStatus, ...] = get_args(ReportStatus)


@dataclass(frozen=True, slots=True)
class ReportReply:
    """The number under which the industry filed the report."""

    number: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A receipt in the industry's books: under which reference and number, how it stands now, and when it moved last; the policy's number
    and premium where it was issued.
    """

    reference: str
    number: str
    status: ReportStatus
    policy_number: str
    premium: int
    at: datetime


class IndustryReport(Protocol):
    """Takes our reports; the same reference is filed once."""

    def receipt(
        self, *, reference: str, id_number: str, line: str, sum_insured: int, starts: date, ends: date, applied_at: datetime
    ) -> ReportReply:
        """Report that an application was received."""

    def issue(self, *, reference: str, receipt: str, policy_number: str, concluded_at: datetime, premium: int) -> ReportReply:
        """Report that the contract of a receipt was concluded."""

    def withdraw(self, *, reference: str, receipt: str, reason: str) -> ReportReply:
        """Take a receipt back: the application was refused or voided."""

    def receipts(self, wanted: Wanted) -> Page[ReportEntry]:
        """What the books say of the receipts that moved within a time."""


class HttpIndustryReport:
    """The industry's reports over HTTP, as docs/sandbox-contracts.md says."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def receipt(
        self, *, reference: str, id_number: str, line: str, sum_insured: int, starts: date, ends: date, applied_at: datetime
    ) -> ReportReply:
        """Report that an application was received; sums in New Taiwan dollars; never Rejected."""
        question = {
            "reference": reference,
            "id_number": id_number,
            "line": line,
            "sum_insured": sum_insured,
            "starts": starts.isoformat(),
            "ends": ends.isoformat(),
            "applied_at": applied_at.isoformat(),
        }
        return self._transport.ask(INDUSTRY_RECEIPT, "POST", "/industry/receipts", question, _reply)

    def issue(self, *, reference: str, receipt: str, policy_number: str, concluded_at: datetime, premium: int) -> ReportReply:
        """Report that the contract of a receipt was concluded.

        Rejected: unknown-receipt, receipt-withdrawn, already-issued.
        """
        question = {
            "reference": reference,
            "receipt": receipt,
            "policy_number": policy_number,
            "concluded_at": concluded_at.isoformat(),
            "premium": premium,
        }
        return self._transport.ask(INDUSTRY_ISSUE, "POST", "/industry/issues", question, _reply)

    def withdraw(self, *, reference: str, receipt: str, reason: str) -> ReportReply:
        """Take a receipt back; Rejected: unknown-receipt, receipt-withdrawn, already-issued."""
        question = {"reference": reference, "receipt": receipt, "reason": reason}
        return self._transport.ask(INDUSTRY_WITHDRAW, "POST", "/industry/withdrawals", question, _reply)

    def receipts(self, wanted: Wanted) -> Page[ReportEntry]:
        """A page of the books; never Rejected."""
        read = page_of("receipts", _entry, wanted=wanted)
        return self._transport.ask(INDUSTRY_RECEIPTS, "GET", wanted.path("/industry/receipts"), wanted.question(), read)


def _entry(answer: Answer) -> ReportEntry:
    return ReportEntry(
        reference=answer.text("reference", longest=bounds.REFERENCE),
        number=answer.text("number", longest=bounds.REPORT_NUMBER),
        status=answer.word("status", STATUSES),
        policy_number=answer.text("policy_number", empty=True, longest=bounds.POLICY_NUMBER),
        premium=answer.integer("premium"),
        at=moment(answer, "at"),
    )


def _reply(answer: Answer, evidence: Evidence) -> ReportReply:
    return ReportReply(answer.text("number", empty=True, longest=bounds.REPORT_NUMBER), evidence)
