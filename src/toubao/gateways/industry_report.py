"""Reports to the industry: receipt, issue, and withdrawal of an application (norm 11.2.1); when they are due is a duty, not here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from toubao.gateways import bounds
from toubao.gateways.answers import Answer
from toubao.gateways.evidence import Evidence
from toubao.gateways.operations import INDUSTRY_ISSUE, INDUSTRY_RECEIPT, INDUSTRY_WITHDRAW
from toubao.gateways.transport import Transport


@dataclass(frozen=True, slots=True)
class ReportReply:
    """The number under which the industry filed the report."""

    number: str
    evidence: Evidence


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


def _reply(answer: Answer, evidence: Evidence) -> ReportReply:
    return ReportReply(answer.text("number", longest=bounds.REPORT_NUMBER), evidence)
