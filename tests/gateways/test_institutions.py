"""Phone, holder check, industry: what they answer, by rules that depend on the question alone, and what they refuse."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.gateways.conftest import ID_NUMBER, PHONE, Lines
from toubao.gateways.document_check import HttpDocumentCheck
from toubao.gateways.evidence import NoAnswer, Rejected
from toubao.gateways.holder_check import HttpHolderCheck
from toubao.gateways.industry_query import HttpIndustryQuery
from toubao.gateways.industry_report import HttpIndustryReport
from toubao.gateways.sms import HttpSms
from toubao.sandbox.card.numbers import BY_NUMBER

TRIP: dict[str, Any] = {"line": "travel_accident", "starts": date(2026, 12, 1), "ends": date(2026, 12, 5)}
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def _unknown(call: Callable[[], object]) -> str:
    with pytest.raises(NoAnswer) as caught:
        call()
    return caught.value.reason


def _code(call: Callable[[], object]) -> str:
    with pytest.raises(Rejected) as caught:
        call()
    return caught.value.code


def test_message_arrives_once_for_its_reference(lines: Lines) -> None:
    sms = HttpSms(lines.to("sms"))
    assert sms.send(reference="r", to="0912-345-678", text="您好").id == sms.send(reference="r", to=PHONE, text="您好").id
    assert [message["text"] for message in lines.sandbox.messages(PHONE)] == ["您好"]
    assert _unknown(lambda: sms.send(reference="r", to=PHONE, text="別的")) == "no known answer: reference-reused"
    assert _code(lambda: sms.send(reference="q", to="12", text="x")) == "bad-number"
    assert _code(lambda: sms.send(reference="q", to=PHONE, text=" ")) == "invalid-question"
    assert len(lines.sandbox.messages(PHONE)) == 1


@pytest.mark.parametrize(("number", "own"), [("4242424242424242", True), ("5555555555554444", False)])
def test_holder_check_knows_whose_card_it_is(lines: Lines, number: str, own: bool) -> None:
    check = HttpHolderCheck(lines.to("holder_check"))
    assert check.check(reference="r", card_token=BY_NUMBER[number].token, id_number=ID_NUMBER).matched is own
    assert _code(lambda: check.check(reference="q", card_token="tok_unknown", id_number=ID_NUMBER)) == "unknown-card"


@pytest.mark.parametrize(
    ("last", "issued_on", "state"),
    [
        ("0", "2015-03-02", "current"), ("6", "2015-03-02", "annulled"), ("7", "2015-03-02", "reported_lost"),
        ("8", "2015-03-02", "superseded"),
        ("9", "2015-03-02", "not_found"), ("0", "2199-01-01", "not_found"),
    ],
)  # fmt: skip
def test_7_2_2_3_the_document_check_follows_the_document_alone(lines: Lines, last: str, issued_on: str, state: str) -> None:
    check = HttpDocumentCheck(lines.to("document_check"))
    shown: dict[str, Any] = {"id_number": ID_NUMBER, "document_number": f"001234567{last}", "issued_on": date.fromisoformat(issued_on)}
    for reference in ("a", "b"):
        reply = check.check(reference=reference, kind="national_id", **shown)
        assert reply.state == state
    assert ID_NUMBER not in str(reply.evidence), "what is personal is masked in the evidence"
    assert "001234567" not in str(reply.evidence)
    assert issued_on not in str(reply.evidence)
    assert _code(lambda: check.check(reference="c", kind="driving_licence", **shown)) == "unknown-kind"


@pytest.mark.parametrize(
    ("id_number", "total", "companies"),
    [
        ("A123456789", 0, 0),
        ("A100000903", 0, 0),
        ("A100000912", 2_000_000, 2),
        ("A100000967", 12_000_000, 1),
        ("A100000994", 18_000_000, 1),
    ],
)
def test_industry_query_follows_the_number_alone(lines: Lines, id_number: str, total: int, companies: int) -> None:
    query = HttpIndustryQuery(lines.to("industry_query"))
    for reference in ("a", "b"):
        reply = query.cumulated(reference=reference, id_number=id_number, **TRIP)
        assert (reply.total, reply.companies) == (total, companies)
    backwards = {**TRIP, "ends": date(2026, 11, 30)}
    assert _unknown(lambda: query.cumulated(reference="c", id_number=id_number, **backwards)) == "no known answer: invalid-question"


def _receive(report: HttpIndustryReport, reference: str = "r", **changed: Any) -> str:
    told = {"id_number": ID_NUMBER, "sum_insured": 5_000_000, "applied_at": AT, **TRIP, **changed}
    return report.receipt(reference=reference, **told).number


def test_receipt_then_issue_once(lines: Lines) -> None:
    report = HttpIndustryReport(lines.to("industry_report"))
    receipt = _receive(report)
    assert receipt == _receive(report)
    issued: dict[str, Any] = {"receipt": receipt, "policy_number": "TA0001", "concluded_at": AT, "premium": 99}
    assert report.issue(reference="i", **issued).number == report.issue(reference="i", **issued).number
    assert _code(lambda: report.issue(reference="j", **issued)) == "already-issued"
    assert _code(lambda: report.withdraw(reference="w", receipt=receipt, reason="x")) == "already-issued"
    reports = lines.get("/industry/reports.json")
    assert [(one["number"], one["status"], one["closing"]["policy_number"]) for one in reports] == [(receipt, "issued", "TA0001")]


def test_receipt_then_withdrawal_once(lines: Lines) -> None:
    report = HttpIndustryReport(lines.to("industry_report"))
    receipt = _receive(report)
    assert (
        report.withdraw(reference="w", receipt=receipt, reason="婉拒").number
        == report.withdraw(reference="w", receipt=receipt, reason="婉拒").number
    )
    assert _code(lambda: report.withdraw(reference="v", receipt=receipt, reason="x")) == "receipt-withdrawn"
    assert _code(lambda: report.issue(reference="i", receipt=receipt, policy_number="p", concluded_at=AT, premium=1)) == "receipt-withdrawn"
    assert [one["status"] for one in lines.get("/industry/reports.json")] == ["withdrawn"]


def test_reports_that_are_refused(lines: Lines) -> None:
    report = HttpIndustryReport(lines.to("industry_report"))
    assert _code(lambda: report.withdraw(reference="w", receipt="R0", reason="x")) == "unknown-receipt"
    assert _unknown(lambda: _receive(report, sum_insured=0)) == "no known answer: invalid-question"
    assert _unknown(lambda: _receive(report, applied_at=AT.replace(tzinfo=None))) == "no known answer: invalid-question"
    assert lines.get("/industry/reports.json") == []
    _receive(report)
    assert _unknown(lambda: _receive(report, sum_insured=1)) == "no known answer: reference-reused"
