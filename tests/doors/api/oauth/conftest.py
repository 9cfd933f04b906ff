"""Somebody's browser, and a program that wants to act for them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.fixtures import programs
from toubao.business.identity.models import Account, Program

HERE = "/authorize/"
FORM = "application/x-www-form-urlencoded"


class Asking:
    """A program before the authorization server: leads a browser to the page, redeems what comes back."""

    def __init__(self, browser: Client) -> None:
        self.browser = browser
        self.machine = Client(SERVER_NAME="localhost", raise_request_exception=False, enforce_csrf_checks=True)  # as the web does

    def address(self, **changes: Any) -> str:
        """Where the browser is led; a None leaves a parameter out."""
        asked = {
            "response_type": "code", "client_id": programs.CLIENT, "redirect_uri": programs.REDIRECT, "scope": "apply read",
            "state": "s1 \"'", "code_challenge": programs.CHALLENGE, "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{HERE}?{urlencode({name: value for name, value in (asked | changes).items() if value is not None})}"

    def decide(self, do: str, **changes: Any) -> dict[str, str]:
        """What comes back when somebody presses; the place they are sent to is at `to`."""
        answer: Any = self.browser.post(self.address(**changes), {"do": do})
        assert answer.status_code == 302, answer.content.decode()
        parts = urlsplit(answer["Location"])
        return {name: value[0] for name, value in parse_qs(parts.query).items()} | {"to": f"{parts.scheme}://{parts.netloc}{parts.path}"}

    def code(self, **changes: Any) -> str:
        """The code of somebody who agreed."""
        return self.decide("allow", **changes)["code"]

    def token(self, granted: str, **changes: Any) -> Any:
        """The answer to a code."""
        return self.post("token", {
            "grant_type": "authorization_code", "code": granted, "redirect_uri": programs.REDIRECT, "client_id": programs.CLIENT,
            "code_verifier": programs.VERIFIER,
        } | changes)  # fmt: skip

    def renew(self, token: str, **changes: Any) -> Any:
        """The answer to what renews."""
        return self.post("token", {"grant_type": "refresh_token", "refresh_token": token, "client_id": programs.CLIENT} | changes)

    def post(self, what: str, body: dict[str, str], **more: Any) -> Any:
        """One form to the server."""
        sent = {name: value for name, value in body.items() if value is not None}
        return self.machine.post(f"/api/oauth/{what}", urlencode(sent), content_type=FORM, **more)

    def opens(self, token: str) -> int:
        """How the API answers a token that begins something."""
        head = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IDEMPOTENCY_KEY": token[:30]}
        return self.machine.post("/api/v1/applications", "{}", content_type="application/json", **head).status_code


@pytest.fixture
def moment() -> Iterator[time_machine.Traveller]:
    """The builders' moment, which a test may move."""
    with time_machine.travel(builders.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def account(as_app: None, moment: Any) -> Account:
    """Somebody who may buy."""
    builders.product()
    return builders.registered_account()


@pytest.fixture
def listed(as_app: None, moment: Any) -> Program:
    """A program on the list."""
    return programs.program(builders.NOW)


@pytest.fixture
def asking(account: Account, listed: Program) -> Asking:
    """The program, and the browser of somebody who is signed in."""
    browser = Client(SERVER_NAME="localhost", raise_request_exception=False)
    kept: Any = browser.session
    kept.update(builders.browser_session(account))
    kept.save()
    browser.cookies["session"] = kept.session_key
    return Asking(browser)
