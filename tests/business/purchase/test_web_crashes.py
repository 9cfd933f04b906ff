"""Kill -9 of the web at every point from the code to the webhook: the buyer tries again, and it is one purchase, one charge, one policy."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest

from tests import builders
from tests.business.purchase.test_crashes import restart, truth
from tests.fixtures.mortal import Workers
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.payment.models import Payment
from toubao.business.purchase import actions
from toubao.business.purchase.models import Purchase
from toubao.products import Product

pytestmark = pytest.mark.crash


def informed(serial: int, on_sale: Product) -> Purchase:
    """A purchase whose code was sent."""
    purchase = builders.informed_purchase(builders.registered_account(serial), on_sale)
    _send(purchase, on_sale)
    return purchase


def _send(purchase: Purchase, on_sale: Product, *, later: int = 0) -> None:
    at = builders.NOW + timedelta(seconds=later)
    sent = actions.send_code(purchase=purchase, product=on_sale, channel="sms", insurer="測試", network=str(purchase.pk), now=at)
    assert sent.sent


def buy(workers: Workers, purchase: Purchase, on_sale: Product, *, armed: str = "", record: str = "") -> list[int]:
    """What a buyer does from the code on, each request twice if it died, and asking for another code where the first is spent;
    how each ended.
    """
    told = {"now": builders.NOW, "record": record}
    ended = []
    for armed_now in (armed, ""):
        if builders.reread(purchase).state == "informed":
            if ended:
                _send(purchase, on_sale, later=1)
            ended.append(workers.serve("confirm", armed=armed_now, purchase=str(purchase.pk), code=builders.last_code(purchase.pk), **told))
    assert builders.reread(purchase).state == "confirmed", (armed, ended)
    ended.extend(workers.serve("pay", armed=armed_now, purchase=str(purchase.pk), **told) for armed_now in (armed, ""))
    builders.pay_at_sandbox(builders.reread(purchase), on_sale)
    order = str(Payment.objects.get(purchase=purchase.pk).pk)
    ended.extend(workers.serve("hear", armed=armed_now, order=order, **told) for armed_now in (armed, ""))
    return ended


def test_10_1_3_web_killed_anywhere_is_one_purchase_one_charge_one_policy(
    workers: Workers, institutions: RunningSandbox, tmp_path: Path
) -> None:
    on_sale = builders.product()
    record = tmp_path / "points"
    assert set(buy(workers, informed(1, on_sale), on_sale, record=str(record))) == {0}
    points = dict.fromkeys(record.read_text().split())
    assert {
        "purchase.confirmed:before-commit#1",
        "payment.intended:after-commit#1",
        "card.open:after-answer#1",
        "webhook:before-commit#1",
    } <= set(points)
    for number, point in enumerate(points, start=10):
        purchase = informed(number, on_sale)
        ended = buy(workers, purchase, on_sale, armed=point)
        assert -signal.SIGKILL in ended, f"{point} was not reached"
        restart(workers)
        assert truth(institutions, purchase.pk) == ("reported", ["captured"], 1), point


def test_control_who_never_tries_again_has_bought_nothing(workers: Workers, institutions: RunningSandbox) -> None:
    on_sale = builders.product()
    purchase = informed(1, on_sale)
    killed = workers.serve(
        "confirm",
        now=builders.NOW,
        armed="purchase.confirmed:before-commit",
        purchase=str(purchase.pk),
        code=builders.last_code(purchase.pk),
    )
    assert killed == -signal.SIGKILL
    assert truth(institutions, purchase.pk) == ("informed", [], 0)
