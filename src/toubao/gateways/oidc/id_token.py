"""An ID token read with suspicion: signature, then every claim that OpenID Connect Core 3.1.3.7 names; asks nobody."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from toubao.gateways.answers import Answer, WrongAnswer, parse
from toubao.gateways.oidc.secrecy import unpadded

ALGORITHMS: Final = frozenset({"RS256", "PS256", "ES256", "EdDSA"})
LONGEST: Final = 16 * 1024
LEEWAY: Final = 60
OLDEST: Final = 600
"""Seconds: by how much clocks may differ, and how long ago the token may have been made and the person have signed in."""
MOST_KEYS: Final = 30
_SMALLEST_RSA: Final = 2048
_KINDS: Final[dict[str, type[RSAKey] | type[ECKey] | type[OKPKey]]] = {
    "RS256": RSAKey, "PS256": RSAKey, "ES256": ECKey, "EdDSA": OKPKey,
}  # fmt: skip
_BRINGS_ITS_KEY: Final = ("jwk", "jku", "x5c", "x5u")
_HASHES: Final = {"RS256": hashlib.sha256, "PS256": hashlib.sha256, "ES256": hashlib.sha256, "EdDSA": hashlib.sha512}


class UnknownKey(WrongAnswer):
    """No key of the set has the token's `kid`: the set may have changed since it was fetched."""


def verified(token: str, keys: Mapping[str, Any], algorithms: Iterable[str]) -> tuple[Answer, str]:
    """The claims of a token that one of `keys` (a key set) signed, and the algorithm; WrongAnswer for every other token."""
    if len(token) > LONGEST:
        raise WrongAnswer("ID token too large")
    header = _header(token)
    algorithm = header.text("alg")
    if algorithm == "none":
        raise WrongAnswer("ID token unsigned")
    if algorithm not in ALGORITHMS.intersection(algorithms):
        raise WrongAnswer("algorithm not allowed")
    if any(name in header.fields for name in _BRINGS_ITS_KEY):
        raise WrongAnswer("ID token brings its own key")
    if "crit" in header.fields:
        raise WrongAnswer("ID token asks for what we don't know")
    return Answer(parse(_signed(token, _key(keys, header.text("kid"), algorithm), algorithm))), algorithm


def judge(claims: Answer, *, issuer: str, client: str, nonce: str, now: datetime) -> None:
    """Let pass what was made by this issuer, for us alone, now, and for this question; WrongAnswer for all else."""
    if claims.text("iss") != issuer:
        raise WrongAnswer("ID token of another issuer")
    _for_us(claims, client)
    _of_now(claims, now.timestamp())
    if not hmac.compare_digest(claims.text("nonce", empty=True).encode() if "nonce" in claims.fields else b"", nonce.encode()):
        raise WrongAnswer("another nonce")
    claims.text("sub", longest=255)


def belongs(claims: Answer, access_token: str, algorithm: str) -> None:
    """Let pass a token whose `at_hash`, if it has one, is that of this access token."""
    if "at_hash" in claims.fields:
        digest = _HASHES[algorithm](access_token.encode()).digest()
        if claims.text("at_hash") != unpadded(digest[: len(digest) // 2]):
            raise WrongAnswer("another access token")


def _for_us(claims: Answer, client: str) -> None:
    audience = claims.fields.get("aud")
    if audience not in (client, [client]):
        raise WrongAnswer("ID token for another client")
    if claims.fields.get("azp", client) != client:
        raise WrongAnswer("ID token for another client")


def _of_now(claims: Answer, now: float) -> None:
    made, signed_in = claims.integer("iat"), claims.integer("auth_time")
    if claims.integer("exp") <= now - LEEWAY:
        raise WrongAnswer("ID token expired")
    if made > now + LEEWAY or ("nbf" in claims.fields and claims.integer("nbf") > now + LEEWAY):
        raise WrongAnswer("ID token not valid yet")
    if made < now - OLDEST or signed_in < now - OLDEST:
        raise WrongAnswer("ID token too old")
    if signed_in > now + LEEWAY:
        raise WrongAnswer("ID token not valid yet")


def _header(token: str) -> Answer:
    """The header of a compact JWS of three parts, unverified."""
    if token.count(".") != 2:
        raise WrongAnswer("not an ID token")
    return Answer(parse(_decoded(token.partition(".")[0])))


def _key(keys: Mapping[str, Any], kid: str, algorithm: str) -> Key:
    """The one key of the set with this `kid`, if it is of the algorithm's kind and meant for signing."""
    listed = keys.get("keys")
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise WrongAnswer("no key set")
    found = [each for each in listed if isinstance(each, dict) and each.get("kid") == kid]
    if len(found) != 1:
        raise UnknownKey("signed with an unknown key")
    wanted = _KINDS[algorithm]
    usable = found[0].get("kty") == wanted.key_type and found[0].get("use", "sig") == "sig" and found[0].get("alg", algorithm) == algorithm
    if not usable or "d" in found[0]:
        raise WrongAnswer("a key for something else")
    if wanted is RSAKey and _bits(found[0].get("n")) < _SMALLEST_RSA:
        raise WrongAnswer("a key too short")
    try:
        return wanted.import_key(dict(found[0]))
    except (JoseError, ValueError, TypeError, KeyError):
        raise WrongAnswer("a key that can't be read") from None


def _bits(number: object) -> int:
    """How many bits a number of a key has; none if it is no number."""
    return int.from_bytes(_decoded(number) if isinstance(number, str) else b"", "big").bit_length()


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""


def _signed(token: str, key: Key, algorithm: str) -> bytes:
    try:
        found = jws.deserialize_compact(token, key, algorithms=[algorithm])
    except (JoseError, ValueError, TypeError):
        raise WrongAnswer("wrong signature") from None
    return found.payload
