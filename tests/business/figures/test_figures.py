"""Figures that are kept counted: the same as counting, whatever moves; whoever writes none of them by hand; and a difference is found."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tests import builders
from tests.fixtures.sandbox import RunningSandbox
from toubao.business import whose
from toubao.business.figures import queries as figures
from toubao.business.figures import recounting
from toubao.business.figures.models import Figure, Movement
from toubao.business.identity.models import Registration
from toubao.business.keyset import Cursor
from toubao.business.purchase.models import Purchase
from toubao.journal.models import OpenDuty
from toubao.journal.writing import reopen
from toubao.rules.events import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def bought(institutions: RunningSandbox) -> Purchase:
    """A purchase that went its whole way: registered, entered, paid, issued, its policy sent."""
    on_sale = builders.product()
    purchase = builders.confirmed_purchase(builders.registered_account(), on_sale)
    builders.pay_at_sandbox(purchase, on_sale)
    builders.advance(purchase)
    builders.drain()
    return builders.reread(purchase)


@pytest.fixture
def forged() -> Iterator[Any]:
    """A cursor of the owner's, past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield cursor


def test_whatever_moves_its_figure_moves_with_it(bought: Purchase) -> None:
    assert Movement.objects.exists()
    for _ in range(2):
        assert recounting.differences() == []
        assert figures.total("case") == figures.total("case", bought.product, "reported") == 1
        assert figures.by_key("sale") == {(bought.product,): figures.Sum(1, bought.premium)}
        assert figures.total("registration", "online", "purchase", "opened") == Registration.objects.count() == 1
        kinds = Counter("open" if duty.met_at is None else "met" for duty in OpenDuty.objects.all())
        assert {kind: figures.total("duty", "", "", kind) for kind in kinds} == kinds
        assert kinds["met"] > 2
        assert figures.add_up() > 0 or not Movement.objects.exists()
    assert Figure.objects.exists()


def test_what_comes_undone_or_goes_is_taken_off_again(bought: Purchase) -> None:
    met = OpenDuty.objects.exclude(met_at=None).get(name="send_policy")
    before = figures.by_key("duty", "send_policy")
    OpenDuty.objects.filter(pk=met.pk).update(met_at=met.due_at + timedelta(seconds=1))
    late = figures.by_key("duty", "send_policy")["send_policy", met.clause, "met_late"]
    assert late == figures.Sum(1, (met.due_at + timedelta(seconds=1) - met.opened_at) // timedelta(microseconds=1))
    reopen(Event.POLICY_SENT, subject=met.subject_id)
    assert figures.by_key("duty", "send_policy") == {("send_policy", met.clause, "open"): figures.Sum(1, 0)}
    OpenDuty.objects.filter(pk=met.pk).update(met_at=met.met_at)
    assert figures.by_key("duty", "send_policy") == before
    Purchase.objects.filter(pk=bought.pk).update(began_at=bought.began_at - timedelta(days=3), concluded_at=None)
    assert figures.by_key("sale") == {}
    assert list(figures.by_day("case")) == [figures_day(bought.began_at - timedelta(days=3))]
    Purchase.objects.filter(pk=bought.pk)._raw_delete("default")  # type: ignore[attr-defined]  # nothing in the product deletes one
    assert figures.total("case") == 0
    assert recounting.differences() == []


def figures_day(moment: datetime) -> date:
    return (moment.astimezone(UTC) + timedelta(hours=8)).date()


def test_a_step_that_is_taken_back_moves_nothing(bought: Purchase) -> None:
    with transaction.atomic():
        Purchase.objects.filter(pk=bought.pk).update(state="refused")
        assert figures.total("case", "", "refused") == 1
        transaction.set_rollback(True)
    assert figures.total("case", "", "refused") == 0
    assert figures.total("case") == 1


def test_without_its_trigger_a_difference_is_found_told_and_put_right(bought: Purchase, forged: Any) -> None:
    """The positive control."""
    figures.add_up()
    forged.execute("ALTER TABLE purchase_purchase DISABLE TRIGGER figures_of_purchase_moved")
    Purchase.objects.filter(pk=bought.pk).update(state="refused")
    forged.execute("SET CONSTRAINTS ALL IMMEDIATE")
    forged.execute("ALTER TABLE purchase_purchase ENABLE TRIGGER figures_of_purchase_moved")
    assert figures.total("case", "", "refused") == 0
    day = figures_day(bought.began_at)
    said = [f"case {day} {bought.product} refused: 0 kept, 1 counted", f"case {day} {bought.product} reported: 1 kept, 0 counted"]
    assert [str(each) for each in recounting.differences()] == said
    assert [str(each) for each in recounting.differences(correct=True)] == said
    assert recounting.differences() == []
    assert figures.total("case", "", "refused") == 1
    forged.execute("UPDATE figures_figure SET amount = amount + 1 WHERE what = 'sale'")
    assert [str(each) for each in recounting.differences()] == [
        f"sale {day} {bought.product}: 1 kept, 1 counted, amounting to {bought.premium + 1} and {bought.premium}"
    ]


def test_the_application_can_move_a_figure_only_by_moving_what_it_counts(bought: Purchase, as_app: None) -> None:
    for statement in (
        "UPDATE figures_figure SET many = 9",
        "DELETE FROM figures_figure",
        "INSERT INTO figures_movement (what, day, key, many, amount) VALUES ('case', '2026-11-23', '{a,b}', 1, 0)",
        "DELETE FROM figures_movement",
        "TRUNCATE figures_movement",
        "SELECT figures_move('case', '2026-11-23', '{a,b}', 1, 0)",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    figures.add_up()
    Purchase.objects.filter(pk=bought.pk).update(state="refused")
    assert figures.total("case", "", "refused") == 1
    assert recounting.differences() == []
    with whose.nobody():
        assert figures.total("case") == 0, "figures are the insurer's own"
    with whose.nobody(), whose.person(bought.person_id):
        assert figures.total("case") == 0
        Purchase.objects.filter(pk=bought.pk).update(state="reported")
    assert figures.total("case", "", "reported") == 1, "a buyer moves the figure of what is theirs"


def test_days_with_enough_are_named_and_no_others(bought: Purchase) -> None:
    with connection.cursor() as cursor:
        for days, many in ((1, 3), (5, 1), (9, 40), (30, 2), (31, 0)):
            day = figures_day(bought.began_at) - timedelta(days=days)
            cursor.execute("INSERT INTO figures_figure (what, day, key, many, amount) VALUES ('case', %s, '{rare,x}', %s, 0)", [day, many])

    def back(at: Cursor | None = None, most: int = 4) -> list[int]:
        found = figures.spans("case", "rare", most=most, at=at)
        assert all(until - since == timedelta(days=1) for since, until in found)
        return [(figures_day(bought.began_at) - figures_day(since)).days for since, _ in found]

    assert back(most=1) == [1]
    assert back() == [1, 5]
    assert back(most=5) == [1, 5, 9]
    assert back(most=500) == [1, 5, 9, 30]
    fifth = bought.began_at - timedelta(days=5)
    assert back(Cursor(fifth, uuid4())) == [5, 9]
    assert back(Cursor(fifth, uuid4(), back=True)) == [5, 1]
    assert back(Cursor(bought.began_at - timedelta(days=90), uuid4())) == []
    assert figures.spans("case", "unheard of", most=4) == []
