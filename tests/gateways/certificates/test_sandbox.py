"""The real sandbox's cards, OCSP and lists through the gateway, and what each of its switches makes of a status (7.2.3.3)."""

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from cryptography import x509

from tests.fixtures import http
from tests.fixtures.sandbox import RunningSandbox
from tests.gateways.conftest import HASTE
from toubao.gateways.breaker import Breaker
from toubao.gateways.certificates.authority import Checked, Status, Trust, X509Authority
from toubao.gateways.certificates.fetching import Fetcher
from toubao.gateways.certificates.reasons import Reason
from toubao.gateways.evidence import NoAnswer

CHALLENGE = "toubao.register.1:test"


class Holding:
    """Somebody with the demo's cards, and the authority that trusts the demo's root."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self.sandbox = sandbox
        self.fetcher = Fetcher(frozenset({f"127.0.0.1:{sandbox.port}"}), patience=HASTE, breaker=lambda: Breaker(failures=10**9))
        root = x509.load_pem_x509_certificate((sandbox.home / "certificates" / "root.pem").read_bytes())
        self.authority = X509Authority(Trust("sandbox", (root,)), self.fetcher)

    @property
    def now(self) -> datetime:
        """The sandbox's time."""
        return datetime.fromisoformat(http.get(self.sandbox.url + "/clock").json()["now"])

    def check(self, holder: str, name: str, tail: str) -> Checked:
        """What a card's signature shows."""
        told: dict[str, Any] = {"holder": holder, "tbs": CHALLENGE, "pin": "123456", "hashAlgorithm": "SHA256", "signatureType": "PKCS7"}
        answer = http.post(self.sandbox.url + "/sign", json=told).json()
        message = base64.b64decode(answer["signature"])
        return self.authority.check(message=message, challenge=CHALLENGE.encode(), name=name, tail=tail, now=self.now)

    def status(self, source: str = "ocsp", holder: str = "wang", name: str = "王小明", tail: str = "6789") -> Status:
        """What the authority says of a card."""
        leaf, issuer, *_ = self.check(holder, name, tail).chain
        return self.authority.status(source=source, certificate=leaf, issuer=issuer, now=self.now)


@pytest.fixture
def holding(sandbox: RunningSandbox) -> Iterator[Holding]:
    """Cards of a sandbox with no switch on."""
    sandbox.reset()
    ready = Holding(sandbox)
    yield ready
    ready.fetcher.close()
    sandbox.reset()


@pytest.mark.parametrize(
    ("holder", "name", "tail", "outcome"),
    [
        ("wang", "王小明", "6789", Reason.GOOD), ("chen", "陳美玲", "6781", Reason.GOOD), ("wang", "陳美玲", "6789", Reason.NAME_DIFFERS),
        ("huang", "黃國華", "6782", Reason.EXPIRED), ("wu", "吳淑芬", "6785", Reason.NOT_YET_VALID),
        ("company", "示範股份有限公司", "6784", Reason.ORGANISATION), ("li", "李家豪", "6787", Reason.WRONG_PURPOSE),
        ("stranger", "王小明", "6789", Reason.CHAIN_SIGNATURE_WRONG),
    ],
)  # fmt: skip
def test_7_2_3_3_each_card_is_what_the_demo_says(holding: Holding, holder: str, name: str, tail: str, outcome: Reason) -> None:
    assert holding.check(holder, name, tail).outcome == outcome


@pytest.mark.parametrize("source", ["ocsp", "crl"])
@pytest.mark.parametrize(
    ("holder", "name", "tail", "outcome"),
    [("wang", "王小明", "6789", Reason.GOOD), ("lin", "林志成", "6780", Reason.REVOKED), ("chang", "張雅婷", "6783", Reason.SUSPENDED)],
)
def test_7_2_3_3_both_sources_say_the_same(holding: Holding, source: str, holder: str, name: str, tail: str, outcome: Reason) -> None:
    assert holding.status(source, holder, name, tail).outcome == outcome


@pytest.mark.parametrize("source", ["ocsp", "crl"])
def test_7_2_3_3_the_authority_above_answers_for_the_one_below(holding: Holding, source: str) -> None:
    _, issuing, root = holding.check("wang", "王小明", "6789").chain
    told = holding.authority.status(source=source, certificate=issuing, issuer=root, now=holding.now)
    assert told.outcome == Reason.GOOD


@pytest.mark.parametrize("source", ["ocsp", "crl"])
@pytest.mark.parametrize("switch", ["down", "unreachable", "lose_answers"])
def test_7_2_3_3_no_answer_is_silence(holding: Holding, source: str, switch: str) -> None:
    holding.sandbox.switch(source, **{switch: True})
    with pytest.raises(NoAnswer):
        holding.status(source)


@pytest.mark.parametrize("source", ["ocsp", "crl"])
def test_7_2_3_3_slow_and_twice_are_answers(holding: Holding, source: str) -> None:
    holding.sandbox.switch(source, slow_seconds=0.1, answer_twice=True)
    assert holding.status(source).outcome == Reason.GOOD
