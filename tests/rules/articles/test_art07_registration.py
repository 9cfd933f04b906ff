"""Article 7: who may register and buy, and how registration online goes."""

from dataclasses import replace
from datetime import date

import pytest

from tests.rules.samples import AGREED, NOT_APPLICABLE, ON, OPEN, SENT_IN, SHUT, STARTING, STATED, VERIFIED, asked, said
from toubao.rules.articles import art07_registration as art07
from toubao.rules.facts import Way
from toubao.rules.kit import Waiver
from toubao.rules.personal import Personal

ELSEWHERE = (Way.BRANCH, Way.CERTIFICATE)
ON_THE_WEB = (Way.ONLINE, Way.BANK, Way.PARTNER)


@pytest.mark.parametrize(("born", "ruling"), [(date(2008, 11, 23), OPEN), (date(2008, 11, 24), SHUT), (date(1936, 2, 29), OPEN)])
def test_7_1_capacity_begins_on_the_eighteenth_birthday(born: date, ruling: object) -> None:
    assert said(art07.capacity, replace(STATED, birth_date=Personal(born))) is ruling


def test_7_1_capacity_shut_under_guardianship() -> None:
    verdict = asked(art07.capacity, replace(STATED, guardianship_declared=True))
    assert verdict.ruling is SHUT
    assert "法定代理人" in verdict.words


def test_7_1_person_registers_shut_for_a_business_number() -> None:
    assert said(art07.person_registers, STATED) is OPEN
    assert said(art07.person_registers, replace(STATED, natural_person=False)) is SHUT


def test_7_1_first_registration_shut_for_who_has_an_account_and_says_nothing_about_it() -> None:
    assert said(art07.first_registration, VERIFIED) is OPEN
    verdict = asked(art07.first_registration, replace(VERIFIED, already_registered=True))
    assert verdict.ruling is SHUT
    assert "若您曾經註冊" in verdict.words, "the words are the same for whoever asks: they must not tell whose account there is"


def test_7_1_registered_before_purchase_shut_without_account() -> None:
    assert said(art07.registered_before_purchase, STARTING) is OPEN
    assert said(art07.registered_before_purchase, replace(STARTING, registered=False)) is SHUT


def test_7_1_adult_starts_shut_for_minors() -> None:
    assert said(art07.adult_starts, STARTING) is OPEN
    assert said(art07.adult_starts, replace(STARTING, adult=False)) is SHUT


@pytest.mark.parametrize("lacking", ["registered", "adult"])
def test_7_1_still_registered_shut(lacking: str) -> None:
    assert said(art07.still_registered, SENT_IN) is OPEN
    assert said(art07.still_registered, replace(SENT_IN, **{lacking: False})) is SHUT


@pytest.mark.parametrize("way", Way)
def test_7_2_way_offered_is_open_for_registration_online_only(way: Way) -> None:
    assert said(art07.way_offered, replace(AGREED, way=way)) is (OPEN if way is Way.ONLINE else SHUT)


def test_7_2_way_offered_opens_for_another_way_that_the_authority_approved() -> None:
    approved = Waiver("金管保綜字第1號", "7.2", ON, ON)
    verdict = asked(art07.way_offered, replace(AGREED, way=Way.BRANCH), waivers=[approved])
    assert (verdict.ruling, verdict.waiver) == (OPEN, "金管保綜字第1號")


def test_7_2_1_1_notices_read_open() -> None:
    assert said(art07.notices_read, AGREED) is OPEN


@pytest.mark.parametrize(
    "change",
    [{"consented": False}, {"shown": ("online:d1",)}, {"read": ("online:d1",)}, {"read": ("online:d1", "privacy:old")}, {"required": ()}],
    ids=str,
)
def test_7_2_1_1_notices_read_shut(change: dict[str, object]) -> None:
    verdict = asked(art07.notices_read, replace(AGREED, **change))
    assert verdict.ruling is SHUT
    assert "告知事項" in verdict.words


@pytest.mark.parametrize("way", Way)
def test_7_2_1_1_notices_read_is_for_all_who_register_on_the_web(way: Way) -> None:
    ruling = said(art07.notices_read, replace(AGREED, way=way, consented=False))
    assert ruling is (SHUT if way in ON_THE_WEB else NOT_APPLICABLE)


@pytest.mark.parametrize(
    "change", [{"id_number_valid": False}, {"name": Personal("　 ")}, {"reachable": False}], ids=["id_number", "name", "reach"]
)
def test_7_2_1_2_identity_stated_shut(change: dict[str, object]) -> None:
    assert said(art07.identity_stated, STATED) is OPEN
    assert said(art07.identity_stated, replace(STATED, **change)) is SHUT


@pytest.mark.parametrize("way", [*ELSEWHERE, Way.BANK, Way.PARTNER])
def test_7_2_1_2_identity_stated_not_applicable_where_another_proof_stands_in(way: Way) -> None:
    assert said(art07.identity_stated, replace(STATED, way=way, reachable=False)) is NOT_APPLICABLE


def test_7_2_1_3_otp_entered_to_register_open() -> None:
    assert said(art07.otp_entered_to_register, VERIFIED) is OPEN


@pytest.mark.parametrize("way", Way)
def test_7_2_1_3_otp_entered_to_register_shut_for_all_who_register_on_the_web(way: Way) -> None:
    ruling = said(art07.otp_entered_to_register, replace(VERIFIED, way=way, otp_entered=False))
    assert ruling is (SHUT if way in ON_THE_WEB else NOT_APPLICABLE)
