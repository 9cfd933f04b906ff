"""A browser past the notices and past the page that asks who one is, in a way that needs a proof; and the sandbox's cards."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests import builders
from tests.doors.storefront.people.conftest import Registering, entered, words
from tests.fixtures import http
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import outside
from toubao.business.identity.personal import Known

WANG = builders.somebody(1, name="王小明", id_number="A123456789")


@pytest.fixture
def outsiders(institutions: RunningSandbox, moment: time_machine.Traveller) -> Iterator[RunningSandbox]:
    """The sandbox, at its own time: what it signs is dated."""
    moment.move_to(time_machine.escape_hatch.datetime.datetime.now(builders.NOW.tzinfo))
    yield institutions
    outside.hang_up()


def stated(registering: Registering, way: str, known: Known = WANG, **asked: str) -> Registering:
    """Past the notices and the page that asks who one is, by this way."""
    registering.read()
    answer = registering.client.post("/register/", {"consent": "on", "way": way, "next": "/purchase/x/", **asked})
    assert answer["Location"].endswith("/you/"), words(answer)
    registering.address = answer["Location"].removesuffix("you/")
    typed = entered(known)
    typed.pop("channel")
    answer = registering.client.post(f"{registering.address}you/", typed)
    assert answer["Location"].startswith(f"{registering.address}"), words(answer)
    return registering


def sign(sandbox: RunningSandbox, holder: str, text: str) -> str:
    """What the sandbox's component signs with a card, in base64."""
    told: dict[str, Any] = {"holder": holder, "tbs": text, "pin": "123456", "hashAlgorithm": "SHA256", "signatureType": "PKCS7"}
    return str(http.post(f"{sandbox.url}/sign", json=told).json()["signature"])
