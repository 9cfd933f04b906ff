"""What a purchase costs the database, in figures that no neighbour moves: its statements, and that none reads a growing table whole."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.bench.scans import overheard, read_whole
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.purchase.models import Purchase

pytestmark = pytest.mark.django_db

AT_MOST = {"to be sent in": 36, "the worker": 112}
"""Statements of a purchase by its actions: before the payment, and from there until the policy is with its holder's post. Lower it when it
is lower.
"""


def test_a_purchase_stays_within_its_statements_and_reads_no_growing_table_whole(institutions: RunningSandbox) -> None:
    account, on_sale = builders.registered_account(), builders.product()
    with overheard() as heard:
        with CaptureQueriesContext(connection) as before:
            purchase = builders.confirmed_purchase(account, on_sale)
        builders.drain()
        builders.pay_at_sandbox(purchase, on_sale)
        with CaptureQueriesContext(connection) as after:
            builders.advance(purchase)
            builders.drain()
    assert Purchase.objects.get(pk=purchase.pk).state == "reported"
    counted = {"to be sent in": len(before), "the worker": len(after)}
    assert {name: count for name, count in counted.items() if count > AT_MOST[name]} == {}
    assert read_whole(heard) == {}
