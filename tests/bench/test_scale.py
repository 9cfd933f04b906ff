"""Copies of a policy keep every constraint of the tables, and are counted; what pages cost is put into a table."""

from typing import Any

import pytest
from django.db import connection

from bench.scale.__main__ import table
from bench.scale.filling import OF_A_POLICY, REFUSED, TABLES, model, statement
from tests import builders
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.figures import queries as figures
from toubao.business.figures import recounting
from toubao.business.purchase.models import Purchase

FIRST, LAST = REFUSED - 2, REFUSED + 1


@pytest.mark.django_db
def test_copies_keep_every_constraint_and_are_counted(institutions: RunningSandbox) -> None:
    on_sale = builders.product()
    purchase = builders.confirmed_purchase(builders.registered_account(), on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    builders.drain()
    database: Any = connection.connection
    person = model(database)
    made = {
        each: database.execute(statement(database, each), {"person": person, "since": FIRST, "until": LAST, "step": "1 day"}).rowcount
        for each in TABLES
        if each != "journal_entry"  # its trigger takes none that does not follow the one before: copies are made without it
    }
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert {each for each, many in made.items() if many % (3 if each in OF_A_POLICY else 4)} == set()
    assert {each for each, many in made.items() if not many} <= {
        "identity_browsersession", "identity_knownbrowser", "consents_consent", "payment_heard",
    }  # fmt: skip
    assert (made["purchase_purchase"], made["policies_policydocument"]) == (4, 3)
    assert Purchase.objects.get(state="refused").serial == f"TX{REFUSED:010}"
    assert figures.total("case") == 5
    assert recounting.differences() == []


def test_what_pages_cost_is_put_into_a_table() -> None:
    few, many = {"ms": 0.25, "hit": 10, "read": 0}, {"ms": 1.0, "hit": 10, "read": 15}
    assert table({"0": {"/a/": few, "/b/": few}, "100": {"/a/": many}}).splitlines()[2:] == [
        "| /a/ | 0.2 | 1.0 | 10 | 25 | 2.5 |", "| /b/ | 0.2 | 0.0 | 10 | 0 | 0.0 |",
    ]  # fmt: skip
