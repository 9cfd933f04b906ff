"""What the electronic proof says: all that a certificate shows, nothing of the insured; the same bytes for the same words (8.3)."""

import io
import json
from typing import Any

import pytest
from pypdf import PdfReader

from tests.business.motor import given
from toubao.business.motor import certificate
from toubao.business.motor.models import MotorPolicy
from toubao.business.policies import making
from toubao.business.policies.paper import signing, typeset

pytestmark = pytest.mark.django_db
NOW = given.NOW


@pytest.fixture
def policy() -> MotorPolicy:
    return given.policy(1)


def pdf(policy: MotorPolicy, issue: int = 1) -> bytes:
    return typeset.sheet(certificate.SHEET, certificate.words(policy, issue=issue, now=NOW), making.insurer(), at=NOW)


def said(made: bytes) -> str:
    """The text of its one page, without white space."""
    (page,) = PdfReader(io.BytesIO(made)).pages
    return "".join(page.extract_text().split())


def test_8_3_process_the_proof_shows_what_a_certificate_shows(policy: MotorPolicy, settings: Any) -> None:
    told = said(pdf(policy))
    for wanted in (
        "強制汽車責任保險電子式投保證明", "CA-TEST-1", "2026-08-15（星期六）10:00", "民國116年8月15日10時0分", "DEM-0001", "自用小客車", "示範牌S1",
        "2021-05", settings.INSURER["company"], settings.INSURER["address"], "24小時免付費電話", settings.INSURER["motor_line"], "首次核發",
        "2026-11-2310:00:00", "示範文件",
    ):  # fmt: skip
        assert "".join(wanted.split()) in told, wanted


def test_8_3_process_one_that_is_issued_again_says_so_and_that_it_is_free(policy: MotorPolicy) -> None:
    told = said(pdf(policy, 3))
    assert "補發第2次" in told
    assert "首次核發" not in told
    assert "補發不收費用" in told


def test_8_3_process_nothing_of_the_insured_stands_in_it(policy: MotorPolicy) -> None:
    made, of = pdf(policy), given.entry(1)
    read = PdfReader(io.BytesIO(made))
    attached = b"".join(content for contents in read.attachments.values() for content in contents)
    for canary in (of.name, of.id_number, of.id_number[-4:], str(of.premium)):
        assert canary not in said(made)
        assert canary.encode() not in attached + made
    assert json.loads(attached)["certificate_number"] == "CA-TEST-1"


def test_8_3_process_it_has_the_bars_of_its_number(policy: MotorPolicy) -> None:
    words = certificate.words(policy, issue=1, now=NOW)
    assert words["bars"].count("<rect") == 5 * len("*CA-TEST-1*")


def test_8_3_process_the_same_words_make_the_same_bytes_and_markup_is_only_text(policy: MotorPolicy) -> None:
    assert pdf(policy) == pdf(policy)
    strange = given.policy(2, number="CA-TEST-2", plate="#[1]$x$")
    assert "#[1]$x$" in said(pdf(strange))


def test_8_3_process_a_long_number_stands_above_its_bars(policy: MotorPolicy) -> None:
    long = given.policy(3, number="CA-2026-0000-0000-0000-0000-01")
    assert "CA-2026-0000-0000-0000-0000-01" in said(pdf(long))


def test_8_3_process_it_is_signed_and_stamped_as_policies_are_and_says_what_for(policy: MotorPolicy, institutions: Any) -> None:
    made, intact = certificate.signed_pdf(policy, issue=1, now=NOW)
    assert intact
    assert making.check(made, now=NOW).sound
    fields = PdfReader(io.BytesIO(made)).get_fields() or {}
    assert fields[signing.FIELD]["/V"]["/Reason"] == certificate.REASON
    assert not making.signature_holds(made.replace(b"/Type", b"/Tipe", 1), now=NOW)
