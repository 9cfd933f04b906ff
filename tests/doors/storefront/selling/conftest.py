"""A visitor's browser before the storefront, at the moment of the builders."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from toubao.business.catalogue.actions import publish
from toubao.business.catalogue.queries import _published
from toubao.business.identity.models import Account
from toubao.business.purchase.models import Purchase
from toubao.business.steps import SYSTEM
from toubao.products import Product, load
from toubao.rules.periods import TAIPEI

QUOTE = "/quote/travel-accident/"
WRITES = ("INSERT", "UPDATE", "DELETE")


def day(ahead: int) -> str:
    """A day so many days after the builders' moment, as a date field sends it."""
    return (builders.NOW + timedelta(days=ahead)).astimezone(TAIPEI).date().isoformat()


TRIP: dict[str, Any] = {
    "destinations": ["JP"], "departs_day": day(7), "departs_time": "10:00", "returns_day": day(12), "returns_time": "10:00",
    "sum_insured": "5000000",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_the_builders_moment() -> Iterator[None]:
    _published.cache_clear()  # what is published is remembered for a minute, and this minute never ends
    with time_machine.travel(builders.NOW, tick=False):
        yield


@pytest.fixture
def on_sale(as_app: None) -> Product:
    """The travel product, published; its papers are not typeset, which takes long."""
    found = load("travel-accident", on=builders.NOW.date())
    assert publish(product=found, typeset=lambda d: b"%PDF-1.7 " + d.name.encode(), actor=SYSTEM, now=builders.NOW).taken
    return found


@pytest.fixture
def account(as_app: None) -> Account:
    """Somebody who may buy."""
    return builders.registered_account()


@pytest.fixture
def visitor() -> Client:
    """A browser in which nobody is signed in, on a channel of ours."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def buyer(visitor: Client, account: Account) -> Client:
    """A browser in which that account is signed in."""
    return signed_in(visitor, account)


@pytest.fixture
def started(account: Account, on_sale: Product) -> Purchase:
    """A purchase with everything entered and nothing agreed to."""
    return builders.started_purchase(account, on_sale)


@pytest.fixture
def informed(account: Account, on_sale: Product) -> Purchase:
    """A purchase whose documents were agreed to."""
    return builders.informed_purchase(account, on_sale)


@pytest.fixture
def confirmed(account: Account, on_sale: Product) -> Purchase:
    """A purchase that was sent in and waits for payment."""
    return builders.confirmed_purchase(account, on_sale)


def signed_in(client: Client, account: Account) -> Client:
    """Sign an account in to a browser, as the sign-in page does."""
    session: Any = client.session
    session.update(builders.browser_session(account))
    session.save()
    client.cookies["session"] = session.session_key
    return client


def words(response: Any) -> str:
    """What a page says, without markup."""
    body = response.content.decode()
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def hidden(response: Any, name: str) -> list[str]:
    """The values of the hidden fields of that name."""
    return [unescape(each) for each in re.findall(rf'name="{name}" value="([^"]*)"', response.content.decode())]


def path(purchase: Purchase, page: str = "") -> str:
    """The address of one page of a purchase."""
    return f"/purchase/{purchase.pk}/{page}/" if page else f"/purchase/{purchase.pk}/"


def lands_on(client: Client, response: HttpResponse) -> str:
    """The last part of the address that a redirect leads to in the end."""
    while response.status_code in (302, 303):
        address = response.headers["Location"]
        response = client.get(address)
    return str(address).partition("?")[0].rstrip("/").rpartition("/")[2]


class Statements(CaptureQueriesContext):
    """The statements of a block, savepoints of the test apart."""

    def __init__(self) -> None:
        super().__init__(connection)

    @property
    def all(self) -> list[str]:
        """Every statement."""
        return [query["sql"] for query in self.captured_queries if "SAVEPOINT" not in query["sql"]]

    @property
    def writing(self) -> list[str]:
        """Those that write."""
        return [sql for sql in self.all if sql.lstrip().startswith(WRITES) or "procrastinate_defer" in sql]


def later(**by: int) -> datetime:
    """A moment after the builders' one."""
    return builders.NOW + timedelta(**by)
