"""A small authority for tests: a root, an authority under it, holders' certificates, signed messages, answers and lists, each bendable."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import cms, core
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID, NameOID, ObjectIdentifier

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NAME, TAIL = "王小明", "6789"
CHALLENGE = "註冊 示範 7f3c".encode()
HOST = "127.0.0.1:9"
OCSP_URL, CRL_URL = f"http://{HOST}/ocsp", f"http://{HOST}/crl"
SIGNING = ("digital_signature", "content_commitment")
USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
    "encipher_only", "decipher_only",
)  # fmt: skip
PERSON, TAIL_OID = "2.16.886.1.100.3.1.1", "2.16.886.1.100.2.51"
SHA256_ID = {"algorithm": "sha256"}
MASK = {"algorithm": "mgf1", "parameters": SHA256_ID}
PSS = {"algorithm": "rsassa_pss", "parameters": {"hash_algorithm": SHA256_ID, "mask_gen_algorithm": MASK, "salt_length": 32}}
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@cache
def key(name: str) -> ec.EllipticCurvePrivateKey:
    """A key of this name, made once."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    """An RSA key of this length, made once."""
    return rsa.generate_private_key(65537, bits)


class _Attribute(core.Sequence):  # type: ignore[misc] # asn1crypto has no types
    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]


class _Attributes(core.SequenceOf):  # type: ignore[misc] # as above
    _child_spec = _Attribute


def directory(tail: str | None = TAIL, kind: str | None = PERSON) -> x509.UnrecognizedExtension:
    """The subject's directory attributes: the number's tail, and what kind of holder it is."""
    told: list[dict[str, Any]] = []
    if tail is not None:
        told.append({"type": TAIL_OID, "values": [core.Any(core.PrintableString(tail))]})
    if kind is not None:
        told.append({"type": "2.16.886.1.100.2.1", "values": [core.Any(core.ObjectIdentifier(kind))]})
    return x509.UnrecognizedExtension(ExtensionOID.SUBJECT_DIRECTORY_ATTRIBUTES, _Attributes(told).dump())


def subject(common: str, *more: tuple[ObjectIdentifier, str]) -> x509.Name:
    """A name in Taiwan."""
    told = ((NameOID.COUNTRY_NAME, "TW"), (NameOID.COMMON_NAME, common), *more)
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in told])


def usage(*uses: str) -> x509.KeyUsage:
    """A key usage of these uses and no other."""
    return x509.KeyUsage(**{use: use in uses for use in USES})


@dataclass(frozen=True)
class Made:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key


@dataclass(frozen=True)
class Plan:
    """How a certificate is to be made; a test bends one thing."""

    name: x509.Name
    key: Key
    extensions: tuple[tuple[x509.ExtensionType, bool], ...] = ()
    starts: datetime = NOW - 100 * DAY
    ends: datetime = NOW + 400 * DAY
    serial: int = 4711
    hash: type[hashes.SHA256 | hashes.SHA1] = hashes.SHA256

    def under(self, issuer: Made | None = None) -> Made:
        """Made by an issuer, or by itself."""
        name, signer = (issuer.certificate.subject, issuer.key) if issuer else (self.name, self.key)
        draft = (
            x509.CertificateBuilder().subject_name(self.name).issuer_name(name).public_key(self.key.public_key())
            .serial_number(self.serial).not_valid_before(self.starts).not_valid_after(self.ends)
        )  # fmt: skip
        for extension, critical in self.extensions:
            draft = draft.add_extension(extension, critical)
        return Made(draft.sign(signer, self.hash()), self.key)


def authority_plan(
    common: str, *, depth: int | None = None, ca: bool = True, uses: tuple[str, ...] = ("key_cert_sign", "crl_sign")
) -> Plan:
    """How an authority's certificate is made."""
    limits = x509.BasicConstraints(ca=ca, path_length=depth if ca else None)
    held: tuple[tuple[x509.ExtensionType, bool], ...] = ((limits, True), (usage(*uses), True), *_addresses())
    return Plan(subject(common), key(common), held, starts=NOW - 1000 * DAY, ends=NOW + 3000 * DAY, serial=len(common) + 100)


def holder_plan(
    name: str = NAME,
    *,
    uses: tuple[str, ...] = SIGNING,
    tail: str | None = TAIL,
    kind: str | None = PERSON,
    more: tuple[tuple[x509.ExtensionType, bool], ...] = (),
    addresses: bool = True,
) -> Plan:
    """How a holder's certificate is made."""
    held: tuple[tuple[x509.ExtensionType, bool], ...] = ((usage(*uses), True), (directory(tail, kind), False))
    return Plan(subject(name), key("holder"), (*held, *(_addresses() if addresses else ()), *more))


def _addresses(ocsp_url: str = OCSP_URL, crl_url: str = CRL_URL) -> tuple[tuple[x509.ExtensionType, bool], ...]:
    asked = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(ocsp_url))
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl_url)], None, None, None)
    return ((x509.AuthorityInformationAccess([asked]), False), (x509.CRLDistributionPoints([point]), False))


def pointing(plan: Plan, *, ocsp_url: str, crl_url: str) -> Plan:
    """The same certificate with other addresses in it."""
    kept = tuple(one for one in plan.extensions if not isinstance(one[0], x509.AuthorityInformationAccess | x509.CRLDistributionPoints))
    return replace(plan, extensions=(*kept, *_addresses(ocsp_url, crl_url)))


@cache
def root() -> Made:
    """The root that is trusted."""
    return authority_plan("Root").under()


@cache
def middle() -> Made:
    """The authority under it that issues to people."""
    return authority_plan("Issuing", depth=0).under(root())


@cache
def holder() -> Made:
    """A person's good certificate."""
    return holder_plan().under(middle())


def asn(certificate: x509.Certificate) -> asn1.Certificate:
    """A certificate as asn1crypto has it."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


@dataclass(frozen=True)
class Signing:
    """How a message is to be signed; a test bends one thing."""

    by: Made
    content: bytes | None = CHALLENGE
    challenge: bytes = CHALLENGE
    certificates: tuple[Made, ...] | None = None
    digest: str = "sha256"
    algorithm: str = ""
    content_type: str = "data"
    leave_out: tuple[str, ...] = ()
    repeat: bool = False
    attributes: bool = True
    signers: int = 1
    spoil: bool = False
    more: tuple[tuple[str, Any], ...] = ()
    by_key_identifier: bytes = b""
    pss: bool = False
    unreadable: bytes = b""

    def made(self) -> bytes:
        """The message in DER."""
        held = (self.by, middle()) if self.certificates is None else self.certificates
        told: dict[str, Any] = {
            "version": "v1",
            "digest_algorithms": [{"algorithm": self.digest}],
            "encap_content_info": {"content_type": self.content_type, **({} if self.content is None else {"content": self.content})},
            "signer_infos": [self._signer()] * self.signers,
        }
        if held:
            told["certificates"] = [asn(one.certificate) for one in held]
        if self.unreadable:
            told["certificates"] = [asn1.Certificate.load(self.unreadable)]
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(told)}).dump())

    def _signer(self) -> dict[str, Any]:
        mine = asn(self.by.certificate)
        told: dict[str, Any] = {"content_type": self.content_type, "message_digest": hashlib.new(self.digest, self.challenge).digest()}
        listed = [(name, value) for name, value in told.items() if name not in self.leave_out]
        listed += [("message_digest", told["message_digest"])] * self.repeat + list(self.more)
        made = [cms.CMSAttribute({"type": kind, "values": (value,)}) for kind, value in listed]
        attributes = cms.CMSAttributes(sorted(made, key=lambda one: bytes(one.dump())))
        signature = self._signature(attributes.dump() if self.attributes else self.challenge)
        sid = {"issuer": mine.issuer, "serial_number": mine.serial_number}
        signer: dict[str, Any] = {
            "version": "v1",
            "sid": cms.SignerIdentifier("subject_key_identifier", self.by_key_identifier)
            if self.by_key_identifier
            else cms.SignerIdentifier("issuer_and_serial_number", sid),
            "digest_algorithm": {"algorithm": self.digest},
            "signature_algorithm": PSS if self.pss else {"algorithm": self.algorithm or self._kind()},
            "signature": signature[:-1] + bytes([signature[-1] ^ 1]) if self.spoil else signature,
        }
        return {**signer, "signed_attrs": attributes} if self.attributes else signer

    def _kind(self) -> str:
        return f"{self.digest}_ecdsa" if isinstance(self.by.key, ec.EllipticCurvePrivateKey) else "rsassa_pkcs1v15"

    def _signature(self, content: bytes) -> bytes:
        algorithm = {"sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha384": hashes.SHA384}[self.digest]()
        if isinstance(self.by.key, ec.EllipticCurvePrivateKey):
            return self.by.key.sign(content, ec.ECDSA(algorithm))
        form = padding.PSS(mgf=padding.MGF1(algorithm), salt_length=32) if self.pss else padding.PKCS1v15()
        return self.by.key.sign(content, form, algorithm)
