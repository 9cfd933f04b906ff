"""The signed message (CMS SignedData, in the component's words PKCS7): one signer, over exactly the challenge; trusts nobody yet."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from toubao.gateways.certificates import der
from toubao.gateways.certificates.keys import BY_NAME, signed, strong_key
from toubao.gateways.certificates.reasons import Reason, Unfit, must

LARGEST: Final = 64 * 1024
MOST_CERTIFICATES: Final = 8
UNREADABLE: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
NO_CERTIFICATES: Final = (
    ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, x509.InvalidVersion, UnsupportedAlgorithm,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose certificate the message names as its signer's, and the others that came with it."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]


def opened(message: bytes, *, challenge: bytes) -> Opened:
    """Read `message` and check that it signs `challenge` and nothing else. Raises Unfit."""
    must(len(message) <= LARGEST, Reason.TOO_LARGE)
    der.check(message)
    content = _signed_data(message)
    certificates = _certificates(content)
    _covers(content, challenge)
    signer = _signer(content)
    mine = _whose(signer, certificates)
    _holds(signer, mine, challenge)
    return Opened(mine, tuple(one for one in certificates if one != mine))


def _signed_data(message: bytes) -> Any:
    try:
        outer = cms.ContentInfo.load(message, strict=True)
        must(outer["content_type"].native == "signed_data", Reason.NOT_SIGNED_DATA)
        content = outer["content"]
        for part in ("encap_content_info", "signer_infos"):
            content[part].native  # noqa: B018 - asn1crypto reads lazily: this reads all of it, so that what is wrong shows here
    except UNREADABLE:
        raise Unfit(Reason.NOT_SIGNED_DATA) from None
    return content


def _certificates(content: Any) -> list[x509.Certificate]:
    held = list(content["certificates"]) if isinstance(content["certificates"], cms.CertificateSet) else []
    must(len(held) <= MOST_CERTIFICATES, Reason.TOO_MANY_CERTIFICATES)
    must(bool(held) and all(one.name == "certificate" for one in held), Reason.NO_CERTIFICATE)
    return [certificate(one.chosen.dump()) for one in held]


def certificate(content: bytes) -> x509.Certificate:
    """A certificate of version 3 that can be read as a whole, extensions and all. Raises Unfit."""
    try:
        found = x509.load_der_x509_certificate(content)
        read = (list(found.extensions), found.public_key(), list(found.subject), list(found.issuer), found.version)
    except NO_CERTIFICATES:
        raise Unfit(Reason.CERTIFICATE_UNREADABLE) from None
    must(read[-1] == x509.Version.v3, Reason.CERTIFICATE_UNREADABLE)
    return found


def _covers(content: Any, challenge: bytes) -> None:
    """What is signed is data, and if it is in the message, it is the challenge to the byte."""
    inner = content["encap_content_info"]
    must(inner["content_type"].native == "data", Reason.WRONG_CONTENT_TYPE)
    told = inner["content"].native
    must(told is None or told == challenge, Reason.CONTENT_DIFFERS)


def _signer(content: Any) -> Any:
    signers = content["signer_infos"]
    must(len(signers) == 1, Reason.NOT_ONE_SIGNER)
    return signers[0]


def _whose(signer: Any, certificates: list[x509.Certificate]) -> x509.Certificate:
    """The one certificate that the signer names."""
    sid = signer["sid"]
    if sid.name == "issuer_and_serial_number":
        issuer, serial = sid.chosen["issuer"].dump(), sid.chosen["serial_number"].native
        found = [one for one in certificates if one.serial_number == serial and one.issuer.public_bytes() == issuer]
    else:
        found = [one for one in certificates if _key_identifier(one) == sid.chosen.native]
    must(len(set(found)) == 1, Reason.SIGNER_UNKNOWN)
    return found[0]


def _key_identifier(one: x509.Certificate) -> bytes:
    try:
        return one.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return b""


def _holds(signer: Any, mine: x509.Certificate, challenge: bytes) -> None:
    """The signature is over attributes that name the challenge's digest, and is right under the certificate's key."""
    digest = signer["digest_algorithm"]["algorithm"].native
    must(digest in BY_NAME, Reason.WEAK_HASH)
    attributes = _attributes(signer)
    must(attributes.get("content_type") == "data", Reason.WRONG_CONTENT_TYPE)
    must("message_digest" in attributes, Reason.DIGEST_MISSING)
    must(attributes["message_digest"] == hashlib.new(digest, challenge).digest(), Reason.DIGEST_DIFFERS)
    _bound(signer, mine)
    key = mine.public_key()
    must(strong_key(key), Reason.WEAK_KEY)
    kind = _kind(signer, digest)
    signed_bytes = b"\x31" + signer["signed_attrs"].dump()[1:]  # RFC 5652, 5.4: as a SET, not as [0]
    must(signed(key, kind, digest, signer["signature"].native, signed_bytes), Reason.SIGNATURE_WRONG)


def _attributes(signer: Any) -> dict[str, Any]:
    attributes = signer["signed_attrs"]
    must(attributes.native is not None and len(attributes) > 0, Reason.ATTRIBUTES_MISSING)
    found: dict[str, Any] = {}
    members = [one.dump() for one in attributes]
    must(members == sorted(members), Reason.NOT_DER)
    for one in attributes:
        kind, values = one["type"].native, one["values"]
        must(kind not in found and len(values) == 1, Reason.ATTRIBUTES_REPEATED)
        found[kind] = values[0].native
    return found


def _bound(signer: Any, mine: x509.Certificate) -> None:
    """Where the signature says for which certificate it was made (RFC 5035), it is this one."""
    for one in signer["signed_attrs"]:
        if one["type"].native != "signing_certificate_v2":
            continue
        named: tsp.ESSCertIDv2 = one["values"][0]["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
        expected = hashlib.new(algorithm, mine.public_bytes(Encoding.DER)).digest() if algorithm in BY_NAME else b""
        must(named["cert_hash"].native == expected, Reason.SIGNED_FOR_ANOTHER_CERTIFICATE)


def _kind(signer: Any, digest: str) -> str:
    """The signature's algorithm, which must not speak of another hash than the signer does."""
    algorithm = signer["signature_algorithm"]
    try:
        kind = str(algorithm.signature_algo)
        hashed = digest if algorithm["algorithm"].native in ("rsassa_pkcs1v15", "ecdsa") else str(algorithm.hash_algo)
    except UNREADABLE:
        raise Unfit(Reason.ALGORITHM_NOT_ALLOWED) from None
    must(hashed not in ("md5", "sha1", "sha224"), Reason.WEAK_HASH)
    must(hashed == digest and kind in ("rsassa_pkcs1v15", "rsassa_pss", "ecdsa"), Reason.ALGORITHM_NOT_ALLOWED)
    return kind
