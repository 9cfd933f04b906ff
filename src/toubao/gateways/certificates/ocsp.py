"""The question whether a certificate still holds, and the authority's signed answer to it (RFC 6960): judged here, sent elsewhere."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from toubao.gateways.certificates.keys import signed, strong_hash, strong_key
from toubao.gateways.certificates.reasons import Reason, Unfit, must

SKEW: Final = timedelta(minutes=5)
OLDEST: Final = timedelta(days=7)
SHA1: Final = hashes.SHA1()  # noqa: S303 - names a certificate in the question as most authorities expect; nothing is trusted for it
NAMES: Final[dict[str, hashes.HashAlgorithm]] = {"sha1": SHA1, "sha256": hashes.SHA256()}


class Silent(Exception):
    """The answer says nothing about the certificate (RFC 6960, 2.3: an unsigned error); another source is asked."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer says, and from when to when it may be believed."""

    outcome: Reason
    this_update: datetime
    next_update: datetime | None


@dataclass(frozen=True, slots=True)
class Query:
    """One question: about which certificate, by whom it was issued, with which nonce, its names digested in which way."""

    certificate: x509.Certificate
    issuer: x509.Certificate
    nonce: bytes
    digest: str = "sha1"
    nonce_required: bool = True

    def encoded(self) -> bytes:
        """The question in DER."""
        builder = ocsp.OCSPRequestBuilder().add_certificate(self.certificate, self.issuer, NAMES[self.digest])
        request = builder.add_extension(x509.OCSPNonce(self.nonce), critical=False).build()
        return request.public_bytes(serialization.Encoding.DER)


def addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """Where the certificate says that one may ask about it."""
    try:
        held = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return ()
    wanted = (one for one in held if one.access_method == AuthorityInformationAccessOID.OCSP)
    return tuple(one.access_location.value for one in wanted if isinstance(one.access_location, x509.UniformResourceIdentifier))


def judge(answer: bytes, query: Query, *, now: datetime) -> Judged:
    """What the answer says. Raises Unfit if it may not be believed, Silent if it says nothing, ValueError if it is no answer at all."""
    told = ocsp.load_der_ocsp_response(answer)
    if told.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise Silent(told.response_status.name.lower())
    _signed(told, query.issuer, now)
    _nonce(told, query)
    single = _about(told, query)
    _timely(single, now)
    return Judged(_outcome(single), single.this_update_utc, single.next_update_utc)


def _signed(told: ocsp.OCSPResponse, issuer: x509.Certificate, now: datetime) -> None:
    must(strong_hash(told.signature_hash_algorithm), Reason.OCSP_WEAK)
    responder = _responder(told, issuer)
    if responder != issuer:
        _delegated(responder, issuer, now)
    key = responder.public_key()
    must(strong_key(key), Reason.OCSP_WEAK)
    must(_right(key, told), Reason.OCSP_SIGNATURE_WRONG)


def _responder(told: ocsp.OCSPResponse, issuer: x509.Certificate) -> x509.Certificate:
    """Who says to have answered: the issuer, or somebody whose certificate came with the answer."""
    for one in (issuer, *told.certificates):
        if one.subject == told.responder_name or _key_hash(one) == told.responder_key_hash:
            return one
    raise Unfit(Reason.OCSP_RESPONDER_UNAUTHORISED)


def _key_hash(one: x509.Certificate) -> bytes:
    """SHA-1 of the key's bits: a name for the key (RFC 6960, 4.2.1), not a protection of it."""
    return x509.SubjectKeyIdentifier.from_public_key(one.public_key()).digest


def _delegated(responder: x509.Certificate, issuer: x509.Certificate, now: datetime) -> None:
    """Somebody else answers for the issuer only if the issuer itself said so, for this purpose, for now (RFC 6960, 4.2.2.2)."""
    try:
        responder.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        raise Unfit(Reason.OCSP_RESPONDER_UNAUTHORISED) from None
    must(strong_hash(responder.signature_hash_algorithm), Reason.OCSP_WEAK)
    try:
        purposes = list(responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        purposes = []
    must(ExtendedKeyUsageOID.OCSP_SIGNING in purposes, Reason.OCSP_RESPONDER_WITHOUT_PURPOSE)
    valid = responder.not_valid_before_utc <= now <= responder.not_valid_after_utc
    must(valid, Reason.OCSP_RESPONDER_NOT_VALID_NOW)


def _right(key: CertificatePublicKeyTypes, told: ocsp.OCSPResponse) -> bool:
    algorithm = told.signature_hash_algorithm
    kind = "ecdsa" if isinstance(key, ec.EllipticCurvePublicKey) else "rsassa_pkcs1v15"
    return algorithm is not None and signed(key, kind, algorithm.name, told.signature, told.tbs_response_bytes)


def _nonce(told: ocsp.OCSPResponse, query: Query) -> None:
    try:
        came: bytes | None = told.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        came = None
    must(came == query.nonce or (came is None and not query.nonce_required), Reason.OCSP_NONCE_WRONG)


def _about(told: ocsp.OCSPResponse, query: Query) -> ocsp.OCSPSingleResponse:
    """The one answer that is about our certificate: by serial, by its issuer's name and by its issuer's key."""
    asked = ocsp.load_der_ocsp_request(query.encoded())
    for one in told.responses:
        same = (one.serial_number, one.issuer_name_hash, one.issuer_key_hash, type(one.hash_algorithm))
        if same == (asked.serial_number, asked.issuer_name_hash, asked.issuer_key_hash, type(asked.hash_algorithm)):
            return one
    raise Unfit(Reason.OCSP_OTHER_CERTIFICATE)


def _timely(single: ocsp.OCSPSingleResponse, now: datetime) -> None:
    """From now or a little before it, and not out of date; an answer that doesn't say until when is believed for seven days."""
    must(single.this_update_utc <= now + SKEW, Reason.OCSP_FROM_THE_FUTURE)
    until = single.next_update_utc or single.this_update_utc + OLDEST
    must(now <= until + SKEW and now - single.this_update_utc <= OLDEST, Reason.OCSP_STALE)


def _outcome(single: ocsp.OCSPSingleResponse) -> Reason:
    if single.certificate_status == ocsp.OCSPCertStatus.GOOD:
        return Reason.GOOD
    if single.certificate_status == ocsp.OCSPCertStatus.UNKNOWN:
        return Reason.OCSP_UNKNOWN
    return Reason.SUSPENDED if single.revocation_reason == x509.ReasonFlags.certificate_hold else Reason.REVOKED


def digest_of(answer: bytes) -> str:
    """What is kept in the open of an answer: its SHA-256."""
    return hashlib.sha256(answer).hexdigest()
