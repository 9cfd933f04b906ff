"""Article 8: who may be served over the web, for how long, and what is told without an account; 2.7 beside it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.rules.samples import (
    AGREED,
    BRANCH_REVIEWED,
    CONFIRMED,
    NOT_APPLICABLE,
    ON,
    OPEN,
    OPENING,
    PROOF_ASKED,
    PROOF_MADE,
    PROVED,
    RENEWING,
    SERVED,
    SHUT,
    STATED,
    VERIFIED,
    asked,
    said,
)
from toubao.rules.articles import art08_service as art08
from toubao.rules.articles.art07_registration import branch
from toubao.rules.events import Event
from toubao.rules.facts import Purpose, Way
from toubao.rules.flows import proof
from toubao.rules.kit import Waiver

TO_SERVE = replace(AGREED, purpose=Purpose.SERVICE)
STATED_TO_SERVE = replace(STATED, purpose=Purpose.SERVICE)


@pytest.mark.parametrize("way", [*Way, "mobile_id"])
def test_8_1_way_offered_to_serve(way: str) -> None:
    named = (Way.ONLINE, Way.BRANCH, Way.CERTIFICATE)
    assert said(art08.way_offered_to_serve, replace(TO_SERVE, way=way)) is (OPEN if way in named else SHUT)
    assert said(art08.way_offered_to_serve, replace(AGREED, way=way)) is NOT_APPLICABLE


def test_8_1_another_way_serves_under_a_waiver() -> None:
    verdict = asked(art08.way_offered_to_serve, replace(TO_SERVE, way="mobile_id"), waivers=[Waiver("第1號", "8.1", ON, ON)])
    assert (verdict.ruling, verdict.waiver) == (OPEN, "第1號")


def test_8_1_1_1_service_notices_read() -> None:
    assert said(art08.service_notices_read, TO_SERVE) is OPEN
    assert said(art08.service_notices_read, replace(TO_SERVE, read=())) is SHUT
    assert said(art08.service_notices_read, replace(TO_SERVE, way=Way.BRANCH)) is NOT_APPLICABLE
    assert said(art08.service_notices_read, AGREED) is NOT_APPLICABLE


def test_8_1_2_service_notices_signed_shut_without_signature() -> None:
    signed = replace(TO_SERVE, way=Way.BRANCH, signed=True)
    assert said(art08.service_notices_signed, signed) is OPEN
    assert said(art08.service_notices_signed, replace(signed, signed=False)) is SHUT
    assert said(art08.service_notices_signed, TO_SERVE) is NOT_APPLICABLE


@pytest.mark.parametrize("lacking", ["present", "document_checked", "reachable"])
def test_8_1_2_policyholder_shown_shut_without_the_person_and_their_document(lacking: str) -> None:
    shown = replace(STATED_TO_SERVE, way=Way.BRANCH, present=True, document_checked=True)
    assert said(art08.policyholder_shown, shown) is OPEN
    assert said(art08.policyholder_shown, replace(shown, **{lacking: False})) is SHUT
    assert said(art08.policyholder_shown, STATED_TO_SERVE) is NOT_APPLICABLE


def test_8_1_2_process_is_the_one_of_a_branch() -> None:
    assert art08.AT_A_BRANCH.steps == branch.AT_A_BRANCH.steps


def test_8_1_capacity_to_be_served() -> None:
    assert said(art08.capacity_to_be_served, STATED_TO_SERVE) is OPEN
    assert said(art08.capacity_to_be_served, replace(STATED_TO_SERVE, guardianship_declared=True)) is SHUT
    assert said(art08.capacity_to_be_served, STATED) is NOT_APPLICABLE


def test_8_1_1_2_policyholder_stated_shut_without_contact() -> None:
    assert said(art08.policyholder_stated, STATED_TO_SERVE) is OPEN
    assert said(art08.policyholder_stated, replace(STATED_TO_SERVE, reachable=False)) is SHUT
    assert said(art08.policyholder_stated, STATED) is NOT_APPLICABLE


def test_8_1_1_2_otp_entered_to_be_served() -> None:
    coded = replace(VERIFIED, purpose=Purpose.SERVICE, on_file=True)
    assert said(art08.otp_entered_to_be_served, coded) is OPEN
    assert said(art08.otp_entered_to_be_served, replace(coded, otp_entered=False)) is SHUT
    assert said(art08.otp_entered_to_be_served, VERIFIED) is NOT_APPLICABLE


def test_8_1_1_2_otp_confirms_contact() -> None:
    assert said(art08.otp_confirms_contact, CONFIRMED) is OPEN
    assert said(art08.otp_confirms_contact, replace(CONFIRMED, otp_entered=False)) is SHUT


@pytest.mark.parametrize("facts", [VERIFIED, PROVED, BRANCH_REVIEWED], ids=["code", "certificate", "branch"])
def test_8_1_policyholder_on_file_is_never_what_was_typed_alone(facts: Any) -> None:
    served = replace(facts, purpose=Purpose.SERVICE)
    assert said(art08.policyholder_on_file, replace(served, on_file=True)) is OPEN
    assert said(art08.policyholder_on_file, served) is SHUT
    assert said(art08.policyholder_on_file, facts) is NOT_APPLICABLE


@pytest.mark.parametrize("facts", [OPENING, RENEWING], ids=["opening", "renewal"])
def test_8_1_1_2_contact_confirmed_before_an_account_serves(facts: Any) -> None:
    served = replace(facts, purpose=Purpose.SERVICE)
    assert said(art08.contact_confirmed, served) is OPEN
    assert said(art08.contact_confirmed, replace(served, contact_confirmed=False)) is SHUT
    assert said(art08.contact_confirmed, replace(served, way=Way.BRANCH, contact_confirmed=False)) is NOT_APPLICABLE
    assert said(art08.contact_confirmed, replace(facts, contact_confirmed=False)) is NOT_APPLICABLE


def test_8_2_same_policyholder_again() -> None:
    served = replace(RENEWING, purpose=Purpose.SERVICE)
    assert said(art08.same_policyholder_again, served) is OPEN
    assert said(art08.same_policyholder_again, replace(served, same_holder=False)) is SHUT
    assert said(art08.same_policyholder_again, RENEWING) is NOT_APPLICABLE


@pytest.mark.parametrize("lacking", ["registered", "verified", "own"])
def test_8_1_1_3_account_serves_its_own_verified_holder_alone(lacking: str) -> None:
    assert said(art08.account_serves, SERVED) is OPEN
    assert said(art08.account_serves, replace(SERVED, **{lacking: False})) is SHUT


def test_8_2_awake_to_be_served() -> None:
    assert said(art08.awake_to_be_served, SERVED) is OPEN
    verdict = asked(art08.awake_to_be_served, replace(SERVED, asleep=True))
    assert verdict.ruling is SHUT
    assert "五年" in verdict.words


def test_8_3_number_and_plate_match() -> None:
    assert said(art08.number_and_plate_match, PROOF_ASKED) is OPEN
    assert said(art08.number_and_plate_match, replace(PROOF_ASKED, matched=False)) is SHUT


@pytest.mark.parametrize("facts", [PROOF_ASKED, PROOF_MADE], ids=["asked", "made"])
def test_8_3_cover_to_be_proved_is_compulsory_and_in_force(facts: Any) -> None:
    assert said(art08.cover_to_be_proved, facts) is OPEN
    assert said(art08.cover_to_be_proved, replace(facts, compulsory=False)) is SHUT
    assert said(art08.cover_to_be_proved, replace(facts, covered=False)) is SHUT


@pytest.mark.parametrize("wrong", [{"document_digest": ""}, {"signature_intact": False}, {"issue": 0}])
def test_8_3_proof_signed(wrong: dict[str, Any]) -> None:
    assert said(art08.proof_signed, PROOF_MADE) is OPEN
    assert said(art08.proof_signed, replace(PROOF_MADE, issue=2)) is OPEN, "issued again"
    assert said(art08.proof_signed, replace(PROOF_MADE, **wrong)) is SHUT


def test_8_3_process_needs_no_account() -> None:
    """Nothing of registration stands in the way of a proof: its flow has no gate of article 7, nor of 8.1 or 8.2."""
    assert {gate.clause for step in proof.FLOW.steps for gate in step.gates} == {"8.3"}
    assert art08.PROOF_WITHOUT_AN_ACCOUNT.flow == proof.FLOW.name


def test_8_3_trace_of_look_ups_is_left_whether_something_was_found_or_not() -> None:
    assert art08.LOOKED_UP.events == (Event.MOTOR_LOOKED_UP, Event.MOTOR_LOOK_UPS_MISSED)
