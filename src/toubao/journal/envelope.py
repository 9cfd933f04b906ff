"""Authenticated encryption of small values under a given key (AES-256-GCM); where keys live is `keyring.py`."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class Unreadable(Exception):
    """The sealed bytes do not open with this key and context: other key, other place, or changed."""


def seal(key: bytes, plain: bytes, context: str) -> bytes:
    """Encrypt `plain` under a 32-byte key, bound to `context` (a name of the place where it is kept); nonce first."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def unseal(key: bytes, sealed: bytes, context: str) -> bytes:
    """Decrypt what `seal` made. Raises Unreadable when the key, the context or the bytes are not the ones sealed."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(context) from error
