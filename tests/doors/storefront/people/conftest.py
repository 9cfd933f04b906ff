"""A visitor's browser before the people's pages, at the moment of the builders, with the rights of the web process."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from tests import builders
from toubao.business.identity.models import Account, Registration
from toubao.business.identity.personal import Known
from toubao.doors.storefront.notices import names as needed
from toubao.products import Product

PASSWORD = "a long demo password"


@pytest.fixture(autouse=True)
def _at_the_builders_moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(builders.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def moment(_at_the_builders_moment: time_machine.Traveller) -> time_machine.Traveller:
    """The clock of the test, to be moved on."""
    return _at_the_builders_moment


@pytest.fixture
def browser(as_app: None) -> Client:
    """A browser in which nobody is signed in, on a channel of ours."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def other_browser(as_app: None) -> Client:
    """Somebody else's browser."""
    return Client(SERVER_NAME="localhost", REMOTE_ADDR="198.51.100.9")


@pytest.fixture
def account(as_app: None) -> Account:
    """Somebody with an account."""
    return builders.registered_account()


@pytest.fixture
def member(browser: Client, account: Account) -> Client:
    """A browser in which that account is signed in, by the sign-in page."""
    return sign_in(browser, account, "0910000001")


@pytest.fixture
def on_sale(as_app: None) -> Product:
    """The travel product, published."""
    return builders.product()


def sign_in(client: Client, account: Account, who: str) -> Client:
    """Sign in as a person does."""
    answer = client.post("/sign-in/", {"who": who, "password": PASSWORD})
    assert answer.status_code == 302, words(answer)
    assert client.session["account"] == str(account.pk)
    return client


def words(answer: Any) -> str:
    """What a page says, without its markup."""
    page = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<body")[2]))


def summary(answer: Any) -> list[tuple[str, str]]:
    """The list on top of a page with errors: where each leads, and its sentence."""
    found = re.search(r'<div class="error-summary".*?</div>', answer.content.decode(), re.DOTALL)
    if found is None:
        return []
    items = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL)
    return [((re.findall(r'href="#([^"]+)"', item) or [""])[0], re.sub(r"<[^>]+>", "", item)) for item in items]


def tick(client: Client, name: str, **more: str) -> Any:
    """Open the page of a notice, and tick it there."""
    page = client.get(f"/register/notices/{name}/").content.decode()
    return client.post(f"/register/notices/{name}/", {"read": "on", "shown": receipt_in(page), **more})


def receipt_in(page: str) -> str:
    """What went out with the page of a notice."""
    return unescape(page.split('name="shown" value="')[1].partition('"')[0])


@dataclass
class Registering:
    """One run through registration in one browser, page by page as a person goes."""

    client: Client
    address: str = ""

    @property
    def registration(self) -> Registration:
        """The row of the registration under way."""
        return Registration.objects.get(pk=UUID(self.address.split("/")[2]))

    def read(self, *names: str, then: str = "") -> None:
        """Read notices, one by one."""
        for name in names or needed("purchase"):
            assert tick(self.client, name, next=then).status_code == 302

    def agree(self, then: str = "") -> None:
        """Consent, and come to the page that asks who one is."""
        answer = self.client.post("/register/", {"consent": "on", "next": then})
        assert answer.status_code == 302, words(answer)
        assert answer["Location"].endswith("/you/")
        self.address = answer["Location"].removesuffix("you/")

    def begun(self, then: str = "") -> "Registering":
        """Past the notices."""
        self.read()
        self.agree(then)
        return self

    def say(self, known: Known | None = None, **changes: str) -> Any:
        """Send in who one is."""
        return self.client.post(f"{self.address}you/", entered(known or builders.somebody()) | changes)

    def identified(self, known: Known | None = None, **changes: str) -> "Registering":
        """Past the page that asks who one is; the code is on its way."""
        answer = self.say(known, **changes)
        assert answer["Location"].startswith(f"{self.address}code/?sent="), words(answer)
        return self

    def enter(self, code: str | None = None) -> Any:
        """Send in the code that came, or another."""
        return self.client.post(f"{self.address}code/", {"code": builders.last_code(self.registration.pk) if code is None else code})

    def verified(self) -> "Registering":
        """Past the code."""
        assert self.enter()["Location"] == f"{self.address}password/"
        return self

    def choose(self, password: str = PASSWORD) -> Any:
        """Send in a password."""
        return self.client.post(f"{self.address}password/", {"password": password})


@pytest.fixture
def registering(browser: Client) -> Registering:
    """Nobody has read anything yet."""
    return Registering(browser)


def entered(known: Known, **changes: str) -> dict[str, str]:
    """What a person types into the page that asks who they are; no name has figures."""
    born = known.birth_date
    return {
        "name": known.name.rstrip("0123456789"), "id_number": known.id_number, "birth_date_year": str(born.year),
        "birth_date_month": str(born.month),
        "birth_date_day": str(born.day), "phone": known.phone.replace("+886", "0"), "mail": known.mail,
        "guardianship": "yes" if known.guardianship_declared else "no", "channel": "sms", **changes,
    }  # fmt: skip


def without_token(answer: HttpResponse) -> bytes:
    """A page without the form's token, which is another one each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", answer.content)
