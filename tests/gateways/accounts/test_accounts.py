"""The bank and the partner of the sandbox, asked over real HTTP (7.2.1.2.1, 7.2.1.2.2), with every switch."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.fixtures.customers import brought, walk
from tests.fixtures.sandbox import RunningSandbox
from tests.fixtures.servers.impostor import BACK, secrecy
from toubao.gateways.evidence import GatewayError, NoAnswer, Rejected, Unreachable
from toubao.gateways.oidc import Assertion, HttpIdentityProvider, Provider, challenge, fresh
from toubao.gateways.patience import Patience

HASTE = Patience(connect=1.0, attempt=1.0, total=3.0, attempts=2, pause=0.01)


@pytest.fixture
def bank(sandbox: RunningSandbox) -> Iterator[HttpIdentityProvider]:
    """The sandbox's bank."""
    sandbox.reset()
    ours = _line(sandbox, "bank")
    yield ours
    ours.close()
    sandbox.reset()


def _line(sandbox: RunningSandbox, name: str, **changed: str) -> HttpIdentityProvider:
    known = {"issuer": f"{sandbox.url}/{name}", "secret": sandbox.secret.decode(), **changed}
    return HttpIdentityProvider(Provider(name=name, client="insurer", **known), patience=HASTE)


def _told(line: HttpIdentityProvider, customer: str) -> dict[str, str]:
    secret = secrecy()
    begun = line.begin(back=BACK, state=secret.state, nonce=secret.nonce, challenge=challenge(secret.verifier))
    return brought(walk(begun.address, customer))


def _finish(line: HttpIdentityProvider, told: dict[str, str]) -> Assertion:
    secret = secrecy()
    assert told["state"] == secret.state
    asked = {"back": BACK, "verifier": secret.verifier, "nonce": secret.nonce}
    return line.finish(code=told["code"], issuer=told["iss"], now=datetime.now(UTC), **asked)


@pytest.mark.parametrize(
    ("customer", "kind", "opened", "grade", "standing", "person"),
    [
        ("first", "digital", "online", 1, "good", True),
        ("counter", "net_bank", "counter", 0, "good", True),
        ("second", "digital", "online", 2, "good", True),
        ("frozen", "digital", "online", 1, "frozen", True),
        ("company", "net_bank", "counter", 0, "good", False),
    ],
)
def test_7_2_1_2_1_the_bank_says_how_the_account_was_opened_and_of_which_class(
    bank: HttpIdentityProvider, customer: str, kind: str, opened: str, grade: int, standing: str, person: bool
) -> None:
    said = _finish(bank, _told(bank, customer))
    assert (said.kind, said.opened, said.grade, said.standing, said.natural_person) == (kind, opened, grade, standing, person)


def test_7_2_1_2_2_the_partner_says_who_its_member_is(bank: HttpIdentityProvider, sandbox: RunningSandbox) -> None:
    partner = _line(sandbox, "partner")
    said = _finish(partner, _told(partner, "member"))
    assert (said.kind, said.name, said.phone) == ("member", "吳承翰", "+886988550201")
    partner.close()


def test_another_bank_is_not_this_one(bank: HttpIdentityProvider, sandbox: RunningSandbox) -> None:
    lost = _line(sandbox, "bank", issuer=f"{sandbox.url}/partner/")
    with pytest.raises(GatewayError, match="another issuer"):
        lost.begin(back=BACK, state="s", nonce="n", challenge="c")
    lost.close()
    gone = _line(sandbox, "bank", issuer="http://127.0.0.1:1/bank")
    with pytest.raises(Unreachable):
        gone.begin(back=BACK, state="s", nonce="n", challenge="c")
    gone.close()


@pytest.mark.parametrize("switch", ["down", "unreachable", "lose_answers"])
def test_a_bank_that_does_not_answer_can_be_asked_again_later(bank: HttpIdentityProvider, sandbox: RunningSandbox, switch: str) -> None:
    sandbox.switch("bank", **{switch: True})
    with pytest.raises(NoAnswer):
        bank.begin(back=BACK, state="s", nonce="n", challenge="c")
    sandbox.switch("bank", **{switch: False})
    assert _finish(bank, _told(bank, "first")).name == "林家豪"


@pytest.mark.parametrize(("switch", "error"), [("lose_answers", NoAnswer), ("answer_twice", Rejected), ("down", NoAnswer)])
def test_a_code_that_was_lost_or_taken_twice_is_spent(
    bank: HttpIdentityProvider, sandbox: RunningSandbox, switch: str, error: type[GatewayError]
) -> None:
    told = _told(bank, "first")
    sandbox.switch("bank", **{switch: True})
    with pytest.raises(error) as caught:
        _finish(bank, told)
    assert caught.value.evidence.attempts == 1
    sandbox.switch("bank", **{switch: False})
    if switch != "down":
        with pytest.raises(Rejected, match="invalid_grant"):
            _finish(bank, told)
    assert _finish(bank, _told(bank, "first")).name == "林家豪"


def test_secrets_are_never_the_same_twice() -> None:
    first, second = fresh(), fresh()
    assert len({first.state, first.nonce, first.verifier, second.state, second.nonce, second.verifier}) == 6
    assert "Secrecy" in repr(first)
    assert first.verifier not in repr(first)
