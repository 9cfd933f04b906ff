"""What tests of a purchase share: the product on sale, an account, and an application that was sent in."""

import pytest

from tests import builders
from toubao.business.identity.models import Account
from toubao.business.purchase.models import Purchase
from toubao.products import Product


@pytest.fixture
def on_sale(db: None) -> Product:
    return builders.product()


@pytest.fixture
def account(db: None) -> Account:
    return builders.registered_account()


@pytest.fixture
def confirmed(account: Account, on_sale: Product) -> Purchase:
    return builders.confirmed_purchase(account, on_sale)
