"""An unknown answer is never a no: every institution, after it acted, behind a proxy that says something else."""

from typing import Any

import pytest

from tests.gateways.conftest import HASTE, HTTP_INSTITUTIONS, Lines, Stranger
from toubao.gateways.card import HttpCardAcquirer
from toubao.gateways.evidence import NoAnswer, Rejected
from toubao.gateways.operations import CARD_CAPTURE, INDUSTRY_ISSUE, OPERATIONS, Operation
from toubao.gateways.transport import Transport

SIGNED = tuple(each for each in HTTP_INSTITUTIONS if each != "tsa")
LISTED = {"phone": "bad-number", "card": "order-differs", "holder_check": "unknown-card", "document_check": "unknown-kind"}
NUMBERED = ("phone", "industry_report")


@pytest.mark.parametrize("institution", HTTP_INSTITUTIONS)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422, 451])
def test_a_status_of_a_proxy_after_acting_is_no_answer_and_asking_again_tells_the_truth(
    lines: Lines, institution: str, status: int
) -> None:
    lines.sandbox.switch(institution, answer_status=status)
    with pytest.raises(NoAnswer) as caught:
        lines.ask(institution)
    assert caught.value.reason == f"no known answer: http-{status}"
    acted = lines.acted(institution)
    assert acted >= 1
    lines.sandbox.switch(institution, answer_status=0)
    lines.ask(institution)
    assert lines.acted(institution) == (acted + 1 if institution == "tsa" else acted)


@pytest.mark.parametrize("institution", SIGNED)
def test_a_question_that_arrives_twice_is_answered_with_a_used_signature_and_that_says_nothing(lines: Lines, institution: str) -> None:
    lines.sandbox.switch(institution, repeat_question=True)
    with pytest.raises(NoAnswer) as caught:
        lines.ask(institution)
    assert caught.value.reason == "no known answer: replayed"
    assert caught.value.evidence.answer is not None
    assert lines.acted(institution) == 1


@pytest.mark.parametrize("institution", SIGNED)
def test_only_a_listed_code_is_a_no(lines: Lines, institution: str) -> None:
    lines.sandbox.switch(institution, refuse_with="we-are-closed-today")
    with pytest.raises(NoAnswer):
        lines.ask(institution)
    if institution in LISTED:
        lines.sandbox.switch(institution, refuse_with=LISTED[institution])
        with pytest.raises(Rejected) as caught:
            lines.ask(institution)
        assert caught.value.code == LISTED[institution]
    assert lines.acted(institution) == 0


@pytest.mark.parametrize("institution", NUMBERED)
def test_a_number_that_no_column_holds_is_no_answer(lines: Lines, institution: str) -> None:
    lines.sandbox.switch(institution, long_numbers=True)
    with pytest.raises(NoAnswer) as caught:
        lines.ask(institution)
    assert "is not a text" in caught.value.reason


def test_a_capture_over_another_amount_is_no_answer(lines: Lines) -> None:
    card = HttpCardAcquirer(lines.to("card"))
    lines.pay(lines.ask("card").url)
    lines.sandbox.switch("card", answer_amount=1)
    with pytest.raises(NoAnswer) as caught:
        card.capture(order="TA-1", amount=1234)
    assert caught.value.reason == "an answer over another amount"
    lines.sandbox.switch("card", answer_amount=0)
    assert card.capture(order="TA-1", amount=1234).amount == 1234
    assert lines.get("/card/orders/TA-1")["captures"] == 1


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.part}.{each.name}")
def test_what_each_operation_takes_for_a_no(stranger: Stranger, operation: Operation) -> None:
    """Every code of the table at the first answer; of what acts, none any more once an attempt may have acted."""
    for code in operation.refusals:
        assert _outcome(stranger, operation, [_problem(code)]) == code
        lost = _outcome(stranger, operation, [b"", _problem(code)])
        assert lost == ("unknown" if operation.acts else code), "positive control: what only reads still hears the no"
    for code in ("http-403", "wrong-signature", "replayed", "no-such-code"):
        assert _outcome(stranger, operation, [_problem(code)] * 2) == "unknown"


def test_the_table_knows_what_charges() -> None:
    assert CARD_CAPTURE.acts
    assert CARD_CAPTURE.refuses("capture-declined", after_acting=False)
    assert not CARD_CAPTURE.refuses("capture-declined", after_acting=True)
    assert not INDUSTRY_ISSUE.refuses("http-404", after_acting=False)


def _problem(code: str) -> bytes:
    body = f'{{"code": "{code}"}}'.encode()
    return b"HTTP/1.1 409 No\r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def _outcome(stranger: Stranger, operation: Operation, says: list[bytes]) -> str:
    """What one question of this kind comes to, if these answers come one after the other."""
    stranger.says = [[each] for each in says]
    told: dict[str, Any] = {"reference": "r"}
    with Transport(operation.part, stranger.url, secret=b"s", patience=HASTE) as line:
        try:
            line.ask(operation, "POST", "/", told, lambda answer, _: answer.text("never"))
        except Rejected as no:
            return no.code
        except NoAnswer:
            return "unknown"
    return "answered"
