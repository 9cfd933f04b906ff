"""A policyholder's program before the API, at the moment of the builders."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.fixtures import programs
from toubao.business.identity.models import Account
from toubao.business.identity.queries import account_by_address
from toubao.products import Product

JSON = "application/json"


class Program:
    """Calls the API as a program would: JSON, a bearer token once signed in, a fresh key for every POST unless one is given."""

    def __init__(self, token: str = "") -> None:
        self.client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        self.token = token

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> Any:
        """One request; the answer's JSON is at `.json()`."""
        sent: dict[str, Any] = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        if self.token:
            sent.setdefault("HTTP_AUTHORIZATION", f"Bearer {self.token}")
        if method == "POST" and key is not None:
            sent["HTTP_IDEMPOTENCY_KEY"] = key or str(uuid4())
        text = "" if body is None else json.dumps(body)
        kind = {"content_type": JSON} if body is not None else {}
        return self.client.generic(method, f"/api{path}", text, **kind, **sent)

    def sign_in(self, serial: int = 1, **changes: Any) -> "Program":
        """Be let act for one of the builders' people."""
        account = account_by_address(builders.somebody(serial).phone)
        assert account is not None
        self.token, _ = programs.open_session(account=account, now=builders.NOW, **changes)
        return self

    def begin(self, **changes: Any) -> str:
        """Begin an application with its trip; gives its address."""
        told = self.call("POST", "/v1/applications", {"trip": trip(**changes)})
        assert told.status_code == 201, told.content
        return f"/v1/applications/{told.json()['id']}"

    def enter(self, at: str) -> Any:
        """Everything but the trip."""
        return self.call("PUT", f"{at}/entries", {"traveller": TRAVELLER, "beneficiary": {"heirs": True}})

    def shown(self, at: str) -> list[str]:
        """Fetch the documents of an application in full, to show them; each as `name:digest`."""
        return [f"{each['name']}:{each['digest']}" for each in self.call("GET", f"{at}/documents").json()["documents"]]

    def agree(self, at: str) -> Any:
        """Agree to what it is told to show."""
        documents = self.shown(at)
        return self.call("POST", f"{at}/agreement", {"shown": documents, "agreed": documents})

    def send_code(self, at: str) -> str:
        """Have the code sent, and read it off the message."""
        told = self.call("POST", f"{at}/codes", {"channel": "sms"})
        assert told.status_code == 202, told.content
        return builders.last_code(at.rpartition("/")[2])

    def ready(self, **changes: Any) -> str:
        """An application with everything entered and agreed to."""
        at = self.begin(**changes)
        self.enter(at)
        assert self.agree(at).json()["state"] == "informed"
        return at


TRAVELLER = {"address": "示範市安禾區稻香路 2 號", "for_myself": True, "leaves_from_taiwan": True}


def trip(now: datetime = builders.NOW, *, days: int = 5, **changes: Any) -> dict[str, Any]:
    """A trip to Japan that starts in a week."""
    departs = now + timedelta(days=7)
    told = {
        "destinations": ["日本"], "departs": departs.isoformat(), "returns": (departs + timedelta(days=days)).isoformat(),
        "sum_insured": 5_000_000,
    }  # fmt: skip
    return told | changes


@pytest.fixture
def at_noon() -> Iterator[Any]:
    """The builders' moment, which a test may move."""
    with time_machine.travel(builders.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def on_sale(as_app: None, at_noon: Any) -> Product:
    """The travel product, published."""
    return builders.product()


@pytest.fixture
def account(as_app: None, at_noon: Any) -> Account:
    """Somebody who may buy."""
    return builders.registered_account()


@pytest.fixture
def anybody(on_sale: Product) -> Program:
    """A program without a token."""
    return Program()


@pytest.fixture
def program(on_sale: Product, account: Account) -> Program:
    """A program with a token of that account."""
    return Program().sign_in()
