"""Which keys and algorithms count as strong, and whether a signature is right under one; whose key it is, is not decided here."""

from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

STRONG: Final = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
BY_NAME: Final[dict[str, type[hashes.SHA256 | hashes.SHA384 | hashes.SHA512]]] = {
    "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512,
}  # fmt: skip
CURVES: Final = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
SHORTEST_RSA, LONGEST_RSA = 2048, 8192


def strong_key(key: CertificatePublicKeyTypes) -> bool:
    """RSA of 2,048 to 8,192 bits, or one of NIST's curves of 256 bits and more; nothing else."""
    if isinstance(key, rsa.RSAPublicKey):
        return SHORTEST_RSA <= key.key_size <= LONGEST_RSA and key.public_numbers().e > 2
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, CURVES)


def strong_hash(algorithm: hashes.HashAlgorithm | None) -> bool:
    """SHA-2 of 256 bits and more."""
    return isinstance(algorithm, STRONG)


def signed(key: CertificatePublicKeyTypes, kind: str, digest: str, signature: bytes, content: bytes) -> bool:
    """Whether `signature` over `content` is this key's; `kind` is rsassa_pkcs1v15, rsassa_pss or ecdsa, `digest` a name of BY_NAME."""
    algorithm = BY_NAME[digest]()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(signature, content, ec.ECDSA(algorithm))
            return True
        if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pkcs1v15":
            key.verify(signature, content, padding.PKCS1v15(), algorithm)
            return True
        if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
            form = padding.PSS(mgf=padding.MGF1(algorithm), salt_length=padding.PSS.DIGEST_LENGTH)
            key.verify(signature, content, form, algorithm)
            return True
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return False
