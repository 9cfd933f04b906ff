"""The three secrets of one authorisation: state, nonce and the verifier of PKCE (RFC 7636); who keeps them is business."""

import base64
import hashlib
import secrets
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Secrecy:
    """`state` comes back with the browser, `nonce` in the ID token, `verifier` is shown when the code is exchanged."""

    state: str
    nonce: str
    verifier: str


def fresh() -> Secrecy:
    """Secrets that nobody can guess: 256 bits each."""
    return Secrecy(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def challenge(verifier: str) -> str:
    """What is told beforehand of a verifier: its SHA-256 (S256)."""
    return unpadded(hashlib.sha256(verifier.encode()).digest())


def unpadded(raw: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
