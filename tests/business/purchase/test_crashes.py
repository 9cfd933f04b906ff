"""Kill -9 of the worker at every point between payment and policy: after a restart one charge and one policy, or a void and a refusal."""

import signal
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from tests import builders
from tests.fixtures.mortal import Workers
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.correspondence.models import Message
from toubao.business.payment.models import Payment
from toubao.business.policies.models import Policy
from toubao.business.purchase.models import Purchase
from toubao.journal.models import Entry
from toubao.journal.reading import intact
from toubao.products import Product

pytestmark = pytest.mark.crash

POINTS_EXPECTED = 40
"""At least so many places lie on the way; fewer would mean that the walk has lost sight of some."""


def restart(workers: Workers) -> None:
    """What happens after a crash: the dead worker's jobs are taken up, and what is due is acted on, a few minutes later."""
    for minutes in (3, 6):
        if not _unfinished():
            return
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_workers")
            cursor.execute("UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL WHERE status = 'doing'")
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
        assert workers.work(now=builders.NOW + timedelta(minutes=minutes), due=True) == 0


def _unfinished() -> bool:
    """Whether there is a purchase with something left to do, a policy not sent, or a message not out."""
    waiting = Purchase.objects.filter(next_at__isnull=False).exists() or Message.objects.filter(state="queued").exists()
    return waiting or Policy.objects.exclude(state="sent").exists()


def paid(serial: int, on_sale: Product, card: str = builders.GOOD_CARD) -> Purchase:
    purchase = builders.confirmed_purchase(builders.registered_account(serial), on_sale)
    builders.pay_at_sandbox(purchase, on_sale, card=card)
    builders.actions.look_again(purchase)
    return purchase


def truth(sandbox: RunningSandbox, purchase: UUID) -> tuple[str, list[str], int]:
    """The purchase's state, what the acquirer's books say of its orders, and how many policies there are."""
    orders = [sandbox.order(str(p.pk))["status"] for p in Payment.objects.filter(purchase=purchase)]
    return Purchase.objects.get(pk=purchase).state, orders, Policy.objects.filter(purchase=purchase).count()


def points(workers: Workers, tmp_path: Path, on_sale: Product, card: str = builders.GOOD_CARD) -> list[str]:
    """Every point that a whole run passes, in order."""
    record = tmp_path / "points"
    paid(1, on_sale, card)
    assert workers.work(now=builders.NOW, record=str(record)) == 0
    return record.read_text().split()


def test_12_1_4_worker_killed_anywhere_ends_in_one_charge_and_one_policy(
    workers: Workers, institutions: RunningSandbox, tmp_path: Path
) -> None:
    on_sale = builders.product()
    found = points(workers, tmp_path, on_sale)
    assert len(found) >= POINTS_EXPECTED, found
    for number, point in enumerate(found, start=10):
        purchase = paid(number, on_sale)
        assert workers.work(now=builders.NOW, armed=point) == -signal.SIGKILL, f"{point} was not reached"
        restart(workers)
        assert truth(institutions, purchase.pk) == ("reported", ["captured"], 1), point
        policy = Policy.objects.get(purchase=purchase.pk)
        assert policy.state == "sent", point
        news = [m for m in institutions.messages(f"+8869{10000000 + number}") if "/members/policies/" in m["text"]]
        assert len(news) == 1, point
    assert all(intact(entry) for entry in Entry.objects.all())


def test_11_2_3_worker_killed_while_refusing_ends_in_a_void_and_no_policy(
    workers: Workers, institutions: RunningSandbox, tmp_path: Path
) -> None:
    on_sale = builders.product()
    card = "4000000000000341"
    found = points(workers, tmp_path, on_sale, card)
    late = found[found.index("purchase.refused:before-commit#1") :]
    for number, point in enumerate(late, start=10):
        purchase = paid(number, on_sale, card)
        assert workers.work(now=builders.NOW, armed=point) == -signal.SIGKILL, f"{point} was not reached"
        restart(workers)
        assert truth(institutions, purchase.pk) == ("refused", ["voided"], 0), point


def test_control_without_a_restart_a_killed_purchase_stays_unfinished(workers: Workers, institutions: RunningSandbox) -> None:
    on_sale = builders.product()
    purchase = paid(1, on_sale)
    assert workers.work(now=builders.NOW, armed="purchase.accepted:after-commit") == -signal.SIGKILL
    assert truth(institutions, purchase.pk) == ("accepted", ["authorised"], 0)


def test_control_forgetting_the_committed_intent_charges_twice_and_is_seen(workers: Workers, institutions: RunningSandbox) -> None:
    on_sale = builders.product()
    purchase = paid(1, on_sale)
    assert workers.work(now=builders.NOW, armed="card.capture:after-answer") == -signal.SIGKILL
    Payment.objects.filter(purchase=purchase.pk).update(state="voided")
    forgotten = Payment(purchase=purchase.pk, holder=purchase.person_id, amount=purchase.premium, intended_at=builders.NOW)
    forgotten.state = "intended"
    forgotten.save()
    Purchase.objects.filter(pk=purchase.pk).update(state="confirmed", next_at=builders.NOW)
    builders.pay_at_sandbox(builders.reread(purchase), on_sale)
    restart(workers)
    assert truth(institutions, purchase.pk)[1] == ["captured", "captured"]
