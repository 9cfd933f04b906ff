"""Evidence hides personal values, in questions, in answers and in what an institution says; errors say what happened."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.conftest import ID_NUMBER, PHONE, Lines
from toubao.gateways.evidence import LARGEST, Evidence, NoAnswer, masked, scrub, veil
from toubao.gateways.transport import Transport
from toubao.rules.personal import Personal


def test_masked_shows_the_last_three_and_hides_the_length() -> None:
    assert masked("A123456789") == "•••789"
    assert masked("+886912345678") == "•••678"
    assert masked("123456") == "•••"
    assert masked("") == ""


@given(st.text(min_size=1))
def test_masked_never_shows_more_than_half(value: str) -> None:
    hidden = masked(value)
    assert len(hidden) <= 6
    assert value not in hidden or value in "•••"


def test_veil_hides_personal_values_and_keeps_no_words_of_messages() -> None:
    question = {"reference": "r", "id_number": ID_NUMBER, "text": "驗證碼 482913", "subject": "王小明", "amount": 5}
    assert veil(question) == {"reference": "r", "id_number": "•••789", "text": "(10 characters)", "subject": "(3 characters)", "amount": 5}
    assert veil(question, personal=()) == question


def test_scrub_finds_repeated_values_at_any_depth() -> None:
    answer = {"detail": f"no {ID_NUMBER} here", "more": [{ID_NUMBER: [ID_NUMBER, 3, None]}], "id_number": "B987654321"}
    assert scrub(answer, {"id_number": ID_NUMBER}) == {
        "detail": "no •••789 here",
        "more": [{"•••789": ["•••789", 3, None]}],
        "id_number": "•••321",
    }


def test_question_and_answer_are_kept_whole_and_neither_printed_nor_as_long_as_somebody_likes() -> None:
    told = {"id_number": ID_NUMBER, "text": "驗證碼 482913", "access_token": "opens"}
    evidence = Evidence("sms", "send", veil(told), None, 1, 1, bare=Personal((told, {"detail": [ID_NUMBER], "refresh_token": "opens"})))
    whole = json.loads(evidence.whole().reveal())
    assert whole == {"question": {"id_number": ID_NUMBER, "text": "(10 characters)"}, "answer": {"detail": [ID_NUMBER]}}
    assert ID_NUMBER not in repr(evidence)
    assert json.loads(Evidence("sms", "send", {}, None, 1, 1).whole().reveal()) == {"question": {}, "answer": None}
    long = replace(evidence, bare=Personal(({"a": "保" * LARGEST}, None)))
    cut = json.loads(long.whole().reveal())
    assert cut["bytes"] > 3 * LARGEST
    assert LARGEST - 4 < len(cut["beginning"].encode()) <= LARGEST


@pytest.mark.parametrize("institution", ["holder_check", "industry_query", "industry_report"])
def test_a_real_answer_is_kept_whole(lines: Lines, institution: str) -> None:
    whole = json.loads(lines.ask(institution).evidence.whole().reveal())
    assert {ID_NUMBER, "A100000985"} & {str(each) for each in whole["question"].values()}
    assert whole["answer"]


def test_errors_name_institution_operation_and_reason() -> None:
    evidence = Evidence("sms", "send", {}, None, 12, 2)
    error = NoAnswer(evidence, "ReadTimeout")
    assert str(error) == "sms.send: ReadTimeout"
    assert error.evidence is evidence


@pytest.mark.parametrize("institution", ["phone", "holder_check", "industry_query", "industry_report"])
def test_no_personal_value_stands_in_the_evidence_of_a_real_answer(lines: Lines, institution: str) -> None:
    told = repr(lines.ask(institution).evidence)
    assert "•••" in told
    for secret in (ID_NUMBER, "A100000985", PHONE, "482913"):
        assert secret not in told


def test_no_personal_value_stands_in_a_refusal_that_repeats_it(stranger_line: Transport) -> None:
    from toubao.gateways.evidence import Rejected
    from toubao.gateways.holder_check import HttpHolderCheck

    with pytest.raises(Rejected) as caught:
        HttpHolderCheck(stranger_line).check(reference="r", card_token="tok_very_secret_1", id_number=ID_NUMBER)
    assert ID_NUMBER not in repr(caught.value.evidence) + caught.value.detail + str(caught.value)
    assert "•••789" in caught.value.detail
