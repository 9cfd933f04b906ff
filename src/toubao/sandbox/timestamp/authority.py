"""The time-stamp authority's own keys and certificates, made once and kept in the sandbox's home; stamping is in tsa.py."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_FROM, VALID_TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2069, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Authority:
    """A root, and the authority's certificate and key under it."""

    root: x509.Certificate
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def chain(self) -> bytes:
        """Both certificates as PEM, the authority's first."""
        return pem(self.certificate) + pem(self.root)


def load(folder: Path) -> Authority:
    """The authority kept in `folder`; made there at the first start, all or nothing. Its root is laid beside it for whoever trusts it."""
    kept = folder / "authority.pem"
    if not kept.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / "authority.pem.new"
        with open(draft, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(_make())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(kept)
    content = kept.read_bytes()
    certificate, root = x509.load_pem_x509_certificates(content)
    key = serialization.load_pem_private_key(content, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{kept} holds another kind of key")
    (folder / "tsa-root.pem").write_bytes(pem(root))
    return Authority(root, certificate, key)


def pem(certificate: x509.Certificate) -> bytes:
    """A certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def _make() -> bytes:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = _name("示範時戳根憑證 Sandbox Root"), _name("示範時戳中心 Sandbox TSA")
    usage = {"digital_signature": False, "content_commitment": False, "key_encipherment": False, "data_encipherment": False}
    usage |= {"key_agreement": False, "key_cert_sign": False, "crl_sign": False, "encipher_only": False, "decipher_only": False}
    root = (
        _draft(root_name, root_name, root_key.public_key(), root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**{**usage, "key_cert_sign": True, "crl_sign": True}), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        _draft(name, root_name, key.public_key(), root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{**usage, "digital_signature": True, "content_commitment": True}), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem(certificate) + pem(root) + key.private_bytes(*form)


def _name(common: str) -> x509.Name:
    told = ((NameOID.COUNTRY_NAME, "TW"), (NameOID.ORGANIZATION_NAME, "示範沙盒 Toubao Sandbox"), (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in told])


def _draft(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, issuer_key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )
