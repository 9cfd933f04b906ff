"""No page reads a table that grows from its first row to its last: what every row of every door asks the database is explained."""

from typing import Final

import pytest

from tests.bench.scans import Heard, overheard, read_whole
from tests.doors.access.asking import ask
from tests.doors.access.world import OWN, World
from toubao.business.identity.models import Account
from toubao.business.purchase.models import Purchase
from toubao.doors.access.tables import DOORS
from toubao.doors.console.access import ANYBODY, ROLES
from toubao.doors.console.access import TABLE as CONSOLE

pytestmark = pytest.mark.django_db

COUNTED: Final = {
    'SELECT COUNT(*) AS "__count" FROM "purchase_purchase"': "how many cases fit the list",
    'SELECT COUNT("journal_openduty"."id") FILTER': "how many duties were met in time, and how many late",
    'SELECT "journal_openduty"."name" AS "name", "journal_openduty"."clause"': "the same by duty",
}
"""What still counts rows one by one, and what for: figures that are to be kept counted."""


def asked_for(there: World) -> Heard:
    """Every statement that comes of asking for each address once, as somebody who may."""
    with overheard() as heard:
        for door, table in DOORS.items():
            for row, who in table.items():
                if "GET" in who and door != "console" and not row.startswith("style"):
                    ask(there, OWN, "GET", row, door)
        for row, by in CONSOLE.items():
            if "GET" in by:
                ask(there, next(role for role in ROLES if by["GET"] == ANYBODY or role in by["GET"]), "GET", row, "console")
    return heard


def test_no_page_reads_a_growing_table_whole(there: World) -> None:
    heard = asked_for(there)
    assert len(heard) > 100
    found = read_whole(heard)
    whole = {sql: scans for sql, scans in found.items() if not any(sql.startswith(counted) for counted in COUNTED)}
    assert not whole
    assert len(found) == len(COUNTED), "a figure that is kept counted now leaves this list"


def test_a_statement_that_no_index_helps_is_found(there: World) -> None:
    """The positive control, and beside it what looks alike and is helped."""
    with overheard() as heard:
        list(Purchase.objects.filter(channel="here"))
        list(Purchase.objects.filter(pk=there.informed.pk))
        list(Account.objects.filter(way="online", closed_at=None).order_by("opened_at")[:3])
        list(Purchase.objects.order_by("-began_at")[:3])
    found = read_whole(heard)
    assert [scans[0].split(":")[0] for scans in found.values()] == ["purchase_purchase", "identity_account"]
