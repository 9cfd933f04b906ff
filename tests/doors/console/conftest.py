"""The console as its people see it: staff of each role, at the moment of the builders, with the rights of the web process."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
import time_machine
from django.test import Client

from tests import builders
from toubao.business.governance import actions
from toubao.business.governance.models import Staff
from toubao.business.purchase.models import Purchase
from toubao.products import Product

PASSWORD = "a long staff password"
SECRET = pyotp.random_base32()
Desk = Callable[[str], Client]


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    """The clock of the test, at the builders' moment, to be moved on."""
    with time_machine.travel(builders.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(as_app: None) -> Client:
    """A browser in which nobody is signed in."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def desk(as_app: None) -> Desk:
    """A browser in which a member of staff of that role is signed in, by the sign-in page."""

    def signed_in(role: str) -> Client:
        member, client = hired(role), Client(SERVER_NAME="localhost")
        answer = sign_in(client, member.username)
        assert answer.status_code == 302, words(answer)
        return client

    return signed_in


@pytest.fixture
def on_sale(as_app: None) -> Product:
    """The travel product, published."""
    return builders.product()


@pytest.fixture
def confirmed(as_app: None, on_sale: Product) -> Purchase:
    """A purchase that waits for payment."""
    return builders.confirmed_purchase(builders.registered_account(), on_sale)


def hired(role: str) -> Staff:
    """The member of staff of a role, whose sign-in name is the role's."""
    return actions.join(username=role, name=f"示範{role}", role=role, password=PASSWORD, secret=SECRET, now=builders.NOW)


def code_now() -> str:
    """What the authenticator shows."""
    return pyotp.TOTP(SECRET).now()


def sign_in(client: Client, member: str, **changes: str) -> Any:
    """Send the sign-in form, with a code that was not used before."""
    Staff.objects.filter(username=member).update(last_step=0)
    return client.post("/console/sign-in/", {"username": member, "password": PASSWORD, "code": code_now(), **changes})


def words(answer: Any) -> str:
    """What a page says, without its markup."""
    page = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<body")[2]))
