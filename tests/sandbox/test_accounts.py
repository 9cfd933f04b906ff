"""The bank and the partner as any insurer would ask them: what they refuse, and that a code is good once and for its verifier only."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.fixtures.customers import brought, walk
from tests.sandbox.conftest import Caller
from toubao.sandbox.accounts.customers import CUSTOMERS

VERIFIER = "v" * 43
ASKED = {
    "response_type": "code", "client_id": "insurer", "redirect_uri": "http://shop.invalid/back", "scope": "openid",
    "state": "s", "nonce": "n",
    "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode(),
    "code_challenge_method": "S256",
}  # fmt: skip


def _address(caller: Caller, provider: str = "bank", **changed: str) -> str:
    asked = {name: value for name, value in {**ASKED, **changed}.items() if value}
    return f"{caller.url}/{provider}/authorize?{urlencode(asked)}"


def _exchange(caller: Caller, code: str, *, provider: str = "bank", secret: str = "", **changed: str) -> Any:
    named = base64.b64encode(f"insurer:{secret or caller.secret.decode()}".encode()).decode()
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": ASKED["redirect_uri"], "code_verifier": VERIFIER, **changed}
    return caller.post(f"/{provider}/token", data=form, headers={"Authorization": f"Basic {named}"})


def test_a_code_is_good_once_and_tells_who_the_customer_is(caller: Caller) -> None:
    back = brought(walk(_address(caller), "first"))
    assert (back["state"], back["iss"]) == ("s", f"{caller.url}/bank")
    told = _exchange(caller, back["code"]).json()
    who = caller.get("/bank/userinfo", Authorization=f"Bearer {told['access_token']}").json()
    assert (who["name"], who["national_id"]) == ("林家豪", "A123456010")
    assert _exchange(caller, back["code"]).json()["error"] == "invalid_grant"
    assert caller.get("/bank/userinfo", Authorization=f"Bearer {told['access_token']}").status_code == 401


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"redirect_uri": "http://shop.invalid/other"}, "invalid_grant"),
        ({"code": "another"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"secret": "wrong"}, "invalid_client"),
        ({"provider": "partner"}, "invalid_grant"),
    ],
)
def test_a_code_is_for_who_asked_alone(caller: Caller, changed: dict[str, str], error: str) -> None:
    code = brought(walk(_address(caller), "first"))["code"]
    assert _exchange(caller, **{"code": code, **changed}).json()["error"] == error


def test_a_code_runs_out(caller: Caller) -> None:
    code = brought(walk(_address(caller), "first"))["code"]
    caller.post("/clock", json={"offset_seconds": 180})
    assert _exchange(caller, code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"nonce": ""}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
    ],
)
def test_a_wrong_question_goes_back_with_its_error(caller: Caller, changed: dict[str, str], error: str) -> None:
    path = _address(caller, **changed).removeprefix(caller.url)
    assert brought(caller.get(path).headers["Location"])["error"] == error


@pytest.mark.parametrize("changed", [{"client_id": "somebody"}, {"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": "http://a/#b"}])
def test_a_stranger_is_sent_nowhere(caller: Caller, changed: dict[str, str]) -> None:
    path = _address(caller, **changed).removeprefix(caller.url)
    assert caller.get(path, Accept="text/html").status_code == 400


def test_a_customer_who_says_no_tells_nothing(caller: Caller) -> None:
    back = brought(walk(_address(caller, "partner"), "member", decision="deny"))
    assert (back["error"], "code" in back) == ("access_denied", False)
    assert caller.get("/partner/accounts", Accept="text/html").text.count("未同意") == 1


def test_a_page_that_was_used_or_never_was_leads_nowhere(caller: Caller) -> None:
    page = caller.get(_address(caller).removeprefix(caller.url)).text
    path = page.partition('action="')[2].partition('"')[0]
    assert caller.post(path, data={"customer": "nobody"}).status_code == 422
    assert caller.post(path, data={"decision": "agree"}).status_code == 422
    caller.post(path, data={"customer": "first"})
    first = caller.post(path, data={"decision": "agree"}).headers["Location"]
    assert caller.post(path, data={"decision": "agree"}).headers["Location"] == first
    used = caller.post(path, data={"customer": "first"}, headers={"Accept": "text/html"})
    assert (used.status_code, 'href="http://shop.invalid/">回到保險公司' in used.text) == (409, True)
    assert caller.get("/bank/authorize/nothing").status_code == 405
    assert caller.post("/bank/authorize/nothing", data={"decision": "agree"}).status_code == 404
    assert caller.get("/shop/jwks").json()["code"] == "unknown-provider"


def test_nobody_has_the_number_of_another() -> None:
    numbers = [one.national_id for customers in CUSTOMERS.values() for one in customers.values()]
    phones = [one.phone for customers in CUSTOMERS.values() for one in customers.values() if one.phone]
    assert (len(set(numbers)), len(set(phones))) == (len(numbers), len(phones))
