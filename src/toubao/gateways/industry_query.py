"""The industry's query of cumulated sums insured (norm 11.2.3); limits are not judged here."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from toubao.gateways import bounds
from toubao.gateways.answers import Answer
from toubao.gateways.evidence import Evidence
from toubao.gateways.operations import INDUSTRY_CUMULATED
from toubao.gateways.transport import Transport


@dataclass(frozen=True, slots=True)
class CumulatedReply:
    """Other insurers' sums insured in force in the period, in New Taiwan dollars, and how many insurers."""

    total: int
    companies: int
    evidence: Evidence


class IndustryQuery(Protocol):
    """Knows what a person has with other insurers."""

    def cumulated(self, *, reference: str, id_number: str, line: str, starts: date, ends: date) -> CumulatedReply:
        """Ask for one insured and line of insurance; first and last day included."""


class HttpIndustryQuery:
    """The industry's query over HTTP, as docs/sandbox-contracts.md says."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def cumulated(self, *, reference: str, id_number: str, line: str, starts: date, ends: date) -> CumulatedReply:
        """Ask for one insured and line of insurance; first and last day included; never Rejected."""
        question = {
            "reference": reference,
            "id_number": id_number,
            "line": line,
            "starts": starts.isoformat(),
            "ends": ends.isoformat(),
        }
        return self._transport.ask(INDUSTRY_CUMULATED, "POST", "/industry/query", question, _reply)


def _reply(answer: Answer, evidence: Evidence) -> CumulatedReply:
    return CumulatedReply(answer.integer("total"), answer.integer("companies", most=bounds.COMPANIES), evidence)
