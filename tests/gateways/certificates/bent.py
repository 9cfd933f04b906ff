"""Signed messages, bent in one way each; what becomes of them is tested in test_messages.py."""

from collections.abc import Callable
from dataclasses import replace

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ObjectIdentifier

from tests.gateways.certificates import given
from tests.gateways.certificates.given import CHALLENGE, NAME, TAIL, Made, Signing


def signed(by: Made | None = None, **bent: object) -> bytes:
    """A message by the good holder, or by another, bent as wanted."""
    return replace(Signing(by or given.holder()), **bent).made()  # type: ignore[arg-type] # a test names fields


def under(plan: given.Plan, issuer: Made, *between: Made) -> bytes:
    """A message by a holder under this issuer, with the certificates of those between."""
    mine = plan.under(issuer)
    return signed(mine, certificates=(mine, issuer, *between))


def bad_authority(plan: given.Plan) -> bytes:
    """A message by a holder whose issuer is made like this."""
    return under(given.holder_plan(), plan.under(given.root()))


def critical_unknown() -> given.Plan:
    """A holder's certificate with a critical extension that nobody knows."""
    return given.holder_plan(more=((x509.UnrecognizedExtension(ObjectIdentifier("2.999.1"), b"\x05\x00"), True),))


def purposes(*wanted: ObjectIdentifier) -> given.Plan:
    """A holder's certificate with these extended purposes."""
    return given.holder_plan(more=((x509.ExtendedKeyUsage(wanted), False),))


def deep() -> bytes:
    """One authority more than the one above it allows."""
    lower = given.authority_plan("Lower").under(given.middle())
    return under(given.holder_plan(), lower, given.middle())


def too_deep() -> bytes:
    """More authorities than any chain has."""
    made = [given.root()]
    for number in range(6):
        made.append(given.authority_plan(f"Level {number}").under(made[-1]))
    return under(given.holder_plan(), made[-1], *made[1:-1])


def named_elsewhere() -> bytes:
    """Under an authority that may issue for other names only."""
    limits = x509.NameConstraints(None, [x509.DirectoryName(x509.Name(list(given.subject(NAME))[:1]))])
    plan = given.authority_plan("Issuing", depth=0)
    return bad_authority(replace(plan, extensions=(*plan.extensions, (limits, True))))


def impostor() -> bytes:
    """Under somebody who only has the authority's name."""
    other = replace(given.authority_plan("Issuing"), key=given.key("impostor")).under()
    mine = given.holder_plan().under(other)
    return signed(mine, certificates=(mine, given.middle()))


def not_der() -> bytes:
    """The same message with a length written longer than needed."""
    good = signed()
    length = int.from_bytes(good[2:4], "big")
    return good[:1] + b"\x83" + length.to_bytes(3, "big") + good[4:]


def for_another() -> bytes:
    """A signature that says it was made for another certificate."""
    named = tsp.SigningCertificateV2({"certs": [{"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": b"\0" * 32}]})
    return signed(more=(("signing_certificate_v2", named),))


def unsigned_data() -> bytes:
    """CMS, but nothing signed."""
    return bytes(cms.ContentInfo({"content_type": "data", "content": core.OctetString(CHALLENGE)}).dump())


def weak() -> bytes:
    """By a holder with a short key."""
    return under(replace(given.holder_plan(), key=given.rsa_key(1024)), given.middle())


def odd_curve() -> bytes:
    """By a holder with a key on a small curve."""
    return under(replace(given.holder_plan(), key=ec.generate_private_key(ec.SECP224R1())), given.middle())


def weak_chain() -> bytes:
    """Under an authority with a short key."""
    return bad_authority(replace(given.authority_plan("Issuing"), key=given.rsa_key(1024)))


def twice_extended() -> bytes:
    """A certificate that has the same extension twice."""
    held = given.asn(given.holder().certificate)
    held["tbs_certificate"]["extensions"].append(held["tbs_certificate"]["extensions"][0])
    return bytes(held.dump(force=True))


def unreadable_attributes() -> given.Plan:
    """A holder's certificate whose directory attributes are noise."""
    noise = x509.UnrecognizedExtension(x509.ExtensionOID.SUBJECT_DIRECTORY_ATTRIBUTES, b"\x30\x05noise")
    return replace(given.holder_plan(), extensions=((given.usage(*given.SIGNING), True), (noise, False)))


def odd_tail() -> given.Plan:
    """A holder's certificate whose tail is a number, not a text."""
    told = given.directory(kind=None).value.replace(b"\x13\x04" + TAIL.encode(), b"\x02\x046789")
    kind = given.directory(tail=None).value
    both = b"\x30" + bytes([len(told) + len(kind) - 4]) + told[2:] + kind[2:]
    held = x509.UnrecognizedExtension(x509.ExtensionOID.SUBJECT_DIRECTORY_ATTRIBUTES, both)
    return replace(given.holder_plan(), extensions=((given.usage(*given.SIGNING), True), (held, False)))


def first_version() -> bytes:
    """A certificate of the first version, which has no extensions."""
    held = given.asn(given.holder().certificate)
    held["tbs_certificate"]["version"] = "v1"
    del held["tbs_certificate"]["extensions"]
    return bytes(held.dump(force=True))


def plan(**bent: object) -> Callable[[], bytes]:
    """A message by a holder whose certificate is bent in its plan."""
    return lambda: under(replace(given.holder_plan(), **bent), given.middle())  # type: ignore[arg-type] # a test names fields


def made(**bent: object) -> Callable[[], bytes]:
    """A message by a holder whose certificate says something else."""
    return lambda: under(given.holder_plan(**bent), given.middle())  # type: ignore[arg-type] # a test names arguments


def spoilt(certificate: Made) -> Made:
    """The same certificate with one bit of its signature changed."""
    content = bytearray(given.asn(certificate.certificate).dump())
    content[-1] ^= 1
    return Made(x509.load_der_x509_certificate(bytes(content)), certificate.key)


def nested() -> bytes:
    """Fifty values, each in the next."""
    inner = b"\x05\x00"
    for _ in range(50):
        inner = b"\x30" + bytes([len(inner)]) + inner if len(inner) < 128 else b"\x30\x81" + bytes([len(inner)]) + inner
    return inner


def identifier() -> x509.SubjectKeyIdentifier:
    """What names the holder's key."""
    return x509.SubjectKeyIdentifier.from_public_key(given.key("holder").public_key())


def identified() -> Made:
    """A holder whose certificate names its key."""
    return given.holder_plan(more=((identifier(), False),)).under(given.middle())


def named() -> tsp.SigningCertificateV2:
    """What says that a signature was made for the good holder's certificate."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(given.asn(given.holder().certificate).dump())
    return tsp.SigningCertificateV2({"certs": [{"hash_algorithm": {"algorithm": "sha256"}, "cert_hash": digest.finalize()}]})
