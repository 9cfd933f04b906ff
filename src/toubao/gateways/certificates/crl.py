"""The authority's signed list of certificates that no longer hold (RFC 5280, 5): the second source, where the first is silent."""

from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import CRLEntryExtensionOID, ExtensionOID

from toubao.gateways.certificates.chain import is_authority, may
from toubao.gateways.certificates.keys import strong_hash
from toubao.gateways.certificates.ocsp import SKEW, Judged
from toubao.gateways.certificates.reasons import Reason, must

OLDEST: Final = timedelta(days=60)
UNDERSTOOD: Final = frozenset({ExtensionOID.ISSUING_DISTRIBUTION_POINT, ExtensionOID.DELTA_CRL_INDICATOR, ExtensionOID.CRL_NUMBER})


def addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """Where the certificate says that its list lies: only whole lists, of its own issuer."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return ()
    whole = (one for one in points if one.reasons is None and one.crl_issuer is None)
    named = (name for one in whole for name in one.full_name or ())
    return tuple(name.value for name in named if isinstance(name, x509.UniformResourceIdentifier))


def judge(answer: bytes, certificate: x509.Certificate, issuer: x509.Certificate, *, now: datetime) -> Judged:
    """What the list says of a certificate. Raises Unfit if it may not be believed, ValueError if it is no list at all."""
    told = x509.load_der_x509_crl(answer)
    must(told.issuer == certificate.issuer == issuer.subject, Reason.CRL_WRONG_ISSUER)
    must(strong_hash(told.signature_hash_algorithm), Reason.CRL_WEAK)
    signer = issuer.public_key()
    known = isinstance(signer, RSAPublicKey | EllipticCurvePublicKey) and told.is_signature_valid(signer)
    must(known and may(issuer, "crl_sign"), Reason.CRL_SIGNATURE_WRONG)
    _scope(told, certificate)
    must(told.last_update_utc <= now + SKEW, Reason.CRL_FROM_THE_FUTURE)
    until = told.next_update_utc
    must(until is not None and now <= until + SKEW and now - told.last_update_utc <= OLDEST, Reason.CRL_STALE)
    return Judged(_outcome(told, certificate), told.last_update_utc, until)


def _scope(told: x509.CertificateRevocationList, certificate: x509.Certificate) -> None:
    """It is a whole list, about certificates like this one, for every reason, of one issuer."""
    held = {one.oid: one for one in told.extensions}
    must(ExtensionOID.DELTA_CRL_INDICATOR not in held, Reason.CRL_DELTA)
    critical = {oid for oid, one in held.items() if one.critical}
    must(critical <= UNDERSTOOD, Reason.CRL_CRITICAL_EXTENSION)
    if ExtensionOID.ISSUING_DISTRIBUTION_POINT not in held:
        return
    point = held[ExtensionOID.ISSUING_DISTRIBUTION_POINT].value
    assert isinstance(point, x509.IssuingDistributionPoint)
    must(not point.indirect_crl, Reason.CRL_INDIRECT)
    other_kind = point.only_contains_user_certs if is_authority(certificate) else point.only_contains_ca_certs
    partial = point.only_some_reasons is not None or point.only_contains_attribute_certs or point.relative_name is not None
    must(not (other_kind or partial), Reason.CRL_SCOPE)
    named = {name.value for name in point.full_name or () if isinstance(name, x509.UniformResourceIdentifier)}
    must(point.full_name is None or bool(named & set(addresses(certificate))), Reason.CRL_SCOPE)


def _outcome(told: x509.CertificateRevocationList, certificate: x509.Certificate) -> Reason:
    entry = told.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is None:
        return Reason.GOOD
    held = {one.oid: one.value for one in entry.extensions}
    must(CRLEntryExtensionOID.CERTIFICATE_ISSUER not in held, Reason.CRL_INDIRECT)
    why = held.get(CRLEntryExtensionOID.CRL_REASON)
    hold = isinstance(why, x509.CRLReason) and why.reason == x509.ReasonFlags.certificate_hold
    return Reason.SUSPENDED if hold else Reason.REVOKED
