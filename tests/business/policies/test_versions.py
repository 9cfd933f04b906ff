"""What was agreed to keeps its version (6.1.2), also where a release brings another one for days that are over."""

from datetime import date, timedelta

import pytest

from tests import builders
from tests.business.purchase.conftest import account, confirmed, on_sale
from tests.fixtures.sandbox import RunningSandbox
from toubao import products
from toubao.business.policies import contract
from toubao.business.policies.models import Policy
from toubao.business.purchase import queries as purchases
from toubao.business.purchase.models import Purchase
from toubao.products import Product

pytestmark = pytest.mark.django_db
__all__ = ["account", "confirmed", "on_sale"]


def test_6_1_2_another_version_put_on_that_day_since_leaves_what_was_agreed_to_as_it_is(
    institutions: RunningSandbox, confirmed: Purchase, on_sale: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody agreed on the 5th of December to what was sold then; a version that begins on the 1st was loaded afterwards."""
    assert on_sale.version.code == "2026-01"
    builders.drain()
    builders.pay_at_sandbox(confirmed, on_sale)
    builders.advance(confirmed)
    policy = Policy.objects.select_related("person__key").get(purchase=confirmed.pk)
    day = date(2026, 12, 5)
    assert products.load("travel-accident", on=day).version.code == "2026-02"
    monkeypatch.setattr(contract.Agreed, "on", day)
    assert contract.holds(policy)
    assert contract.product_of(policy).documents == on_sale.documents
    Purchase.objects.filter(pk=confirmed.pk).update(confirmed_at=builders.NOW + timedelta(days=12))
    assert purchases.product(builders.reread(confirmed), now=builders.NOW).documents == on_sale.documents
    monkeypatch.setattr(contract, "load", lambda code, *, on, version: products.load(code, on=on))
    assert not contract.holds(policy), "the positive control: by its day alone"


def test_6_1_2_a_version_that_never_was_is_what_nobody_agreed_to(confirmed: Purchase) -> None:
    Purchase.objects.filter(pk=confirmed.pk).update(product_version="2020-01")
    assert purchases.product(builders.reread(confirmed), now=builders.NOW).version.code == "2026-01"
    with pytest.raises(products.NotOnSale, match="there is no version 2020-01"):
        products.load("travel-accident", on=builders.NOW.date(), version="2020-01")
