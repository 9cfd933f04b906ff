"""The authority's own keys: a root, an authority under it, and who answers by OCSP for each; made once, kept in the sandbox's home."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

VALID_FROM, VALID_TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2069, 12, 31, tzinfo=UTC)
NAMES = ("root", "issuing", "responder")
BEGINS = b"-----BEGIN PRIVATE KEY-----"
USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
    "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Authority:
    """The root, the authority that issues to people under it, and who answers for each by OCSP."""

    root: Made
    issuing: Made
    root_responder: Made
    responder: Made
    base_url: str

    @property
    def both(self) -> tuple[tuple[Made, Made], ...]:
        """Each authority with who answers for it."""
        return ((self.issuing, self.responder), (self.root, self.root_responder))


def load(folder: Path, base_url: str) -> Authority:
    """The authority whose keys are kept in `folder` (made there at the first start), at this address; the root is laid beside them."""
    keys = _keys(folder)
    root = _root(keys["root"])
    issuing = Made(_issuing(root, keys["issuing"], base_url), keys["issuing"])
    (folder / "root.pem").write_bytes(pem(root.certificate))
    above, own = (Made(_responder(each, keys["responder"]), keys["responder"]) for each in (root, issuing))
    return Authority(root, issuing, above, own, base_url)


def pem(certificate: x509.Certificate) -> bytes:
    """A certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def name(common: str, *, organisation: str = "示範憑證管理中心") -> x509.Name:
    """A name in Taiwan."""
    told = [(NameOID.COUNTRY_NAME, "TW"), *([(NameOID.ORGANIZATION_NAME, organisation)] if organisation else [])]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in (*told, (NameOID.COMMON_NAME, common))])


def usage(*uses: str) -> x509.KeyUsage:
    """A key usage of these uses and no other."""
    return x509.KeyUsage(**{use: use in uses for use in USES})


def draft(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, serial: int) -> x509.CertificateBuilder:
    """A certificate to be completed and signed."""
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key).serial_number(serial)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )  # fmt: skip


def addresses(base_url: str, listing: str) -> tuple[x509.AuthorityInformationAccess, x509.CRLDistributionPoints]:
    """Where one may ask about a certificate: by OCSP, and in a list."""
    asked = x509.UniformResourceIdentifier(f"{base_url}/certificates/ocsp")
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{base_url}/certificates/{listing}.crl")], None, None, None)
    description = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, asked)
    return x509.AuthorityInformationAccess([description]), x509.CRLDistributionPoints([point])


def _root(key: ec.EllipticCurvePrivateKey) -> Made:
    own = name("示範憑證總管理中心 Sandbox Root")
    made = draft(own, own, key.public_key(), 1).not_valid_before(VALID_FROM).not_valid_after(VALID_TO)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
    made = made.add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
    return Made(made.sign(key, hashes.SHA256()), key)


def _issuing(root: Made, key: ec.EllipticCurvePrivateKey, base_url: str) -> x509.Certificate:
    made = draft(name("示範自然人憑證管理中心 Sandbox CA"), root.certificate.subject, key.public_key(), 2)
    made = made.not_valid_before(VALID_FROM).not_valid_after(VALID_TO)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
    for extension in addresses(base_url, "root"):
        made = made.add_extension(extension, critical=False)
    return made.sign(root.key, hashes.SHA256())


def _responder(issuer: Made, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    made = draft(name("示範憑證狀態查詢 Sandbox OCSP"), issuer.certificate.subject, key.public_key(), 3)
    made = made.not_valid_before(VALID_FROM).not_valid_after(VALID_TO)
    made = made.add_extension(usage("digital_signature"), critical=True)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
    return made.add_extension(x509.OCSPNoCheck(), critical=False).sign(issuer.key, hashes.SHA256())


def _keys(folder: Path) -> dict[str, ec.EllipticCurvePrivateKey]:
    """The three keys; all or nothing is made."""
    kept = folder / "keys.pem"
    if not kept.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        fresh = folder / "keys.pem.new"
        with open(fresh, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(b"".join(ec.generate_private_key(ec.SECP256R1()).private_bytes(*form) for _ in NAMES))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(kept)
    found = [serialization.load_pem_private_key(BEGINS + one, password=None) for one in kept.read_bytes().split(BEGINS)[1:]]
    return {each: one for each, one in zip(NAMES, found, strict=True) if isinstance(one, ec.EllipticCurvePrivateKey)}
