"""A browser at the address for which passkeys are made, and a device that holds one."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests import builders
from tests.doors.storefront.people.conftest import PASSWORD
from tests.fixtures.authenticator import ORIGIN, Authenticator
from toubao.journal.models import Entry

HERE, SIGN_IN = "/members/account/passkeys/", "/sign-in/passkey/"
FAILED = "/sign-in/?passkey=failed"


@pytest.fixture(autouse=True)
def _at_a_domain(settings: Any) -> None:
    settings.PASSKEY_ORIGIN = ORIGIN


@pytest.fixture
def browser(as_app: None) -> Client:
    """A browser at the address for which passkeys are made, in which nobody is signed in."""
    return Client(HTTP_HOST="localhost:8000")


@pytest.fixture
def stranger(as_app: None) -> Client:
    """Another browser there, in which nobody is signed in."""
    return Client(HTTP_HOST="localhost:8000", REMOTE_ADDR="198.51.100.9")


@pytest.fixture
def device(member: Client) -> Authenticator:
    """A device that holds a passkey of the member."""
    made = Authenticator()
    answer = add(member, made)
    assert answer["Location"] == f"{HERE}?done=added"
    return made


def to_add(client: Client) -> Any:
    """The question by which a device makes a passkey, after its holder has proved again who they are, where that is wanted."""
    answer = client.post(f"{HERE}question/")
    if answer.status_code == 302 and "strong=1" in answer["Location"]:
        stepped(client, UUID(client.session["account"]))
        answer = client.post(f"{HERE}question/")
    return answer


def stepped(client: Client, account: UUID) -> None:
    """Prove again who one is, by a code, as a person does before adding a passkey."""
    client.post("/members/account/prove/", {"strong": "1", "send": "sms", "next": HERE})
    answer = client.post("/members/account/prove/", {"strong": "1", "code": builders.last_code(account), "next": HERE})
    assert answer["Location"] == HERE


def question(client: Client, purpose: str) -> dict[str, Any]:
    """What the script of the page fetches."""
    answer = client.post(f"/passkeys/{purpose}/question/")
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    return told


def prove_again(client: Client) -> None:
    """Enter the password once more, as whoever touches the keys of an account must."""
    assert client.post("/members/account/prove/", {"password": PASSWORD}).status_code == 302


def add(client: Client, device: Authenticator, **wrong: Any) -> Any:
    asked = to_add(client).json()
    return client.post(f"{HERE}add/", {"answer": device.make(asked, **wrong), "name": "我的手機"})


def use(client: Client, device: Authenticator, **wrong: Any) -> Any:
    return client.post(SIGN_IN, {"answer": device.use(question(client, "sign-in"), **wrong)})


def refusals() -> list[str]:
    """Why passkeys were refused, as the journal has it."""
    return [entry.facts["outcome"] for entry in Entry.objects.filter(event="passkey.refused").order_by("pk")]
