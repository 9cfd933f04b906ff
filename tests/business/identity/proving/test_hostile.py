"""A hostile provider in the place of a bank: each attack is journaled with its reason, and no account comes of it (7.2.1.2)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.business.identity.proving.accounts import begun, now, refusals, sent
from tests.fixtures.servers.attacks import ATTACKS, DISCOVERED
from tests.fixtures.servers.impostor import CLIENT, SECRET, Impostor, impostor
from toubao.business import outside
from toubao.business.identity import actions, queries
from toubao.business.identity.actions import Brought
from toubao.business.identity.models import Authorisation, Registration
from toubao.gateways.evidence import GatewayError
from toubao.gateways.oidc import Beginning
from toubao.journal.models import Entry

__all__ = ["impostor"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def hostile(as_app: None, impostor: Impostor, settings: Any) -> Iterator[Impostor]:
    """A hostile provider in the bank's place."""
    settings.PROVIDERS = {
        "bank": {
            "way": "bank",
            "title": "銀行",
            "issuer": impostor.issuer,
            "client": CLIENT,
            "secret": SECRET,
            "same_group": True,
            "timeout": 1.0,
        }
    }
    outside.hang_up()
    yield impostor
    outside.hang_up()


def _attacked(hostile: Impostor, registration: Registration) -> str:
    """What came of it, where the person did all that was asked of them."""
    address = sent(registration)
    evidence: Any = None
    state = hostile.listen(Beginning(address=address, evidence=evidence))["state"]
    issuer = hostile.issuer if hostile.iss is None else hostile.iss
    return actions.come_back(name="bank", brought=Brought(state, "code-1", issuer, ""), running=[registration.pk], now=now()).outcome


@pytest.mark.parametrize("name", ATTACKS)
def test_7_2_1_2_an_attack_is_journaled_with_its_reason_and_no_account_comes_of_it(hostile: Impostor, name: str) -> None:
    attack, error, reason = ATTACKS[name]
    registration = begun()
    attack(hostile)
    if name in DISCOVERED:
        with pytest.raises(GatewayError):
            _attacked(hostile, registration)
        assert not Authorisation.objects.exists()
    else:
        outcome = "disbelieved" if error == "Disbelieved" else "unanswered"
        assert _attacked(hostile, registration) == outcome
        assert refusals(registration) == [f"{outcome}: {reason}"]
    failed = Entry.objects.get(subject_id=registration.pk, event="institution.failed")
    assert failed.facts["reason"] == reason
    found = queries.registration(registration.pk)
    assert found is not None
    assert (found.state, found.person.sealed) == ("noticed", None)
    assert not Entry.objects.filter(event="registration.identity_asserted").exists()


def test_an_honest_provider_in_the_same_place_is_believed(hostile: Impostor) -> None:
    """Positive control of all attacks."""
    assert _attacked(hostile, begun()) == "asserted"
