"""What will stop an application is known before anybody pays in vain; the gates decide in the end (7.3, 11.2.2)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import builders
from toubao.business.identity.models import Account
from toubao.business.purchase import beforehand, facts
from toubao.business.purchase.beforehand import Kind, Obstacle, obstacle
from toubao.business.purchase.models import Purchase
from toubao.business.underwriting.models import Reservation
from toubao.products.limits import NoLimit

pytestmark = pytest.mark.django_db
MOST = 12_000_000


@pytest.fixture
def account(as_app: None) -> Account:
    return builders.registered_account()


def _begun(account: Account, sum_insured: int = 5_000_000) -> Purchase:
    return builders.started_purchase(account, builders.product(), sum_insured=sum_insured)


def _held(purchase: Purchase, amount: int) -> None:
    """Another application of the same person holds this much of the limit for the same days."""
    assert purchase.starts
    assert purchase.ends
    Reservation.objects.create(
        purchase=uuid4(), insured=purchase.person_id, line=builders.product().line, amount=amount, others=0, made_at=builders.NOW,
        starts=purchase.starts - timedelta(days=1), ends=purchase.ends,
    )  # fmt: skip


def _found(purchase: Purchase) -> Obstacle | None:
    return obstacle(purchase, builders.product(), now=builders.NOW)


def test_nothing_is_in_the_way_of_an_ordinary_application(account: Account) -> None:
    assert _found(_begun(account)) is None


@pytest.mark.parametrize(("wanted", "held", "room"), [(MOST, 0, None), (MOST + 1_000_000, 0, MOST), (5_000_000, 7_000_000, None),
    (5_000_000, 7_000_001, 4_999_999), (5_000_000, MOST, 0), (5_000_000, MOST + 1, 0)])  # fmt: skip
def test_11_2_2_our_own_limit_is_told_with_what_is_left_of_it(account: Account, wanted: int, held: int, room: int | None) -> None:
    purchase = _begun(account, wanted)
    if held:
        _held(purchase, held)
    assert _found(purchase) == (None if room is None else Obstacle(kind=Kind.LIMIT, room=room))


def test_11_2_2_a_customer_already_has_the_higher_limit(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    purchase = _begun(account, 15_000_000)
    assert _found(purchase) == Obstacle(kind=Kind.LIMIT, room=MOST)
    monkeypatch.setattr(facts, "existing_by", lambda *_, **__: "TA1")
    assert _found(purchase) is None


def test_11_2_2_nothing_is_sold_without_a_limit_on_record(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> tuple[int, int]:
        raise NoLimit

    monkeypatch.setattr(beforehand.facts, "limits_of", none)
    assert _found(_begun(account)) == Obstacle(kind=Kind.NO_LIMIT)


def test_the_same_trip_a_change_that_cools_off_and_an_account_that_sleeps(account: Account) -> None:
    builders.confirmed_purchase(account, builders.product())
    purchase = _begun(account)
    assert _found(purchase) == Obstacle(kind=Kind.SAME_TRIP)
    purchase.account.cooled_until = builders.NOW + timedelta(hours=2)
    assert _found(purchase) == Obstacle(kind=Kind.COOLING, until=purchase.account.cooled_until)
    assert obstacle(purchase, builders.product(), now=builders.NOW + timedelta(days=5 * 366)) == Obstacle(kind=Kind.ASLEEP)


def test_before_a_trip_is_entered_only_the_account_is_looked_at(account: Account) -> None:
    purchase = builders.started_purchase(account, builders.product(), departs=None, returns=None)
    assert purchase.starts is None
    assert _found(purchase) is None
