"""The acquirer's webhook: believed when signed and in time, heard once, and never more than a reason to look."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests import builders
from tests.doors.storefront.selling.conftest import Statements
from tests.doors.storefront.selling.test_paying import jobs, pay
from tests.fixtures.sandbox import CARD_SECRET, RunningSandbox
from toubao.business import due
from toubao.business.payment import actions as payments
from toubao.business.payment.models import Heard, Payment, Stray
from toubao.business.purchase.models import Purchase
from toubao.business.reconciliation import queries
from toubao.journal.models import Entry
from toubao.rules.events import Event

pytestmark = pytest.mark.django_db
ADDRESS = "/webhooks/card"


@pytest.fixture
def acquirer(institutions: RunningSandbox) -> Client:
    """Somebody who posts without a browser, with our checks of forms switched on."""
    return Client(enforce_csrf_checks=True)


def send(
    client: Client, order: object, *, secret: str = CARD_SECRET, sent: datetime | None = None, event: str = "evt_1", **changes: Any
) -> Any:
    """A webhook as the acquirer signs it; `changes` are made to its body after signing."""
    told = {"event_id": event, "order": str(order), "status": "authorised", "amount": 330, "at": builders.NOW.isoformat()}
    body, stamp = json.dumps(told).encode(), str(int((sent or datetime.now(UTC)).timestamp()))
    signature = "v1=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    sent_body = json.dumps(told | changes).encode() if changes else body
    headers = {"Acquirer-Timestamp": stamp, "Acquirer-Signature": signature}
    return client.post(ADDRESS, data=sent_body, content_type="application/json", headers=headers)


@pytest.fixture
def payment(confirmed: Purchase, buyer: Client, institutions: RunningSandbox) -> Payment:
    """A payment that was made at the acquirer, and of which nothing was heard yet."""
    pay(buyer, confirmed)
    return Payment.objects.get(purchase=confirmed.pk)


def test_a_signed_webhook_makes_the_worker_look(acquirer: Client, payment: Payment, confirmed: Purchase) -> None:
    with Statements() as asked:
        answer = send(acquirer, payment.pk)
    assert (answer.status_code, answer.content) == (204, b"")
    assert len(asked.all) <= 3
    assert jobs() == 1
    assert builders.reread(confirmed).state == "confirmed"
    builders.drain()
    assert builders.reread(confirmed).state == "reported"


def test_the_same_event_twice_is_heard_once(acquirer: Client, payment: Payment) -> None:
    assert [send(acquirer, payment.pk).status_code for _ in range(3)] == [204, 204, 204]
    assert Heard.objects.count() == 1
    assert jobs() == 1


def test_webhook_before_after_and_again_charges_once(acquirer: Client, payment: Payment, buyer: Client, confirmed: Purchase) -> None:
    send(acquirer, payment.pk, event="evt_1")
    buyer.get(f"/purchase/{confirmed.pk}/back/")
    builders.drain()
    send(acquirer, payment.pk, event="evt_2")
    send(acquirer, payment.pk, event="evt_0", status="declined")
    builders.drain()
    assert builders.reread(confirmed).state == "reported"
    assert Payment.objects.get(pk=payment.pk).state == "captured"


def test_what_the_webhook_says_is_not_believed_without_looking(acquirer: Client, confirmed: Purchase, buyer: Client) -> None:
    buyer.post(f"/purchase/{confirmed.pk}/pay/")
    send(acquirer, Payment.objects.get(purchase=confirmed.pk).pk)
    builders.drain()
    assert builders.reread(confirmed).state == "confirmed"


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"secret": "another secret"}, "wrong signature"),
        ({"status": "captured"}, "wrong signature"),
        ({"sent": datetime.now(UTC) - timedelta(days=400)}, "too old or too new"),
    ],
)
def test_a_webhook_that_is_tampered_with_or_late_is_refused(acquirer: Client, payment: Payment, how: dict[str, Any], reason: str) -> None:
    with Statements() as asked:
        answer = send(acquirer, payment.pk, **how)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == reason
    assert asked.all == []
    assert (Heard.objects.count(), jobs()) == (0, 0)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_five_minutes_are_tolerated_and_no_more(acquirer: Client, payment: Payment, minutes: int) -> None:
    sent = datetime.now(UTC) + timedelta(minutes=minutes)
    assert send(acquirer, payment.pk, sent=sent).status_code == 400
    assert send(acquirer, payment.pk, sent=sent - timedelta(minutes=minutes / 6)).status_code == 204


def test_an_unsigned_or_unreadable_webhook_is_refused(acquirer: Client) -> None:
    assert acquirer.post(ADDRESS, data=b"{}", content_type="application/json").json()["detail"] == "unsigned"
    assert acquirer.get(ADDRESS).status_code == 405


@pytest.mark.parametrize("order", ["not-a-uuid", "5e3f1f0a-9a8c-4e55-9f60-0f5b8d6f6f11"])
def test_an_order_that_is_not_ours_is_kept_once_and_looked_at_in_the_acquirers_books(acquirer: Client, order: str) -> None:
    for _ in range(2):
        assert send(acquirer, order).status_code == 204
    assert (Heard.objects.count(), jobs()) == (0, 0)
    stray = Stray.objects.get()
    assert (stray.order, stray.status, stray.examined_at) == (order, "authorised", None)
    assert Entry.objects.filter(subject_id=stray.pk, event=Event.ORDER_UNKNOWN.value).count() == 1
    due.act(builders.NOW)
    builders.drain()
    assert not queries.strays().exists()
    assert [(each.kind, each.reference) for each in queries.for_people()] == [("stray", order)], "nor does the acquirer know it"


def test_a_webhook_that_names_an_unknown_order_leads_to_its_money(acquirer: Client, payment: Payment, institutions: RunningSandbox) -> None:
    order = str(payment.pk)
    Payment.objects.all().delete()
    assert send(acquirer, order).status_code == 204
    due.act(builders.NOW)
    builders.drain()
    assert institutions.order(order)["status"] == "voided"


def test_a_webhook_that_cannot_be_kept_is_not_answered_as_if_it_were(acquirer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payments, "STRAYS", 2)
    assert [send(acquirer, f"o{place}", event=f"e{place}").status_code for place in range(3)] == [204, 204, 503]
    assert send(acquirer, "o1", event="e1").status_code == 204, "this one is kept"
    assert Stray.objects.count() == 2


def test_hearing_and_telling_the_worker_stand_or_fall_together(acquirer: Client, payment: Payment, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise RuntimeError("the queue is lost")

    monkeypatch.setattr("toubao.business.purchase.actions.defer", lost)
    with pytest.raises(RuntimeError), _savepoint():
        send(acquirer, payment.pk)
    monkeypatch.undo()
    assert Heard.objects.count() == 0
    assert send(acquirer, payment.pk).status_code == 204
    assert jobs() == 1


def _savepoint() -> Any:
    from django.db import transaction

    assert connection.in_atomic_block
    return transaction.atomic()
