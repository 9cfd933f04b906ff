"""What a provider was asked to tell, whether the customer agreed, and the code for it, good once; pages and tokens are elsewhere."""

import base64
import hashlib
import json
import re
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from toubao.sandbox.accounts.customers import CUSTOMERS, Customer
from toubao.sandbox.contract import Refusal
from toubao.sandbox.store import Store

CLIENT = "insurer"
CODE_LASTS = timedelta(minutes=2)
TOKEN_LASTS = timedelta(minutes=5)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def asked(store: Store, provider: str, given: dict[str, str]) -> dict[str, Any]:
    """Keep an authorisation request; a Refusal where nobody can be sent back, `error` in the row where somebody can."""
    place = urlsplit(given.get("redirect_uri", ""))
    if given.get("client_id") != CLIENT:
        raise Refusal(400, "unknown-client", "這家公司沒有和我們合作。")
    if place.scheme not in ("http", "https") or not place.netloc or place.fragment:
        raise Refusal(400, "wrong-redirect-uri", "回程的網址不對。")
    handle = secrets.token_urlsafe(24)
    store.write(
        "INSERT INTO grants (handle, provider, asked, error, at) VALUES (?, ?, ?, ?, ?)",
        *(handle, provider, json.dumps(given), _wrong(given), store.now().isoformat()),
    )
    return by_handle(store, provider, handle)


def by_handle(store: Store, provider: str, handle: str) -> dict[str, Any]:
    """The grant of a page, or a Refusal."""
    return _read(store.row("SELECT * FROM grants WHERE provider = ? AND handle = ?", provider, handle))


def chosen(store: Store, grant: dict[str, Any], customer: str) -> dict[str, Any]:
    """Somebody signed in as this customer."""
    if customer not in CUSTOMERS[grant["provider"]]:
        raise Refusal(422, "unknown-customer", "沒有這位客戶。")
    store.write("UPDATE grants SET customer = ?, signed_in_at = ? WHERE seq = ?", customer, store.now().isoformat(), grant["seq"])
    return by_handle(store, grant["provider"], grant["handle"])


def agreed(store: Store, grant: dict[str, Any]) -> dict[str, Any]:
    """The customer agrees: a code is made, once; agreeing again is the same."""
    code = secrets.token_urlsafe(24)
    store.write("UPDATE grants SET code = ?, coded_at = ? WHERE seq = ? AND code IS NULL", code, store.now().isoformat(), grant["seq"])
    return by_handle(store, grant["provider"], grant["handle"])


def redeemed(store: Store, provider: str, given: dict[str, str]) -> dict[str, Any]:
    """Take a code, once, from whoever can show its verifier (RFC 7636); else a Refusal in the words of RFC 6749."""
    found = store.row("SELECT * FROM grants WHERE provider = ? AND code = ?", provider, given.get("code", ""))
    grant = _read(found) if found else None
    if (
        grant is None
        or grant["asked"]["redirect_uri"] != given.get("redirect_uri")
        or grant["asked"]["client_id"] != given.get("client_id")
    ):
        raise Refusal(400, "invalid_grant", "沒有這個授權碼。")
    challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
    if challenge != grant["asked"]["code_challenge"]:
        raise Refusal(400, "invalid_grant", "驗證碼和授權碼不符。")
    if grant["token"] or store.now() > datetime.fromisoformat(grant["coded_at"]) + CODE_LASTS:
        store.write("UPDATE grants SET token = 'revoked' WHERE seq = ?", grant["seq"])
        raise Refusal(400, "invalid_grant", "這個授權碼已經用過或逾期。")
    store.write("UPDATE grants SET token = ?, told_at = ? WHERE seq = ?", secrets.token_urlsafe(32), store.now().isoformat(), grant["seq"])
    return by_handle(store, provider, grant["handle"])


def by_token(store: Store, provider: str, token: str) -> dict[str, Any]:
    """The grant of an access token that has not run out, or a Refusal."""
    found = store.row("SELECT * FROM grants WHERE provider = ? AND token = ? AND token <> 'revoked'", provider, token)
    if found is None or store.now() > datetime.fromisoformat(found["told_at"]) + TOKEN_LASTS:
        raise Refusal(401, "invalid_token", "這個存取權杖不能用。")
    return _read(found)


def customer(grant: dict[str, Any]) -> Customer:
    """Who signed in."""
    return CUSTOMERS[grant["provider"]][grant["customer"]]


def subject(grant: dict[str, Any]) -> str:
    """The customer's number for this client alone."""
    return hashlib.sha256(f"{grant['provider']}\n{CLIENT}\n{grant['customer']}".encode()).hexdigest()[:32]


def way_back(grant: dict[str, Any], issuer: str, **told: str) -> str:
    """The address to which the browser returns (RFC 9207: with the issuer)."""
    asked_of = grant["asked"]
    query = {**told, **({"state": asked_of["state"]} if "state" in asked_of else {}), "iss": issuer}
    joined: str = asked_of["redirect_uri"] + ("&" if "?" in asked_of["redirect_uri"] else "?") + urlencode(query)
    return joined


def _read(row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        raise Refusal(404, "unknown-page", "沒有這個登入頁。請回到保險公司重新開始。")
    return {**row, "asked": json.loads(row["asked"])}


def _wrong(given: dict[str, str]) -> str:
    """The word of RFC 6749 for what is wrong with a request; empty where nothing is."""
    if given.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in given.get("scope", "").split():
        return "invalid_scope"
    pkce = given.get("code_challenge_method") == "S256" and _CHALLENGE.fullmatch(given.get("code_challenge", ""))
    return "" if pkce and given.get("nonce") and given.get("state") else "invalid_request"
