"""What authorities answer, by OCSP and by list: answers that may not be believed, each with its own reason (7.2.3.3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from tests.gateways.certificates import answering, given
from tests.gateways.certificates.answering import Answering, Listing
from tests.gateways.certificates.given import DAY, NOW
from toubao.gateways.certificates import crl
from toubao.gateways.certificates.ocsp import OLDEST, SKEW, Query, Silent
from toubao.gateways.certificates.ocsp import addresses as ocsp_addresses
from toubao.gateways.certificates.ocsp import judge as judge_ocsp
from toubao.gateways.certificates.reasons import Reason, Unfit

SECOND = timedelta(seconds=1)


def asked(*, digest: str = "sha1", nonce_required: bool = True) -> Query:
    """The question about the good holder."""
    return Query(given.holder().certificate, given.middle().certificate, b"n" * 16, digest, nonce_required)


def outcome(answer: bytes, query: Query | None = None) -> Reason:
    """What an answer comes to."""
    try:
        return judge_ocsp(answer, query or asked(), now=NOW).outcome
    except Unfit as no:
        return no.reason


def by(plan: given.Plan, issuer: given.Made | None = None) -> bytes:
    """An answer by somebody else than the issuer."""
    return Answering(by=plan.under(issuer or given.middle())).made()


SIGNING = ExtendedKeyUsageOID.OCSP_SIGNING
REVOKED, UNKNOWN = ocsp.OCSPCertStatus.REVOKED, ocsp.OCSPCertStatus.UNKNOWN
HOLD = x509.ReasonFlags.certificate_hold
OTHER = replace(given.holder_plan(), serial=4712)
WEAK = replace(given.authority_plan("Issuing", depth=0), key=given.rsa_key(1024))
BAD_ANSWERS: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "revoked": (lambda: Answering(status=REVOKED).made(), Reason.REVOKED),
    "revoked with a reason": (lambda: Answering(status=REVOKED, reason=x509.ReasonFlags.key_compromise).made(), Reason.REVOKED),
    "suspended": (lambda: Answering(status=REVOKED, reason=HOLD).made(), Reason.SUSPENDED),
    "unknown": (lambda: Answering(status=UNKNOWN).made(), Reason.OCSP_UNKNOWN),
    "signed by another key": (lambda: Answering(spoil=True).made(), Reason.OCSP_SIGNATURE_WRONG),
    "by a stranger": (lambda: Answering(by=given.authority_plan("Stranger").under()).made(), Reason.OCSP_RESPONDER_UNAUTHORISED),
    "by nobody who came with it": (lambda: Answering(by=answering.responder(), carry=False).made(), Reason.OCSP_RESPONDER_UNAUTHORISED),
    "by somebody under the root": (lambda: by(answering.responder_plan(SIGNING), given.root()), Reason.OCSP_RESPONDER_UNAUTHORISED),
    "by somebody without the purpose": (lambda: by(answering.responder_plan()), Reason.OCSP_RESPONDER_WITHOUT_PURPOSE),
    "by somebody with another purpose": (
        lambda: by(answering.responder_plan(ExtendedKeyUsageOID.CLIENT_AUTH)), Reason.OCSP_RESPONDER_WITHOUT_PURPOSE,
    ),
    "by the holder": (lambda: Answering(by=given.holder()).made(), Reason.OCSP_RESPONDER_WITHOUT_PURPOSE),
    "by somebody expired": (
        lambda: by(replace(answering.responder_plan(SIGNING), ends=NOW - DAY)), Reason.OCSP_RESPONDER_NOT_VALID_NOW,
    ),
    "by somebody with a weak key": (lambda: by(replace(answering.responder_plan(SIGNING), key=given.rsa_key(1024))), Reason.OCSP_WEAK),
    "out of date": (lambda: Answering(this_update=NOW - DAY, next_update=NOW - SKEW - SECOND).made(), Reason.OCSP_STALE),
    "too old to believe": (lambda: Answering(this_update=NOW - OLDEST - SECOND, next_update=NOW + DAY).made(), Reason.OCSP_STALE),
    "old, and without an end": (lambda: Answering(this_update=NOW - OLDEST - SECOND, next_update=None).made(), Reason.OCSP_STALE),
    "from the future": (lambda: Answering(this_update=NOW + SKEW + SECOND, next_update=NOW + DAY).made(), Reason.OCSP_FROM_THE_FUTURE),
    "about another serial": (lambda: Answering(about=OTHER.under(given.middle())).made(), Reason.OCSP_OTHER_CERTIFICATE),
    "about another issuer's": (lambda: Answering(issuer=given.root()).made(), Reason.OCSP_OTHER_CERTIFICATE),
    "named in another way": (lambda: Answering(named=hashes.SHA256).made(), Reason.OCSP_OTHER_CERTIFICATE),
    "another nonce": (lambda: Answering(nonce=b"m" * 16).made(), Reason.OCSP_NONCE_WRONG),
    "no nonce": (lambda: Answering(nonce=None).made(), Reason.OCSP_NONCE_WRONG),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_7_2_3_3_a_bad_answer_by_ocsp_is_refused_with_its_reason(case: str) -> None:
    make, reason = BAD_ANSWERS[case]
    assert outcome(make()) == reason


@pytest.mark.parametrize(
    "answer",
    [
        Answering(), Answering(by=answering.responder()), Answering(next_update=None), Answering(this_update=NOW + SKEW),
        Answering(next_update=NOW - SKEW, this_update=NOW - DAY),
    ],
)  # fmt: skip
def test_7_2_3_3_a_good_answer_by_ocsp_is_believed(answer: Answering) -> None:
    assert outcome(answer.made()) == Reason.GOOD


def test_7_2_3_3_what_an_authority_is_known_to_do_is_allowed_for() -> None:
    assert outcome(Answering(nonce=None).made(), asked(nonce_required=False)) == Reason.GOOD
    assert outcome(Answering(nonce=b"m" * 16).made(), asked(nonce_required=False)) == Reason.OCSP_NONCE_WRONG
    assert outcome(Answering(named=hashes.SHA256).made(), asked(digest="sha256")) == Reason.GOOD


def test_7_2_3_3_weak_answers_are_not_believed() -> None:
    answer = Answering(by=WEAK.under(given.root()), issuer=WEAK.under(given.root()), about=given.holder()).made()
    query = Query(given.holder().certificate, WEAK.under(given.root()).certificate, b"n" * 16)
    assert outcome(answer, query) == Reason.OCSP_WEAK


@pytest.mark.parametrize("status", [one for one in ocsp.OCSPResponseStatus if one != ocsp.OCSPResponseStatus.SUCCESSFUL])
def test_7_2_3_3_an_unsigned_error_says_nothing(status: ocsp.OCSPResponseStatus) -> None:
    answer = ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)
    with pytest.raises(Silent):
        judge_ocsp(answer, asked(), now=NOW)


def listed(listing: Listing, certificate: x509.Certificate | None = None, issuer: x509.Certificate | None = None) -> Reason:
    """What a list comes to."""
    try:
        issuer = issuer or given.middle().certificate
        return crl.judge(listing.made(), certificate or given.holder().certificate, issuer, now=NOW).outcome
    except Unfit as no:
        return no.reason


def point(**told: object) -> Listing:
    """A list with this distribution point."""
    values: dict[str, object] = {
        "full_name": None, "relative_name": None, "only_contains_user_certs": False, "only_contains_ca_certs": False,
        "only_some_reasons": None, "indirect_crl": False, "only_contains_attribute_certs": False,
    }  # fmt: skip
    return Listing(extensions=((x509.IssuingDistributionPoint(**{**values, **told}), True),))  # type: ignore[arg-type] # as named


SERIAL = given.holder_plan().serial
ODD = x509.UnrecognizedExtension(ObjectIdentifier("2.999.1"), b"\x05\x00")
URI = x509.UniformResourceIdentifier
SOME = frozenset({x509.ReasonFlags.key_compromise})
BAD_LISTS: dict[str, tuple[Callable[[], Listing], Reason]] = {
    "revoked": (lambda: Listing(revoked=(1, SERIAL, 3)), Reason.REVOKED),
    "suspended": (lambda: Listing(revoked=(SERIAL,), reason=HOLD), Reason.SUSPENDED),
    "another issuer's": (lambda: Listing(by=given.root()), Reason.CRL_WRONG_ISSUER),
    "in the issuer's name": (lambda: Listing(key=given.key("thief")), Reason.CRL_SIGNATURE_WRONG),
    "out of date": (lambda: Listing(this_update=NOW - 2 * DAY, next_update=NOW - SKEW - SECOND), Reason.CRL_STALE),
    "too old to believe": (lambda: Listing(this_update=NOW - crl.OLDEST - SECOND), Reason.CRL_STALE),
    "from the future": (lambda: Listing(this_update=NOW + SKEW + SECOND), Reason.CRL_FROM_THE_FUTURE),
    "only what changed": (lambda: Listing(extensions=((x509.DeltaCRLIndicator(3), True),)), Reason.CRL_DELTA),
    "of several issuers": (lambda: point(indirect_crl=True), Reason.CRL_INDIRECT),
    "an entry of another issuer": (
        lambda: Listing(revoked=(SERIAL,), entry=(x509.CertificateIssuer([x509.DirectoryName(given.subject("X"))]),)),
        Reason.CRL_INDIRECT,
    ),
    "of authorities only": (lambda: point(only_contains_ca_certs=True), Reason.CRL_SCOPE),
    "of attributes only": (lambda: point(only_contains_attribute_certs=True), Reason.CRL_SCOPE),
    "for some reasons only": (lambda: point(only_some_reasons=SOME), Reason.CRL_SCOPE),
    "of another point": (lambda: point(full_name=[URI("http://elsewhere.test/crl")]), Reason.CRL_SCOPE),
    "with something critical that nobody knows": (lambda: Listing(extensions=((ODD, True),)), Reason.CRL_CRITICAL_EXTENSION),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_LISTS)
def test_7_2_3_3_a_bad_list_is_refused_with_its_reason(case: str) -> None:
    make, reason = BAD_LISTS[case]
    assert listed(make()) == reason


@pytest.mark.parametrize(
    "listing",
    [
        Listing(), Listing(revoked=(1, 2)), Listing(extensions=((ODD, False),)), Listing(extensions=((x509.CRLNumber(7), False),)),
        point(only_contains_user_certs=True), point(full_name=[URI(given.CRL_URL)]),
    ],
)  # fmt: skip
def test_7_2_3_3_a_good_list_is_believed(listing: Listing) -> None:
    assert listed(listing) == Reason.GOOD


def test_7_2_3_3_an_authority_is_looked_up_in_a_list_of_authorities() -> None:
    above, below = given.root(), given.middle().certificate
    assert listed(Listing(by=above), below, above.certificate) == Reason.GOOD
    users = replace(point(only_contains_user_certs=True), by=above)
    assert listed(users, below, above.certificate) == Reason.CRL_SCOPE


def test_7_2_3_3_who_may_not_sign_lists_is_not_believed() -> None:
    plain = given.authority_plan("Issuing", uses=("key_cert_sign",)).under(given.root())
    mine = given.holder_plan().under(plain).certificate
    assert listed(Listing(by=plain), mine, plain.certificate) == Reason.CRL_SIGNATURE_WRONG


def test_7_2_3_3_weak_lists_are_not_believed() -> None:
    with pytest.raises(Unfit) as caught:
        crl.judge(answering.weak_list(), given.holder().certificate, given.middle().certificate, now=NOW)
    assert caught.value.reason == Reason.CRL_WEAK


def test_addresses_are_those_of_the_certificate() -> None:
    holder = given.holder().certificate
    assert ocsp_addresses(holder) == (given.OCSP_URL,)
    assert crl.addresses(holder) == (given.CRL_URL,)
    silent = given.holder_plan(addresses=False).under(given.middle()).certificate
    assert ocsp_addresses(silent) == crl.addresses(silent) == ()
