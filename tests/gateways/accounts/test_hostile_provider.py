"""A hostile identity provider: every attack is refused with its reason and nothing of it is used; the honest one passes (7.2.1.2)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.fixtures.servers.attacks import ATTACKS, DISCOVERED
from tests.fixtures.servers.impostor import BACK, GOOD, Impostor, impostor, secrecy
from toubao.gateways.evidence import GatewayError
from toubao.gateways.oidc import Assertion, Disbelieved, HttpIdentityProvider, asking, challenge, id_token
from toubao.gateways.patience import Patience

__all__ = ["impostor"]
HASTE = Patience(connect=1.0, attempt=0.3, total=2.0, attempts=1, pause=0.01)


@pytest.fixture
def client(impostor: Impostor) -> Iterator[HttpIdentityProvider]:
    """Us."""
    ours = HttpIdentityProvider(impostor.provider, patience=HASTE)
    yield ours
    ours.close()


def _run(client: HttpIdentityProvider, impostor: Impostor) -> Assertion:
    secret = secrecy()
    told = impostor.listen(client.begin(back=BACK, state=secret.state, nonce=secret.nonce, challenge=challenge(secret.verifier)))
    assert told["code_challenge_method"] == "S256"
    assert secret.verifier not in told.values()
    came_back = impostor.issuer if impostor.iss is None else impostor.iss
    asked = {"back": BACK, "verifier": secret.verifier, "nonce": secret.nonce}
    return client.finish(code="code-1", issuer=came_back, now=datetime.now(UTC), **asked)


def test_7_2_1_2_1_an_honest_bank_says_who_its_customer_is(client: HttpIdentityProvider, impostor: Impostor) -> None:
    """Positive control of all attacks: nothing but the attack makes the difference."""
    said = _run(client, impostor)
    assert (said.name, said.id_number, said.kind, said.grade, said.natural_person) == ("林家豪", "A123456010", "digital", 1, True)
    assert impostor.forms[0]["code_verifier"] == secrecy().verifier
    assert said.evidence.answer is not None
    assert said.evidence.answer["id_number"] == "•••010"
    assert len(said.evidence.answer["id_token_sha256"]) == 64


def test_what_is_kept_and_printed_of_an_assertion_shows_nobody(client: HttpIdentityProvider, impostor: Impostor) -> None:
    said = _run(client, impostor)
    for shown in (repr(said), repr(said.evidence), repr(client.provider)):
        for secret in ("林家豪", "A123456010", "+886988550101", "bank01@", "access", client.provider.secret, secrecy().verifier, "code-1"):
            assert secret not in shown.replace("access_denied", "")


@pytest.mark.parametrize("name", ATTACKS)
def test_7_2_1_2_an_attack_is_refused_with_its_reason(client: HttpIdentityProvider, impostor: Impostor, name: str) -> None:
    attack, error, reason = ATTACKS[name]
    attack(impostor)
    with pytest.raises(GatewayError) as caught:
        _run(client, impostor)
    assert (type(caught.value).__name__, caught.value.reason) == (error, reason)
    assert "/other-keys" not in impostor.asked
    if name in DISCOVERED:
        assert impostor.forms == []
    elif name.startswith("mix-up"):
        assert impostor.forms == [], "a code went out to whom it was not meant for"
    else:
        assert len(impostor.forms) == 1, "a code was shown twice"


def test_a_code_is_good_once(client: HttpIdentityProvider, impostor: Impostor) -> None:
    _run(client, impostor)
    with pytest.raises(GatewayError) as caught:
        _run(client, impostor)
    assert caught.value.reason == "invalid_grant"


def test_a_verifier_that_does_not_fit_gets_nothing(client: HttpIdentityProvider, impostor: Impostor) -> None:
    impostor.listen(client.begin(back=BACK, state="s", nonce="n", challenge=challenge("another")))
    with pytest.raises(GatewayError) as caught:
        client.finish(code="code-1", issuer=impostor.issuer, back=BACK, verifier="mine", nonce="n", now=datetime.now(UTC))
    assert caught.value.reason == "invalid_grant"


def test_a_new_key_is_fetched_once_when_it_is_needed(client: HttpIdentityProvider, impostor: Impostor) -> None:
    impostor.keys = []
    with pytest.raises(Disbelieved):
        _run(client, impostor)
    assert impostor.asked.count("/bank/jwks") == 2
    impostor.keys, impostor.codes = [GOOD.as_dict(private=False)], set()
    assert _run(client, impostor).subject == "customer-1"


def test_discovery_and_keys_are_kept_for_a_while(client: HttpIdentityProvider, impostor: Impostor) -> None:
    _run(client, impostor)
    impostor.codes = set()
    _run(client, impostor)
    assert impostor.asked.count("/bank/jwks") == impostor.asked.count("/bank/.well-known/openid-configuration") == 1


def test_without_the_guard_the_attack_passes(client: HttpIdentityProvider, impostor: Impostor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: the claims are judged in one place; with it off, a token for another client with another nonce gets in."""
    monkeypatch.setattr(id_token, "judge", lambda claims, **wanted: None)
    impostor.claims = {"aud": "somebody", "nonce": "another", "exp": 1, "iss": "https://other.example"}
    assert _run(client, impostor).name == "林家豪"


def test_without_the_comparison_another_issuers_answer_passes(
    client: HttpIdentityProvider, impostor: Impostor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Positive control of the mix-up."""
    monkeypatch.setattr(asking, "_came_from", lambda wanted, issuer, *, named: None)
    impostor.iss = "https://other.example"
    assert _run(client, impostor).name == "林家豪"


def test_an_issuer_that_promises_no_name_may_leave_it_out(client: HttpIdentityProvider, impostor: Impostor) -> None:
    impostor.metadata, impostor.iss = {"authorization_response_iss_parameter_supported": None}, ""
    assert _run(client, impostor).name == "林家豪"


def test_clocks_may_differ_by_a_minute(client: HttpIdentityProvider, impostor: Impostor) -> None:
    made = int((datetime.now(UTC) + timedelta(seconds=45)).timestamp())
    impostor.claims = {"iat": made, "auth_time": made, "nbf": made, "exp": made + 60, "aud": ["insurer"], "azp": "insurer", "at_hash": None}
    impostor.person = {"phone_number": None, "email": None}
    said = _run(client, impostor)
    assert (said.phone, said.mail) == ("", "")


def test_v10_2_3_no_more_is_asked_for_than_who_somebody_is(client: HttpIdentityProvider, impostor: Impostor) -> None:
    secret = secrecy()
    told = impostor.listen(client.begin(back=BACK, state=secret.state, nonce=secret.nonce, challenge=challenge(secret.verifier)))
    assert told["scope"] == "openid"
