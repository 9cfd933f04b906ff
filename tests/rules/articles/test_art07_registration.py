"""Article 7: who may register and buy, in each of the ways, and for how long."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.rules.samples import (
    AGREED,
    ASSERTED,
    HANDED_IN,
    NOT_APPLICABLE,
    ON,
    OPEN,
    OPENING,
    PROVED,
    RENEWING,
    SENT_IN,
    SENT_THERE,
    SHUT,
    STARTING,
    STATED,
    VERIFIED,
    asked,
    said,
)
from toubao.rules.articles.art07_registration import account, branch, certificate, web
from toubao.rules.events import Event
from toubao.rules.facts import Purpose, Way
from toubao.rules.flows import registration as flow
from toubao.rules.kit import Gate, Waiver
from toubao.rules.personal import Personal

SIGNED = replace(AGREED, way=Way.BRANCH, signed=True)
SHOWN = replace(STATED, way=Way.BRANCH, present=True, document_checked=True)
TYPED = replace(STATED, way=Way.CERTIFICATE)
ON_THE_WEB = (Way.ONLINE, Way.BANK, Way.PARTNER)


@pytest.mark.parametrize(("born", "ruling"), [(date(2008, 11, 23), OPEN), (date(2008, 11, 24), SHUT), (date(1936, 2, 29), OPEN)])
def test_7_1_capacity_begins_on_the_eighteenth_birthday(born: date, ruling: object) -> None:
    assert said(account.capacity, replace(STATED, birth_date=Personal(born))) is ruling


def test_7_1_capacity_shut_under_guardianship() -> None:
    verdict = asked(account.capacity, replace(STATED, guardianship_declared=True))
    assert verdict.ruling is SHUT
    assert "法定代理人" in verdict.words


@pytest.mark.parametrize(
    ("change", "ruling"),
    [
        ({}, OPEN), ({"minor_before": True}, SHUT), ({"minor_before": True, "document_checked": True}, NOT_APPLICABLE),
        ({"minor_before": True, "purpose": Purpose.SERVICE}, NOT_APPLICABLE),
    ],
    ids=str,
)  # fmt: skip
def test_7_1_another_birth_date_of_who_was_a_minor_is_a_persons_to_check(change: dict[str, Any], ruling: object) -> None:
    verdict = asked(account.age_stands, replace(STATED, **change))
    assert verdict.ruling is ruling
    assert ruling is not SHUT or "專人核對" in verdict.words


def test_7_1_person_registers_shut_for_a_business_number() -> None:
    assert said(account.person_registers, STATED) is OPEN
    assert said(account.person_registers, replace(STATED, natural_person=False)) is SHUT


def test_7_1_first_registration_shut_for_who_has_an_account_and_says_nothing_about_it() -> None:
    assert said(account.first_registration, VERIFIED) is OPEN
    assert said(account.first_registration, replace(VERIFIED, already_registered=True, number_yields=True)) is OPEN
    verdict = asked(account.first_registration, replace(VERIFIED, already_registered=True))
    assert verdict.ruling is SHUT
    assert "若您曾經註冊" in verdict.words, "the words are the same for whoever asks: they must not tell whose account there is"


def test_7_1_adult_starts_shut_for_minors() -> None:
    assert said(account.adult_starts, STARTING) is OPEN
    assert said(account.adult_starts, replace(STARTING, adult=False)) is SHUT


@pytest.mark.parametrize("lacking", ["registered", "adult"])
def test_7_1_still_registered_shut(lacking: str) -> None:
    assert said(account.still_registered, SENT_IN) is OPEN
    assert said(account.still_registered, replace(SENT_IN, **{lacking: False})) is SHUT


@pytest.mark.parametrize("way", [*Way, "mobile_id"])
def test_7_2_way_offered_is_open_for_the_ways_that_the_norm_names(way: str) -> None:
    assert said(account.way_offered, replace(AGREED, way=way)) is (SHUT if way == "mobile_id" else OPEN)


def test_7_2_way_offered_opens_for_another_way_that_the_authority_approved() -> None:
    approved = Waiver("金管保綜字第1號", "7.2", ON, ON)
    verdict = asked(account.way_offered, replace(AGREED, way="mobile_id"), waivers=[approved])
    assert (verdict.ruling, verdict.waiver) == (OPEN, "金管保綜字第1號")


def test_7_2_2_1_process_leads_through_the_clerk_and_a_second_person_to_the_account() -> None:
    assert branch.AT_A_BRANCH.steps[-3:] == (Event.REGISTRATION_SUBMITTED, Event.REGISTRATION_RELEASED, Event.ACCOUNT_OPENED)
    for step in (flow.VERIFY, flow.PROVE):
        facts = replace({"Verification": VERIFIED, "Proof": PROVED}[step.facts.__name__], way=Way.BRANCH)
        assert any(said(gate, facts) is SHUT for gate in step.gates), "nobody from a branch gets around the second person"


def test_7_2_3_1_notices_before_certificate_shut_without_consent() -> None:
    agreed = replace(AGREED, way=Way.CERTIFICATE)
    assert said(certificate.notices_before_certificate, agreed) is OPEN
    assert said(certificate.notices_before_certificate, replace(agreed, consented=False)) is SHUT


def test_7_2_3_2_identity_stated_for_certificate_shut_without_a_name() -> None:
    assert said(certificate.identity_stated_for_certificate, TYPED) is OPEN
    assert said(certificate.identity_stated_for_certificate, replace(TYPED, name=Personal(""))) is SHUT


@pytest.mark.parametrize(
    ("gate", "facts"),
    [
        (web.notices_read, AGREED),
        (branch.notices_signed, SIGNED),
        (certificate.notices_before_certificate, replace(AGREED, way="certificate")),
    ],
    ids=["7.2.1.1", "7.2.2.2", "7.2.3.1"],
)
@pytest.mark.parametrize(
    "change",
    [{"consented": False}, {"shown": ("online:d1",)}, {"read": ("online:d1",)}, {"read": ("online:d1", "privacy:old")}, {"required": ()}],
    ids=str,
)
def test_7_2_notices_come_first_in_every_way(gate: Gate[Any], facts: Any, change: dict[str, object]) -> None:
    assert said(gate, facts) is OPEN
    verdict = asked(gate, replace(facts, **change))
    assert verdict.ruling is SHUT
    assert "告知事項" in verdict.words


def test_7_2_2_2_notices_signed_shut_without_signature() -> None:
    assert said(branch.notices_signed, replace(SIGNED, signed=False)) is SHUT


NOTICES = {"7.2.1.1": (web.notices_read, ON_THE_WEB), "7.2.2.2": (branch.notices_signed, ["branch"])}
NOTICES["7.2.3.1"] = (certificate.notices_before_certificate, ["certificate"])


@pytest.mark.parametrize("clause", NOTICES)
@pytest.mark.parametrize("way", Way)
def test_7_2_each_way_has_its_own_clause_about_notices(way: Way, clause: str) -> None:
    gate, ways = NOTICES[clause]
    assert said(gate, replace(AGREED, way=way, consented=False)) is (SHUT if way in ways else NOT_APPLICABLE)
    assert said(gate, replace(AGREED, way=way, purpose=Purpose.SERVICE, consented=False)) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("gate", "facts"),
    [(web.identity_stated, STATED), (branch.identity_shown, SHOWN), (certificate.identity_stated_for_certificate, TYPED)],
    ids=["7.2.1.2", "7.2.2.3", "7.2.3.2"],
)  # fmt: skip
@pytest.mark.parametrize(
    "change", [{"id_number_valid": False}, {"name": Personal("　 ")}, {"reachable": False}], ids=["id_number", "name", "reach"]
)
def test_7_2_enough_is_known_to_verify_who_somebody_is(gate: Gate[Any], facts: Any, change: dict[str, object]) -> None:
    assert said(gate, facts) is OPEN
    assert said(gate, replace(facts, **change)) is SHUT
    assert said(gate, replace(facts, purpose=Purpose.SERVICE, **change)) is NOT_APPLICABLE
    another = Way.ONLINE if facts.way == Way.CERTIFICATE else Way.CERTIFICATE
    assert said(gate, replace(facts, way=another)) is NOT_APPLICABLE


def test_7_2_2_1_comes_in_person_shut_without_presence_and_na_elsewhere() -> None:
    assert said(branch.comes_in_person, SHOWN) is OPEN
    assert said(branch.comes_in_person, replace(SHOWN, present=False)) is SHUT
    assert said(branch.comes_in_person, STATED) is NOT_APPLICABLE


def test_7_2_2_3_identity_shown_shut_without_a_checked_document() -> None:
    assert said(branch.identity_shown, replace(SHOWN, document_checked=False)) is SHUT


@pytest.mark.parametrize("way", Way)
def test_7_2_1_2_says_it_in_person_shut_for_who_comes_by_an_account(way: Way) -> None:
    assert said(web.says_it_in_person, replace(STATED, way=way)) is (SHUT if way in (Way.BANK, Way.PARTNER) else OPEN)


@pytest.mark.parametrize("way", Way)
def test_7_2_1_2_agrees_to_be_asserted_shut_without_consent_or_in_another_way(way: Way) -> None:
    for facts in (SENT_THERE, ASSERTED):
        assert said(web.agrees_to_be_asserted, replace(facts, way=way)) is (OPEN if way in (Way.BANK, Way.PARTNER) else SHUT)  # type: ignore[type-var]  # either has a way
        assert said(web.agrees_to_be_asserted, replace(facts, way=way, consented=False)) is SHUT  # type: ignore[type-var]  # either has it


@pytest.mark.parametrize(
    ("change", "ruling"),
    [
        ({}, OPEN), ({"opened_at_counter": False}, SHUT), ({"opened_at_counter": False, "first_class": True}, SHUT),
        ({"kind": "digital", "first_class": True, "opened_at_counter": False}, OPEN),
        ({"kind": "digital", "opened_at_counter": True}, SHUT),
        ({"kind": "member"}, SHUT), ({"same_group": False}, SHUT), ({"in_good_standing": False}, SHUT),
        ({"way": Way.PARTNER}, NOT_APPLICABLE),
    ],
    ids=str,
)  # fmt: skip
def test_7_2_1_2_1_bank_account_serves(change: dict[str, object], ruling: object) -> None:
    assert said(web.bank_account_serves, replace(ASSERTED, **change)) is ruling


@pytest.mark.parametrize(
    ("change", "ruling"),
    [({}, OPEN), ({"kind": "net_bank"}, SHUT), ({"in_good_standing": False}, SHUT), ({"way": Way.BANK}, NOT_APPLICABLE)],
    ids=str,
)  # fmt: skip
def test_7_2_1_2_2_member_account_serves(change: dict[str, object], ruling: object) -> None:
    member = replace(ASSERTED, way=Way.PARTNER, kind="member", same_group=False)
    assert said(web.member_account_serves, replace(member, **change)) is ruling


def test_7_1_who_is_asserted_is_a_natural_person_with_capacity_and_enough_is_said() -> None:
    assert [said(gate, ASSERTED) for gate in (web.person_asserted, web.capacity_asserted, web.identity_asserted)] == [OPEN] * 3
    assert said(web.person_asserted, replace(ASSERTED, natural_person=False)) is SHUT
    assert said(web.capacity_asserted, replace(ASSERTED, guardianship_declared=True)) is SHUT
    assert said(web.identity_asserted, replace(ASSERTED, reachable=False)) is SHUT


def test_7_2_1_3_otp_entered_to_register() -> None:
    assert said(web.otp_entered_to_register, VERIFIED) is OPEN
    assert said(web.otp_entered_to_register, replace(VERIFIED, otp_entered=False)) is SHUT
    assert said(web.otp_entered_to_register, replace(VERIFIED, purpose=Purpose.SERVICE)) is NOT_APPLICABLE


@pytest.mark.parametrize("way", Way)
def test_7_2_a_code_is_the_proof_on_the_web_alone_and_a_signature_nowhere_there(way: Way) -> None:
    assert said(web.proved_by_code, replace(VERIFIED, way=way)) is (OPEN if way in ON_THE_WEB else SHUT)
    assert said(certificate.proved_by_another, replace(PROVED, way=way)) is (OPEN if way == Way.CERTIFICATE else SHUT)


@pytest.mark.parametrize("change", [{"outcome": "revoked"}, {"outcome": ""}, {"authority": ""}, {"evidence": ""}], ids=str)
def test_7_2_3_3_verified_at_once_shut(change: dict[str, object]) -> None:
    assert said(certificate.verified_at_once, PROVED) is OPEN
    assert said(certificate.verified_at_once, replace(PROVED, **change)) is SHUT


@pytest.mark.parametrize("change", [{"way": Way.ONLINE}, {"branch": ""}, {"clerk": ""}], ids=str)
def test_7_2_2_1_handed_in_at_a_branch_shut(change: dict[str, object]) -> None:
    assert said(branch.handed_in_at_a_branch, HANDED_IN) is OPEN
    assert said(branch.handed_in_at_a_branch, replace(HANDED_IN, **change)) is SHUT


def test_7_2_2_2_signature_kept_shut_without() -> None:
    assert said(branch.signature_kept, HANDED_IN) is OPEN
    assert said(branch.signature_kept, replace(HANDED_IN, signature="")) is SHUT


def test_7_1_activated_by_link_is_for_branches() -> None:
    assert said(account.activated_by_link, OPENING) is NOT_APPLICABLE
    assert said(account.activated_by_link, replace(OPENING, way=Way.BRANCH)) is SHUT
    assert said(account.activated_by_link, replace(OPENING, way=Way.BRANCH, link_used=True)) is OPEN


def test_7_1_who_has_an_account_is_renewed_and_not_opened_again() -> None:
    assert said(account.opens_for_the_first_time, OPENING) is OPEN
    assert said(account.opens_for_the_first_time, replace(OPENING, renews=True)) is SHUT
    assert said(account.first_registration, replace(VERIFIED, renews=True, already_registered=True)) is NOT_APPLICABLE


def test_7_3_same_person_again() -> None:
    assert said(account.same_person_again, RENEWING) is OPEN
    assert said(account.same_person_again, replace(RENEWING, same_holder=False)) is SHUT
    assert said(account.same_person_again, replace(RENEWING, purpose=Purpose.SERVICE)) is NOT_APPLICABLE


def test_7_3_nobody_buys_with_an_account_that_fell_asleep() -> None:
    assert said(account.awake_to_start, STARTING) is OPEN
    assert said(account.awake_to_confirm, SENT_IN) is OPEN
    for verdict in (
        asked(account.awake_to_start, replace(STARTING, asleep=True)),
        asked(account.awake_to_confirm, replace(SENT_IN, asleep=True)),
    ):
        assert verdict.ruling is SHUT
        assert "五年" in verdict.words


@pytest.mark.parametrize(("clause", "ruling"), [("7.2", OPEN), ("8.1", SHUT)])
def test_7_2_an_approved_way_proves_only_under_its_waiver_which_the_verdict_names(clause: str, ruling: object) -> None:
    waiver = Waiver("第1號", clause, ON, ON)
    verdict = asked(certificate.proved_by_another, replace(PROVED, way="mobile_id"), waivers=[waiver])
    assert (verdict.ruling, verdict.waiver) == (ruling, "第1號" if ruling is OPEN else "")
