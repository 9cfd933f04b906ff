"""How surely a buyer is known decides what they may buy and pay with (11.2.2, 12.1.1, 12.1.3), by the way they registered, as data."""

from typing import Any

import pytest

from tests import builders
from tests.fixtures.approved import SAMPLE, sample_ways
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.identity.models import Account
from toubao.business.identity.proving import ways
from toubao.business.purchase import facts
from toubao.journal.models import Entry

__all__ = ["sample_ways"]
pytestmark = pytest.mark.django_db
NEW, STRONG = (12_000_000, 12_000_000), (15_000_000, 15_000_000)


def _by(way: str) -> Account:
    account = builders.registered_account()
    Account.objects.filter(pk=account.pk).update(way=way)
    account.refresh_from_db()
    return account


@pytest.mark.parametrize(
    ("way", "limits", "online"),
    [
        ("online", NEW, True), ("bank", NEW, True), ("partner", NEW, True), ("branch", STRONG, False), ("certificate", STRONG, False),
        ("mobile_id", NEW, True), ("gone", NEW, True),
    ],
)  # fmt: skip
def test_12_1_3_limits_and_payment_follow_the_way(
    as_app: None, sample_ways: None, way: str, limits: tuple[int, int], *, online: bool
) -> None:
    product, account = builders.product(), _by(way)
    purchase = builders.started_purchase(account, product)
    assert facts.limits(purchase, product, now=builders.NOW) == limits
    assert facts.pays_as_online(account) is online


def test_12_1_3_an_approved_way_is_worth_what_the_operator_says(as_app: None, sample_ways: None, settings: Any, tmp_path: Any) -> None:
    strong = SAMPLE.read_text().replace('"new_online"', '"certificate"').replace('pays_as = "online"', 'pays_as = "counter"')
    (tmp_path / "ways.toml").write_text(strong)
    settings.WAYS = str(tmp_path / "ways.toml")
    ways.approved.cache_clear()
    product, account = builders.product(), _by("mobile_id")
    assert facts.limits(builders.started_purchase(account, product), product, now=builders.NOW) == STRONG
    assert not facts.pays_as_online(account)


@pytest.mark.parametrize(("way", "ruling"), [("certificate", "n/a"), ("online", "open")])
def test_12_1_1_the_way_reaches_the_payment_and_the_underwriting(as_app: None, institutions: RunningSandbox, way: str, ruling: str) -> None:
    product, account = builders.product(), _by(way)
    purchase = builders.confirmed_purchase(account, product)
    builders.pay_at_sandbox(purchase, product)
    builders.advance(purchase)
    paid = Entry.objects.get(event="payment.authorised")
    assert paid.facts["registered_online"] is (way == "online")
    assert {v["gate"]: v["ruling"] for v in paid.verdicts}["own_instrument"] == ruling
    accepted = Entry.objects.get(event="purchase.accepted").facts
    assert (accepted["way"], accepted["company_limit"]) == (way, STRONG[0] if way == "certificate" else NEW[0])
