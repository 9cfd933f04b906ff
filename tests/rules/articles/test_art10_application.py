"""Article 10: documents, agreement, and the proof of who sends an application in."""

from dataclasses import replace
from datetime import date

import pytest

from tests.rules.samples import INFORMED, NOT_APPLICABLE, ON, OPEN, SENT_IN, SHUT, STARTING, WHOLE, asked, said
from toubao.products import load
from toubao.rules.articles import art10_application as art10
from toubao.rules.kit import Ruling, Waiver

PRODUCT = load("travel-accident", on=date(2026, 11, 23))
BY_CERTIFICATE = replace(
    SENT_IN, by_certificate=True, certificate_verified=True, signed_digest=SENT_IN.digest, otp_entered=False, otp_binds_this=False
)


def test_10_1_1_documents_have_their_pages_and_are_there() -> None:
    assert art10.DESCRIPTIONS.places == ("/products/<product>/", "/products/<product>/documents/<document>/")
    assert {document.name for document in PRODUCT.documents} == {"terms", "notice", "description"}
    assert PRODUCT.documents_missing == ()


@pytest.mark.parametrize("change", [{"documents": ()}, {"documents_missing": ("terms",)}], ids=str)
def test_10_1_1_documents_provided_shut(change: dict[str, object]) -> None:
    assert said(art10.documents_provided, WHOLE) is OPEN
    assert said(art10.documents_provided, replace(WHOLE, **change)) is SHUT


@pytest.mark.parametrize(
    ("before", "ruling"),
    [((), OPEN), (WHOLE.documents[::-1], OPEN), (WHOLE.documents[:1], SHUT), (("terms:older", "notice:d"), SHUT)],
    ids=str,
)
def test_10_1_1_a_version_is_offered_again_with_the_documents_it_was_sold_with_alone(before: tuple[str, ...], ruling: Ruling) -> None:
    assert said(art10.documents_as_offered, replace(WHOLE, documents_before=before)) is ruling


def test_10_1_1_documents_readable_shut_while_one_is_missing() -> None:
    assert said(art10.documents_readable, STARTING) is OPEN
    assert said(art10.documents_readable, replace(STARTING, documents_missing=("notice",))) is SHUT


@pytest.mark.parametrize("change", [{"data_complete": False}, {"screening": ("too_old",)}], ids=str)
def test_10_1_2_data_entered_first_shut(change: dict[str, object]) -> None:
    assert said(art10.data_entered_first, INFORMED) is OPEN
    assert said(art10.data_entered_first, replace(INFORMED, **change)) is SHUT


@pytest.mark.parametrize(
    "change",
    [
        {"documents_shown": ("terms:d",)},
        {"documents_agreed": ("notice:d",)},
        {"documents_agreed": ("terms:older", "notice:d")},
        {"documents_current": ()},
    ],
    ids=str,
)
def test_10_1_2_terms_agreed_shut(change: dict[str, object]) -> None:
    verdict = asked(art10.terms_agreed, replace(INFORMED, **change))
    assert verdict.ruling is SHUT
    assert "最新版本" in verdict.words


def test_10_1_2_terms_agreed_open() -> None:
    assert said(art10.terms_agreed, INFORMED) is OPEN


def test_10_1_2_terms_still_agreed_shut() -> None:
    assert said(art10.terms_still_agreed, SENT_IN) is OPEN
    assert said(art10.terms_still_agreed, replace(SENT_IN, documents_still_agreed=False)) is SHUT


def test_10_1_3_otp_entered_open() -> None:
    assert said(art10.otp_entered, SENT_IN) is OPEN


def test_10_1_3_otp_entered_shut_without_the_password() -> None:
    verdict = asked(art10.otp_entered, replace(SENT_IN, otp_entered=False))
    assert verdict.ruling is SHUT
    assert "驗證碼" in verdict.words


def test_10_1_3_otp_entered_not_applicable_with_a_certificate() -> None:
    assert said(art10.otp_entered, BY_CERTIFICATE) is NOT_APPLICABLE
    assert said(art10.otp_binds_what_is_confirmed, BY_CERTIFICATE) is NOT_APPLICABLE


def test_10_1_3_otp_entered_waived_only_by_a_waiver_of_this_clause() -> None:
    bare = replace(SENT_IN, otp_entered=False)
    assert asked(art10.otp_entered, bare, waivers=[Waiver("試辦1號", "10.1.3", ON, ON)]).waiver == "試辦1號"
    assert asked(art10.otp_entered, bare, waivers=[Waiver("試辦1號", "10.1.2", ON, ON)]).ruling is SHUT


def test_10_1_3_otp_binds_what_is_confirmed_shut_when_it_was_sent_for_something_else() -> None:
    assert said(art10.otp_binds_what_is_confirmed, SENT_IN) is OPEN
    assert said(art10.otp_binds_what_is_confirmed, replace(SENT_IN, otp_binds_this=False)) is SHUT


def test_10_1_3_certificate_verified_is_for_certificates_only_and_a_password_is_no_way_round_it() -> None:
    assert said(art10.certificate_verified, SENT_IN) is NOT_APPLICABLE
    assert said(art10.certificate_verified, BY_CERTIFICATE) is OPEN
    assert (
        said(art10.certificate_verified, replace(BY_CERTIFICATE, certificate_verified=False, otp_entered=True, otp_binds_this=True)) is SHUT
    )


def test_10_1_3_signature_binds_what_is_confirmed_shut_when_something_else_was_signed() -> None:
    assert said(art10.signature_binds_what_is_confirmed, SENT_IN) is NOT_APPLICABLE
    assert said(art10.signature_binds_what_is_confirmed, BY_CERTIFICATE) is OPEN
    for other in ("", "another"):
        assert said(art10.signature_binds_what_is_confirmed, replace(BY_CERTIFICATE, signed_digest=other)) is SHUT
    assert said(art10.signature_binds_what_is_confirmed, replace(BY_CERTIFICATE, signed_digest="", digest="")) is SHUT


def test_10_1_5_review_period_ended_not_applicable_where_the_law_wants_none() -> None:
    assert said(art10.review_period_ended, INFORMED) is NOT_APPLICABLE


@pytest.mark.parametrize("ended", [True, False])
def test_10_1_5_review_period_ended_where_the_law_wants_one(*, ended: bool) -> None:
    assert said(art10.review_period_ended, replace(INFORMED, review_required=True, review_ended=ended)) is (OPEN if ended else SHUT)
