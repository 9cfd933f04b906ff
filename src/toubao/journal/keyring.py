"""The keyring: keys that wrap the key of each person, and the index key; a file by default, other stores by adapter."""

import base64
import hmac
import json
import os
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from django.conf import settings

from toubao.journal.envelope import Unreadable, seal, unseal


class Keyring(Protocol):
    """Wraps keys and makes blind indexes; the keys themselves never leave it."""

    def wrap(self, key: bytes) -> bytes:
        """The key, encrypted under the current key-encryption key, with that key's name."""
        ...

    def unwrap(self, wrapped: bytes) -> bytes:
        """The bare key. Raises Unreadable if it was wrapped elsewhere or changed."""
        ...

    def blind(self, purpose: str, text: str) -> bytes:
        """A keyed digest (32 bytes) by which a personal value can be found without being readable."""
        ...


class FileKeyring:
    """A keyring in one file of mode 0600: named 32-byte keys, the name of the current one, and the index key."""

    def __init__(self, path: Path) -> None:
        kept = json.loads(path.read_text())
        self._current: str = kept["current"]
        self._keys = {name: base64.b64decode(key) for name, key in kept["keys"].items()}
        self._index = base64.b64decode(kept["index"])

    @classmethod
    def create(cls, path: Path, made_for: str = "customers") -> "FileKeyring":
        """Make the file with fresh random keys unless it is there; two makers at once agree on one. It says for whom it was made."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = {name: base64.b64encode(os.urandom(32)).decode() for name in ("key", "index")}
        text = json.dumps({"current": "k1", "keys": {"k1": fresh["key"]}, "index": fresh["index"], "made_for": made_for})
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return cls(path)

    def wrap(self, key: bytes) -> bytes:
        """See Keyring."""
        name = self._current.encode()
        return bytes([len(name)]) + name + seal(self._keys[self._current], key, f"key:{self._current}")

    def unwrap(self, wrapped: bytes) -> bytes:
        """See Keyring."""
        end = 1 + wrapped[0]
        name = wrapped[1:end].decode()
        if name not in self._keys:
            raise Unreadable(f"key:{name}")
        return unseal(self._keys[name], wrapped[end:], f"key:{name}")

    def blind(self, purpose: str, text: str) -> bytes:
        """See Keyring."""
        return hmac.new(self._index, f"{purpose}\0{text}".encode(), sha256).digest()


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The keyring of this installation (settings.KEYS_DIR); made on first use outside production."""
    path = Path(settings.KEYS_DIR) / "keyring.json"
    if settings.PROFILE == "production":
        return FileKeyring(path)
    return FileKeyring(path) if path.exists() else FileKeyring.create(path, settings.PROFILE)
