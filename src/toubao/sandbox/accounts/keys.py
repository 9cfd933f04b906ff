"""The key with which a provider signs its ID tokens: one a provider, a file of its own, made when it is first needed."""

import os
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, Key, RSAKey

ALGORITHMS = {"bank": "ES256", "partner": "RS256"}


def signing_key(home: Path, provider: str) -> Key:
    """The provider's private key, with its `kid`."""
    path, elliptic = home / f"{provider}-key.pem", ALGORITHMS[provider] == "ES256"
    parameters: Any = {"use": "sig", "alg": ALGORITHMS[provider], "kid": f"{provider}-1"}
    if not path.exists():
        made = ECKey.generate_key("P-256") if elliptic else RSAKey.generate_key(2048)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(made.as_pem(private=True))
    return (ECKey if elliptic else RSAKey).import_key(path.read_bytes(), parameters)


def key_set(home: Path, provider: str) -> dict[str, Any]:
    """The public half as a key set (RFC 7517)."""
    return {"keys": [signing_key(home, provider).as_dict(private=False)]}
