"""What tests of the books share: a product on sale, an account, an application that was sent in, and a comparison of everything."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests import builders
from toubao.business.identity.models import Account
from toubao.business.purchase.models import Purchase
from toubao.business.reconciliation import actions, jobs
from toubao.business.reconciliation.models import Comparison, Difference
from toubao.products import Product

Compare = Callable[..., list[Difference]]


@pytest.fixture
def on_sale(db: None) -> Product:
    return builders.product()


@pytest.fixture
def account(db: None) -> Account:
    return builders.registered_account()


@pytest.fixture
def confirmed(account: Account, on_sale: Product) -> Purchase:
    return builders.confirmed_purchase(account, on_sale)


@pytest.fixture
def compare() -> Compare:
    """Compare everything there is, ours at the builders' moment and theirs by the world's clock; what was found, oldest first."""

    def now(*, lost: bool = False) -> list[Difference]:
        since, until = builders.NOW - timedelta(days=1), datetime.now(UTC) + timedelta(days=1)
        before = set(Difference.objects.values_list("pk", flat=True))
        made = actions.open_comparison(reason="by hand", since=since, until=until, now=builders.NOW, lost=lost)
        assert jobs.compare(made, builders.NOW), list(made.books.values("institution", "trouble"))
        assert Comparison.objects.get(pk=made.pk).finished_at is not None
        return list(Difference.objects.exclude(pk__in=before).order_by("found_at", "institution"))

    return now
