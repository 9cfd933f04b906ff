"""No page reads a table that grows from its first row to its last: what every row of every door asks the database is explained."""

import pytest

from tests.bench.scans import Heard, overheard, read_whole
from tests.doors.access.asking import ask
from tests.doors.access.world import OWN, World
from toubao.business.identity.models import Account
from toubao.business.purchase.models import Purchase
from toubao.doors.access.tables import DOORS
from toubao.doors.console.access import ANYBODY, AUDITOR, ROLES
from toubao.doors.console.access import TABLE as CONSOLE

pytestmark = pytest.mark.django_db
NARROWED = (
    "cases/?state=started", "cases/?product=travel-accident&state=reported", "cases/?day=2026-11-23", "cases/?number=TA00000000001",
    "registrations/?way=online", "registrations/?purpose=purchase&state=opened", "registrations/?day=2026-11-23",
    "duties/?kind=late", "duties/?kind=met", "duties/?kind=met_late", "dormant/?clock=service&show=soon",
)  # fmt: skip
"""Lists that are narrowed; each is asked for at a place as well."""
PLACES = ("after.1796000000000000.", "before.946684800000000.")


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
        for each in (*NARROWED, "cases/?", "registrations/?"):
            key = "1" if each.startswith("duties") else "0" * 32
            for at in ("", *(f"&at={place}{key}" for place in PLACES)):
                assert there.browsers[AUDITOR].get(f"/console/{each}{at}").status_code == 200
    return heard


def test_no_page_reads_a_growing_table_whole(there: World) -> None:
    heard = asked_for(there)
    assert len(heard) > 100
    assert read_whole(heard) == {}


def test_a_statement_that_no_index_helps_is_found(there: World) -> None:
    """The positive control, and beside it what looks alike and is helped."""
    with overheard() as heard:
        list(Purchase.objects.filter(channel="here"))
        list(Purchase.objects.filter(pk=there.informed.pk))
        list(Account.objects.filter(way="online", closed_at=None).order_by("opened_at")[:3])
        list(Purchase.objects.order_by("-began_at")[:3])
    found = read_whole(heard)
    assert [scans[0].split(":")[0] for scans in found.values()] == ["purchase_purchase", "identity_account"]
