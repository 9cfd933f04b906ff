"""Whose limits count (11.2.2, 11.2.3): by how surely the buyer is known, and whether they are a customer already."""

import pytest

from tests import builders
from tests.business.identity.proving.test_policyholders import on_file
from toubao.business.identity.models import Account
from toubao.business.identity.proving import policyholders
from toubao.business.policies.queries import is_policyholder
from toubao.business.purchase import facts
from toubao.business.purchase.models import Purchase
from toubao.products import Product

pytestmark = pytest.mark.django_db
NEW, KNOWN = (12_000_000, 12_000_000), (15_000_000, 15_000_000)


@pytest.fixture
def on_sale() -> Product:
    """The travel product, published."""
    return builders.product()


def limits(account: Account, on_sale: Product) -> tuple[int, int]:
    """What counts for this account's next application."""
    return facts.limits(Purchase(account=account, person=account.person), on_sale, now=builders.NOW)


@pytest.mark.parametrize(
    ("way", "most"), [("online", NEW), ("bank", NEW), ("partner", NEW), ("branch", KNOWN), ("certificate", KNOWN), ("unheard of", NEW)]
)
def test_11_2_2_the_way_of_registration_says_whose_limits_count(on_sale: Product, way: str, most: tuple[int, int]) -> None:
    account = builders.registered_account()
    account.way = way
    assert limits(account, on_sale) == most


def test_11_2_2_and_8_1_who_holds_a_policy_of_the_books_is_an_existing_customer(on_sale: Product) -> None:
    known = builders.somebody()
    policyholders.load(entries=[on_file(known)], now=builders.NOW)
    account = builders.registered_account()
    assert is_policyholder(account.person_id)
    assert limits(account, on_sale) == KNOWN
    assert limits(builders.registered_account(2), on_sale) == NEW, "of the books, but of another"


def test_11_2_2_and_8_1_what_is_only_typed_makes_nobody_an_existing_customer(on_sale: Product) -> None:
    """Positive control of the match: the books have another phone and mailbox, so the policies are not theirs yet."""
    policyholders.load(entries=[on_file(builders.somebody(), phone="+886955123456", mail="x@demo.example")], now=builders.NOW)
    assert limits(builders.registered_account(), on_sale) == NEW


def test_11_2_2_what_was_bought_before_counts_and_the_purchase_itself_does_not(on_sale: Product) -> None:
    from uuid import uuid4

    from toubao.business.policies.models import Policy

    account = builders.registered_account()
    purchase = builders.started_purchase(account, on_sale)
    bought = {
        "person": account.person, "number": "TA11500000001", "product": on_sale.code, "product_version": "1", "starts": builders.NOW,
        "ends": builders.NOW, "sum_insured": 1, "premium": 1, "concluded_at": builders.NOW, "sealed": b"",
    }  # fmt: skip
    own = Policy.objects.create(purchase=purchase.pk, **bought)
    assert facts.limits(purchase, on_sale, now=builders.NOW) == NEW
    Policy.objects.filter(pk=own.pk).update(purchase=uuid4())
    assert facts.limits(purchase, on_sale, now=builders.NOW) == KNOWN
