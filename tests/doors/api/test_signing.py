"""Confirmed by certificate through the API (10.1.3): the same text, the same checks, the same gate."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests import builders
from tests.business.identity.proving.given import WANG
from tests.doors.api.conftest import Program
from tests.fixtures import programs
from tests.fixtures.servers.responder import Responder, responder, trusted
from tests.gateways.certificates.given import NAME, NOW
from toubao.business.identity.codes.allowances import limits
from toubao.business.purchase.models import Purchase
from toubao.journal.reading import entries
from toubao.products import Product

__all__ = ["responder", "trusted"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def at_noon(trusted: Responder) -> Iterator[Any]:
    """The moment of the tests' authority, which is trusted."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def program(on_sale: Product) -> Program:
    """A program that Wang, whose certificate it is, let act."""
    account = builders.registered_account(1, name=NAME, id_number=WANG.id_number, now=NOW)
    return Program(programs.open_session(account=account, now=NOW)[0])


@pytest.fixture
def at(program: Program, on_sale: Product) -> str:
    """An application that was agreed to."""
    at = program.begin()
    program.enter(at)
    assert program.agree(at).json()["state"] == "informed"
    return at


def text_of(program: Program, at: str) -> dict[str, Any]:
    """A text to sign."""
    told = program.call("POST", f"{at}/text-to-sign", {"authority": "test"})
    assert told.status_code == 201, told.content
    found: dict[str, Any] = told.json()
    return found


def signed(program: Program, at: str, text: str, message: bytes) -> Any:
    """Send a signature."""
    return program.call("POST", f"{at}/signature", {"text": text, "message": b64encode(message).decode()})


def test_10_1_3_certificate_verified_a_program_sends_in_what_its_customer_signed(program: Program, at: str, trusted: Responder) -> None:
    text = text_of(program, at)
    assert text["text"].split(":")[2] == Purchase.objects.get().digest
    told = signed(program, at, text["id"], trusted.signed(text["text"]))
    assert (told.status_code, told.json()["state"]) == (200, "confirmed")
    events = [each.event for each in entries(Purchase.objects.get().pk)]
    assert events[-2:] == ["purchase.confirmed", "purchase.declared_from"]


def test_10_1_3_certificate_verified_shut_by_a_signature_of_something_else(program: Program, at: str, trusted: Responder) -> None:
    text = text_of(program, at)
    told = signed(program, at, text["id"], trusted.signed("something else"))
    assert told.status_code == 422
    assert "certificate_verified" in [each["gate"] for each in told.json()["verdicts"]]
    [error] = told.json()["errors"]
    assert (error["field"], "請再簽一次" in error["message"]) == ("message", True)
    assert Purchase.objects.get().state == "informed"


def test_what_cannot_be_signed_is_said(program: Program, at: str, trusted: Responder, monkeypatch: pytest.MonkeyPatch) -> None:
    told = program.call("POST", f"{at}/text-to-sign", {"authority": "nobody"})
    assert (told.status_code, told.json()["errors"][0]["field"]) == (422, "authority")
    text = text_of(program, at)
    told = program.call("POST", f"{at}/signature", {"text": text["id"], "message": "AAAAA"})
    assert (told.status_code, told.json()["errors"][0]["field"]) == (422, "message")
    for name in ("certificate_registration", "certificate_checks"):
        monkeypatch.setitem(limits(), name, {"seconds": 3600, "most": 0})
    assert program.call("POST", f"{at}/text-to-sign", {"authority": "test"}).status_code == 429
    assert signed(program, at, text["id"], b"x").status_code == 429


def test_where_it_was_sent_in_already_nothing_is_signed(program: Program, at: str, trusted: Responder) -> None:
    text = text_of(program, at)
    assert signed(program, at, text["id"], trusted.signed(text["text"])).status_code == 200
    assert signed(program, at, text["id"], trusted.signed(text["text"])).status_code == 409
    assert program.call("POST", f"{at}/text-to-sign", {"authority": "test"}).status_code == 409
