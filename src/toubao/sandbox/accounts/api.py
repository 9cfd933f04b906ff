"""What programs ask the bank and the partner: discovery, the key set, the token for a code, and who the customer is (userinfo)."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from joserfc import jws
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toubao.sandbox.accounts import grants
from toubao.sandbox.accounts.customers import CUSTOMERS
from toubao.sandbox.accounts.keys import ALGORITHMS, key_set, signing_key
from toubao.sandbox.contract import Refusal, desk, obey, reply

ID_TOKEN_SECONDS = 300


def issuer(request: Request) -> str:
    """Who the provider of this address says that it is."""
    base = request.app.state.public_url or str(request.base_url).rstrip("/")
    return f"{base}/{provider(request)}"


def provider(request: Request) -> str:
    """The provider of this address, or a Refusal."""
    name: str = request.path_params["provider"]
    if name not in CUSTOMERS:
        raise Refusal(404, "unknown-provider", "沒有這個機構。")
    return name


async def discovery(request: Request) -> Response:
    """GET: what the provider can do, and where (OpenID Connect Discovery)."""

    async def act(_: bytes) -> Response:
        mine = issuer(request)
        return reply({
            "issuer": mine, "authorization_endpoint": f"{mine}/authorize", "token_endpoint": f"{mine}/token",
            "userinfo_endpoint": f"{mine}/userinfo", "jwks_uri": f"{mine}/jwks", "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"], "id_token_signing_alg_values_supported": [ALGORITHMS[provider(request)]],
            "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": True,
            "token_endpoint_auth_methods_supported": ["client_secret_basic"], "scopes_supported": ["openid"],
            "claims_parameter_supported": True, "grant_types_supported": ["authorization_code"],
        })  # fmt: skip

    return await _obeyed(request, act)


async def keys(request: Request) -> Response:
    """GET: the keys with which ID tokens are signed."""

    async def act(_: bytes) -> Response:
        return reply(key_set(desk(request).home, provider(request)))

    return await _obeyed(request, act)


async def token(request: Request) -> Response:
    """POST: an ID token and an access token for a code, once."""

    async def act(body: bytes) -> Response:
        given = dict(parse_qsl(body.decode("utf-8", "replace")))
        given["client_id"] = _client(request)
        if given.get("grant_type") != "authorization_code":
            raise Refusal(400, "unsupported_grant_type", "只收授權碼。")
        grant = grants.redeemed(desk(request), provider(request), given)
        return reply({
            "access_token": grant["token"], "token_type": "Bearer", "expires_in": ID_TOKEN_SECONDS, "scope": "openid",
            "id_token": _id_token(request, grant),
        })  # fmt: skip

    return await _obeyed(request, act)


async def userinfo(request: Request) -> Response:
    """GET: who the customer is, for an access token."""

    async def act(body: bytes) -> Response:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        grant = grants.by_token(desk(request), provider(request), given if kind == "Bearer" else "")
        return reply({"sub": grants.subject(grant), **grants.customer(grant).claims})

    return await _obeyed(request, act)


async def _obeyed(request: Request, act: Callable[[bytes], Awaitable[Response]]) -> Response:
    """Obey the provider's switches; a refusal is answered in the words of RFC 6749."""

    async def careful(body: bytes) -> Response:
        try:
            return await act(body)
        except Refusal as no:
            return reply({"error": no.code, "error_description": no.detail}, no.status)

    return await obey(request, provider(request), careful)


def _client(request: Request) -> str:
    """The client whose name and secret the request carries, or a Refusal."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    name = secret = ""
    try:
        name, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        kind = "unreadable"
    known: bytes = request.app.state.secrets.of(provider(request))
    right = hmac.compare_digest(unquote_plus(secret).encode(), known)
    if kind != "Basic" or unquote_plus(name) != grants.CLIENT or not right:
        raise Refusal(401, "invalid_client", "認不得這家公司。")
    return grants.CLIENT


def _id_token(request: Request, grant: dict[str, Any]) -> str:
    name, now = provider(request), int(desk(request).now().timestamp())
    digest = hashlib.sha256(grant["token"].encode()).digest()
    claims = {
        "iss": issuer(request), "sub": grants.subject(grant), "aud": grants.CLIENT, "iat": now, "exp": now + ID_TOKEN_SECONDS,
        "auth_time": int(datetime.fromisoformat(grant["signed_in_at"]).timestamp()), "nonce": grant["asked"]["nonce"],
        "at_hash": base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode(), "account": grants.customer(grant).account,
    }  # fmt: skip
    key = signing_key(desk(request).home, name)
    header = {"alg": ALGORITHMS[name], "kid": key.kid, "typ": "JWT"}
    return jws.serialize_compact(header, json.dumps(claims, ensure_ascii=False).encode(), key, algorithms=[ALGORITHMS[name]])


routes = [
    Route("/{provider}/.well-known/openid-configuration", discovery, methods=["GET"]),
    Route("/{provider}/jwks", keys, methods=["GET"]),
    Route("/{provider}/token", token, methods=["POST"]),
    Route("/{provider}/userinfo", userinfo, methods=["GET"]),
]
