"""What an authority of the tests answers by OCSP and lists, each bendable; its certificates are in given.py."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import algos, crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from tests.gateways.certificates.given import DAY, NOW, Key, Made, Plan, holder, key, middle, subject


@dataclass(frozen=True)
class Answering:
    """How an authority is to answer an OCSP question; a test bends one thing."""

    by: Made | None = None
    about: Made | None = None
    issuer: Made | None = None
    status: Any = ocsp.OCSPCertStatus.GOOD
    reason: x509.ReasonFlags | None = None
    this_update: datetime = NOW - timedelta(minutes=1)
    next_update: datetime | None = NOW + timedelta(hours=1)
    nonce: bytes | None = b"n" * 16
    spoil: bool = False
    hash: type[hashes.SHA256 | hashes.SHA1] = hashes.SHA256
    named: type[hashes.SHA256 | hashes.SHA1] = hashes.SHA1
    carry: bool = True

    def made(self) -> bytes:
        """The answer in DER."""
        signer, issuer, about = self.by or middle(), self.issuer or middle(), self.about or holder()
        revoked = self.status == ocsp.OCSPCertStatus.REVOKED
        draft = ocsp.OCSPResponseBuilder().add_response(
            cert=about.certificate, issuer=issuer.certificate, algorithm=self.named(), cert_status=self.status,
            this_update=self.this_update, next_update=self.next_update, revocation_time=NOW - DAY if revoked else None,
            revocation_reason=self.reason if revoked else None,
        ).responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)  # fmt: skip
        if self.by is not None and self.carry:
            draft = draft.certificates([signer.certificate])
        if self.nonce is not None:
            draft = draft.add_extension(x509.OCSPNonce(self.nonce), critical=False)
        answer = draft.sign(signer.key, self.hash()).public_bytes(Encoding.DER)
        return answer[:-1] + bytes([answer[-1] ^ 1]) if self.spoil else answer  # an answer ends with its signature


def responder_plan(*purposes: ObjectIdentifier) -> Plan:
    """How the certificate of somebody who answers for the authority is made."""
    held: tuple[tuple[x509.ExtensionType, bool], ...] = ((x509.ExtendedKeyUsage(purposes), False),) if purposes else ()
    return Plan(subject("Responder"), key("responder"), held, serial=8)


@cache
def responder() -> Made:
    """Somebody who may answer for the authority."""
    return responder_plan(ExtendedKeyUsageOID.OCSP_SIGNING).under(middle())


@dataclass(frozen=True)
class Listing:
    """How an authority's list is to be made; a test bends one thing."""

    by: Made | None = None
    issuer: x509.Name | None = None
    revoked: tuple[int, ...] = ()
    reason: x509.ReasonFlags | None = None
    this_update: datetime = NOW - timedelta(hours=1)
    next_update: datetime = NOW + DAY
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = ()
    entry: tuple[x509.ExtensionType, ...] = ()
    key: Key | None = None
    hash: type[hashes.SHA256 | hashes.SHA1] = hashes.SHA256

    def made(self) -> bytes:
        """The list in DER."""
        signer = self.by or middle()
        draft = x509.CertificateRevocationListBuilder().issuer_name(self.issuer or signer.certificate.subject)
        draft = draft.last_update(self.this_update).next_update(self.next_update)
        for extension, critical in self.extensions:
            draft = draft.add_extension(extension, critical)
        for serial in self.revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - DAY)
            for one in (*self.entry, *((x509.CRLReason(self.reason),) if self.reason else ())):
                entry = entry.add_extension(one, critical=False)
            draft = draft.add_revoked_certificate(entry.build())
        return draft.sign(self.key or signer.key, self.hash()).public_bytes(Encoding.DER)


def weak_list() -> bytes:
    """A list whose algorithm says ECDSA with SHA-1, in both places; the library makes none, and the signature no longer matters."""
    held = crl.CertificateList.load(Listing().made())
    weak = algos.SignedDigestAlgorithm({"algorithm": "sha1_ecdsa"})
    held["tbs_cert_list"]["signature"], held["signature_algorithm"] = weak, weak
    return bytes(held.dump(force=True))
