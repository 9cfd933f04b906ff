"""Article 11: reports to the industry, limits, and who decides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.samples import (
    ASKED,
    ASSERTED,
    CHARGING,
    NOT_APPLICABLE,
    OPEN,
    RECEIVED,
    REFER,
    REPORTED,
    SENT_IN,
    SHUT,
    STATED,
    asked,
    said,
)
from toubao.rules.articles import art11_underwriting as art11
from toubao.rules.articles.art07_registration import account
from toubao.rules.articles.art07_registration import web as art07
from toubao.rules.events import Event
from toubao.rules.facts import Purpose, Underwriting, Way
from toubao.rules.flows import purchase
from toubao.rules.periods import ends

AT = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)  # a Friday, one minute to midnight in Taipei
MONEY = st.integers(0, 30_000_000)


def test_11_2_1_report_receipt_is_due_as_soon_as_the_authorisation_is_there() -> None:
    duty = art11.REPORT_RECEIPT
    assert (duty.starts, duty.met_by) == (Event.PAYMENT_AUTHORISED, Event.RECEIPT_REPORTED)
    assert ends(AT, duty.within) == AT + timedelta(hours=1)


def test_11_2_1_report_issue_is_due_in_24_hours_weekend_or_not() -> None:
    duty = art11.REPORT_ISSUE
    assert (duty.starts, duty.met_by) == (Event.PURCHASE_CONCLUDED, Event.ISSUE_REPORTED)
    assert ends(AT, duty.within) == AT + timedelta(hours=24)


@pytest.mark.parametrize("lacking", ["authorisation_code", "receipt_number"])
def test_11_2_1_authorised_before_receipt_shut(lacking: str) -> None:
    assert said(art11.authorised_before_receipt, RECEIVED) is OPEN
    assert said(art11.authorised_before_receipt, replace(RECEIVED, **{lacking: ""})) is SHUT


def test_11_2_1_receipt_before_underwriting_shut() -> None:
    assert said(art11.receipt_before_underwriting, ASKED) is OPEN
    assert said(art11.receipt_before_underwriting, replace(ASKED, receipt_reported=False)) is SHUT


@pytest.mark.parametrize("change", [{"application_accepted": False}, {"amount": 499}, {"amount": 501}], ids=str)
def test_11_2_1_accepted_before_capture_shut(change: dict[str, object]) -> None:
    assert said(art11.accepted_before_capture, CHARGING) is OPEN
    verdict = asked(art11.accepted_before_capture, replace(CHARGING, **change))
    assert verdict.ruling is SHUT
    assert "不會扣款" in verdict.words


@pytest.mark.parametrize("lacking", ["receipt_number", "report_number", "policy_number"])
def test_11_2_1_issue_numbered_shut(lacking: str) -> None:
    assert said(art11.issue_numbered, REPORTED) is OPEN
    assert said(art11.issue_numbered, replace(REPORTED, **{lacking: ""})) is SHUT


def test_11_2_2_company_limit_reached_is_within_and_one_dollar_more_is_not() -> None:
    at_limit = replace(ASKED, company_total=7_000_000)
    assert said(art11.company_limit, at_limit) is OPEN
    assert said(art11.company_limit, replace(at_limit, company_total=7_000_001)) is SHUT


@given(total=MONEY, limit=MONEY, wanted=st.integers(1, 30_000_000))
def test_11_2_2_company_limit_lets_pass_whatever_keeps_within_it_and_nothing_else(total: int, limit: int, wanted: int) -> None:
    facts = replace(ASKED, company_total=total, company_limit=limit, sum_insured=wanted)
    assert (said(art11.company_limit, facts) is OPEN) is (limit - total >= wanted)


@pytest.mark.parametrize(
    ("abnormal", "cleared", "ruling"), [((), False, OPEN), (("applications:6",), False, REFER), (("applications:6",), True, NOT_APPLICABLE)]
)
def test_11_2_2_nothing_abnormal_refers_to_a_person(abnormal: tuple[str, ...], *, cleared: bool, ruling: object) -> None:
    assert said(art11.nothing_abnormal, replace(ASKED, abnormal=abnormal, cleared_by_person=cleared)) is ruling


def test_11_2_3_industry_limit_counts_all_companies_and_us() -> None:
    at_limit = replace(ASKED, company_total=4_000_000, industry_total=3_000_000)
    assert said(art11.industry_limit, at_limit) is OPEN
    assert said(art11.industry_limit, replace(at_limit, industry_total=3_000_001)) is SHUT


def test_11_2_3_industry_limit_shut_when_nobody_was_asked() -> None:
    assert said(art11.industry_limit, replace(ASKED, industry_asked=False)) is SHUT


def test_11_2_3_industry_limit_not_applicable_where_our_own_limit_says_no() -> None:
    over = replace(ASKED, company_total=7_000_001, industry_asked=False)
    assert said(art11.industry_limit, over) is NOT_APPLICABLE
    assert said(art11.company_limit, over) is SHUT


@given(others=MONEY, total=MONEY, company=MONEY, industry=MONEY, wanted=st.integers(1, 30_000_000), cleared=st.booleans())
def test_11_2_3_industry_limit_and_the_companys_hold_together_for_everybody(
    others: int, total: int, company: int, industry: int, wanted: int, *, cleared: bool
) -> None:
    facts = replace(
        ASKED, industry_total=others, company_total=total, company_limit=company, industry_limit=industry, sum_insured=wanted,
        cleared_by_person=cleared,
    )  # fmt: skip
    accepted = all(gate.judge(facts, on=AT.date()).lets_pass for gate in purchase.ACCEPT.gates)
    assert accepted is (total + wanted <= company and others + total + wanted <= industry)


@given(facts=st.builds(replace, st.just(ASKED), company_total=MONEY, industry_total=MONEY, sum_insured=st.integers(2, 30_000_000)))
def test_11_2_3_industry_limit_never_minds_a_smaller_sum(facts: Underwriting) -> None:
    smaller = replace(facts, sum_insured=facts.sum_insured - 1)
    for gate in (art11.company_limit, art11.industry_limit):
        if gate.judge(facts, on=AT.date()).ruling is OPEN:
            assert gate.judge(smaller, on=AT.date()).ruling is OPEN


@pytest.mark.parametrize(
    ("screening", "cleared", "ruling"), [((), False, OPEN), (("other_insurers",), False, REFER), (("x",), True, NOT_APPLICABLE)]
)
def test_11_2_4_within_online_screening_refers_to_a_person(screening: tuple[str, ...], *, cleared: bool, ruling: object) -> None:
    assert said(art11.within_online_screening, replace(ASKED, screening=screening, cleared_by_person=cleared)) is ruling


def test_11_2_4_screened_before_sending_shut() -> None:
    assert said(art11.screened_before_sending, SENT_IN) is OPEN
    verdict = asked(art11.screened_before_sending, replace(SENT_IN, screening=("same_trip",)))
    assert verdict.ruling is SHUT
    assert "不符合網路投保的條件" in verdict.words


def test_11_2_4_process_leads_from_a_person_back_to_payment() -> None:
    steps = {step.event: step for step in purchase.FLOW.steps}
    refer, clear, pay = (steps[event] for event in art11.BY_A_PERSON.steps)
    assert refer.target in clear.sources
    assert clear.target in pay.sources
    assert [step.event for step in purchase.FLOW.leaving(refer.target)] == [Event.PURCHASE_CLEARED, Event.PURCHASE_REFUSED]


@pytest.mark.parametrize(
    ("facts", "ruling"),
    [
        (STATED, OPEN), (replace(STATED, assistance_declared=True), SHUT), (replace(ASSERTED, assistance_declared=True), SHUT),
        (ASSERTED, OPEN),
        (replace(STATED, assistance_declared=True, way=Way.BRANCH), NOT_APPLICABLE),
        (replace(STATED, assistance_declared=True, purpose=Purpose.SERVICE), NOT_APPLICABLE),
    ],
)  # fmt: skip
def test_11_2_4_who_is_under_assistance_has_capacity_and_is_sent_to_a_person_by_our_own_rule(facts: Any, ruling: object) -> None:
    """Civil Code 15-2 takes no capacity away, and doesn't name insurance: the insurer's own rule, and its words say so."""
    asserted = facts.__class__ is type(ASSERTED)
    verdict = asked(art11.assisted_asserted if asserted else art11.assisted_by_a_person, facts)
    assert verdict.ruling is ruling
    if ruling is SHUT:
        assert "有行為能力" in verdict.words
        assert "本公司自己的規定" in verdict.words
    gate = art07.capacity_asserted if asserted else account.capacity
    assert said(gate, facts) in (OPEN, NOT_APPLICABLE), "the law's gate has nothing against it"


@given(ours=MONEY, answer=MONEY, limit=MONEY, wanted=st.integers(1, 30_000_000))
def test_11_2_3_an_answer_with_our_own_reports_counts_them_once_and_one_without_counts_them_on_top(
    ours: int, answer: int, limit: int, wanted: int
) -> None:
    facts = replace(ASKED, company_total=ours, company_limit=ours + wanted, industry_total=answer, industry_limit=limit, sum_insured=wanted)
    assert (said(art11.industry_limit, facts) is OPEN) is (answer + ours + wanted <= limit)
    with_own = replace(facts, industry_contains_own=True)
    assert (said(art11.industry_limit, with_own) is OPEN) is (answer <= limit and ours + wanted <= limit)
    assert art11.cumulated(with_own) <= art11.cumulated(facts)


def test_11_2_3_the_same_books_are_the_same_sum_either_way() -> None:
    """Three million elsewhere, four with us, five asked for: twelve, however the industry answers."""
    without = replace(ASKED, company_total=4_000_000, industry_total=3_000_000)
    with_own = replace(without, industry_total=3_000_000 + 4_000_000 + 5_000_000, industry_contains_own=True)
    assert art11.cumulated(without) == art11.cumulated(with_own) == 12_000_000
