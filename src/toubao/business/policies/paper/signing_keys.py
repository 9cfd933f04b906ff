"""The insurer's signing key and the roots that readers trust: loaded from files, or made for a demo; what is signed is in signing.py."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from asn1crypto import cms, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, load_der_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID, ObjectIdentifier
from pyhanko.sign.signers import SimpleSigner

KEY_BITS: Final = 3072
DEMO: Final = b"demo-"  # how the passphrase of the demo's key begins, so that production knows it
VALID_FROM, VALID_TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2069, 12, 31, tzinfo=UTC)
DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
ADOBE_DOCUMENTS: Final = ObjectIdentifier("1.2.840.113583.1.1.5")


class BadKey(Exception):
    """A signing key's file can't be read, or its passphrase is wrong; the message names the file and never the passphrase."""


class InsurerSigner(SimpleSigner):
    """A signer that reads and checks its RSA key once (a tenth of a second), not at each signature; other keys go pyHanko's way."""

    @cached_property
    def _rsa_key(self) -> rsa.RSAPrivateKey | None:
        key = load_der_private_key(self.signing_key.dump(), password=None)
        return key if isinstance(key, rsa.RSAPrivateKey) and not self.prefer_pss else None

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """The raw signature over `data`."""
        if self._rsa_key is None or digest_algorithm != "sha256":
            other: bytes = super().sign_raw(data, digest_algorithm)
            return other
        return self._rsa_key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    async def signed_attrs(self, *given: Any, **named: Any) -> cms.CMSAttributes:
        """The signed attributes as read: asn1crypto writes what was built twice or thrice at each level, what it read not at all."""
        return cms.CMSAttributes.load((await super().signed_attrs(*given, **named)).dump())

    async def unsigned_attrs(self, *given: Any, **named: Any) -> cms.CMSAttributes | None:
        """The unsigned attributes (the stamp), as read."""
        made = await super().unsigned_attrs(*given, **named)
        return made and cms.CMSAttributes.load(made.dump())


@dataclass(frozen=True, slots=True)
class SigningFiles:
    """Where a signing key stands: PKCS#12, the file of its passphrase, and the root certificate in PEM that readers trust."""

    pkcs12: Path
    passphrase: Path
    root: Path

    @classmethod
    def within(cls, folder: Path) -> "SigningFiles":
        """The names of the three files in a folder of keys."""
        home = folder / "policy-signing"
        return cls(home / "signer.p12", home / "signer.pass", home / "root.pem")


def demo_keys(folder: Path, *, insurer: str) -> SigningFiles:
    """The demo's signing files under `folder`, made at the first call: a root of its own whose key is thrown away, and a certificate for
    document signing. All three appear at once or not at all, however many processes try."""
    files = SigningFiles.within(folder)
    if not files.pkcs12.parent.exists():
        draft = folder / f"policy-signing.{os.getpid()}.{secrets.token_hex(4)}"
        draft.mkdir(mode=0o700, parents=True)
        _make(draft, insurer)
        try:
            draft.rename(files.pkcs12.parent)
        except OSError:  # another process was first: its keys stand
            _discard(draft)
    return files


def load_signer(files: SigningFiles) -> InsurerSigner:
    """The signer of a PKCS#12 file, its chain with it. Raises BadKey."""
    try:
        content, passphrase = files.pkcs12.read_bytes(), files.passphrase.read_bytes().strip()
        loaded = SimpleSigner.load_pkcs12_data(
            content, other_certs=[], passphrase=passphrase
        )  # gives a SimpleSigner, whatever class it is called on
    except (OSError, ValueError, TypeError) as error:
        raise BadKey(f"{files.pkcs12}: {type(error).__name__}") from None
    # Roots are left out: who checks has ours already, and trusts no other.
    return InsurerSigner(
        signing_cert=loaded.signing_cert, signing_key=loaded.signing_key, cert_registry=loaded.cert_registry, embed_roots=False
    )


def load_roots(*paths: Path) -> tuple[asn1_x509.Certificate, ...]:
    """The certificates in PEM files, as `verify` wants them. Raises BadKey."""
    try:
        return tuple(asn1_x509.Certificate.load(der) for path in paths for _, _, der in pem.unarmor(path.read_bytes(), multiple=True))
    except (OSError, ValueError, TypeError) as error:
        raise BadKey(f"{', '.join(str(path) for path in paths)}: {type(error).__name__}") from None


def _make(folder: Path, insurer: str) -> None:
    """Write root.pem, signer.p12 and signer.pass into a new folder."""
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS) for _ in range(2))
    root_name, name = _name(insurer, "示範保險公司根憑證"), _name(insurer, f"{insurer} 電子保單")
    root = (
        _draft(root_name, root_name, root_key, root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        _draft(name, root_name, key, root_key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ADOBE_DOCUMENTS]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    passphrase = DEMO + secrets.token_urlsafe(32).encode()
    archive = serialize_key_and_certificates(b"policy-signing", key, certificate, [root], BestAvailableEncryption(passphrase))
    _write(folder / "signer.p12", archive, 0o600)
    _write(folder / "signer.pass", passphrase, 0o600)
    _write(folder / "root.pem", root.public_bytes(Encoding.PEM), 0o644)


def _name(insurer: str, common: str) -> x509.Name:
    """A subject in Taiwan; names longer than the 64 bytes that X.509 allows are cut."""
    told = ((NameOID.COUNTRY_NAME, "TW"), (NameOID.ORGANIZATION_NAME, insurer), (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(kind, value.encode()[:64].decode(errors="ignore")) for kind, value in told])


def _draft(name: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, issuer_key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    """A certificate to be completed and signed."""
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )


def _usage(
    *, digital_signature: bool = False, content_commitment: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    """What a key may be used for; nothing else."""
    return x509.KeyUsage(
        digital_signature=digital_signature, content_commitment=content_commitment, key_cert_sign=key_cert_sign, crl_sign=crl_sign,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _write(path: Path, content: bytes, mode: int) -> None:
    """A new file with its mode from the first moment on, safely on the disk."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _discard(folder: Path) -> None:
    """Remove a draft of our own."""
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
