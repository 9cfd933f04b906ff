"""Whose limits count (11.2.2, 11.2.3): by how surely the buyer is known, and whether they are a customer already."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import builders
from tests.business.identity.proving.test_policyholders import on_file
from toubao.business.identity.models import Account
from toubao.business.identity.proving import policyholders
from toubao.business.policies.models import Policy
from toubao.business.policies.queries import business_of
from toubao.business.purchase import facts
from toubao.business.purchase.models import Purchase
from toubao.products import Product
from toubao.products import limits as table

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
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
    assert [each.number for each in business_of(account.person_id)] == ["CAR-0001"]
    assert limits(account, on_sale) == KNOWN
    assert limits(builders.registered_account(2), on_sale) == NEW, "of the books, but of another"


def test_11_2_2_and_8_1_what_is_only_typed_makes_nobody_an_existing_customer(on_sale: Product) -> None:
    """Positive control of the match: the books have another phone and mailbox, so the policies are not theirs yet."""
    policyholders.load(entries=[on_file(builders.somebody(), phone="+886955123456", mail="x@demo.example")], now=builders.NOW)
    assert limits(builders.registered_account(), on_sale) == NEW


def bought(by: Purchase, on_sale: Product, **changes: Any) -> Policy:
    """A contract of the same person, concluded two months ago for a trip that is over."""
    plain = {
        "purchase": uuid4(), "person": by.person, "number": "TA11500000001", "product": on_sale.code, "product_version": "1",
        "starts": builders.NOW - 50 * DAY, "ends": builders.NOW - 45 * DAY, "sum_insured": 1, "premium": 60,
        "concluded_at": builders.NOW - 60 * DAY, "sealed": b"",
    }  # fmt: skip
    return Policy.objects.create(**plain | changes)


def test_11_2_2_what_was_bought_before_counts_and_the_purchase_itself_does_not(on_sale: Product) -> None:
    purchase = builders.started_purchase(builders.registered_account(), on_sale)
    own = bought(purchase, on_sale, purchase=purchase.pk)
    assert facts.limits(purchase, on_sale, now=builders.NOW) == NEW
    Policy.objects.filter(pk=own.pk).update(purchase=uuid4())
    assert facts.limits(purchase, on_sale, now=builders.NOW) == KNOWN
    assert facts.existing(purchase, on_sale, now=builders.NOW) == own.number
    assert not facts.newcomer(purchase.account, now=builders.NOW)


def test_11_2_2_sixty_dollars_bought_a_minute_ago_make_nobody_an_existing_customer(on_sale: Product) -> None:
    purchase = builders.started_purchase(builders.registered_account(), on_sale)
    bought(purchase, on_sale, concluded_at=builders.NOW - timedelta(minutes=1), starts=builders.NOW, ends=builders.NOW + DAY)
    assert facts.limits(purchase, on_sale, now=builders.NOW) == NEW
    assert facts.newcomer(purchase.account, now=builders.NOW)


def test_11_2_2_a_policy_of_the_same_days_raises_nothing_however_old_it_is(on_sale: Product) -> None:
    purchase = builders.started_purchase(builders.registered_account(), on_sale)
    assert purchase.ends
    long = bought(purchase, on_sale, ends=purchase.ends)
    assert facts.limits(purchase, on_sale, now=builders.NOW) == NEW
    Policy.objects.filter(pk=long.pk).update(ends=purchase.starts)
    assert facts.limits(purchase, on_sale, now=builders.NOW) == KNOWN


def test_11_2_2_where_nothing_says_who_is_existing_everybody_is_new(on_sale: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    purchase = builders.started_purchase(builders.registered_account(), on_sale)
    bought(purchase, on_sale)
    left = {key: rows for key, rows in table._table().items() if key[0] != "existing_customer"}
    monkeypatch.setattr(table, "_table", lambda: left)
    assert facts.limits(purchase, on_sale, now=builders.NOW) == NEW
