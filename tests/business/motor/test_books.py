"""Loading the books: in place of what was there, journaled once a change, everything personal sealed (8.3)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import builders
from tests.business.motor import given
from toubao.business.motor import books, queries
from toubao.business.motor.models import Insured, MotorPolicy
from toubao.journal.envelope import Unreadable
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db


def test_8_3_process_the_books_are_loaded_again_without_doubles_and_each_change_is_journaled() -> None:
    car, van = given.entry(1), given.entry(2, kind="business", id_number=given.COMPANY)
    assert books.load(entries=[car, van], now=given.NOW) == books.Loaded(new=2)
    assert books.load(entries=[car, van], now=given.NOW) == books.Loaded(same=2)
    assert books.load(entries=[replace(car, paid=0, paid_on=None)], now=given.NOW) == books.Loaded(changed=1)
    row = MotorPolicy.objects.get(number=car.number)
    assert (row.paid, MotorPolicy.objects.count(), Insured.objects.count()) == (0, 2, 2)
    told = [each.facts["reference"] for each in Entry.objects.filter(subject_id=row.pk, event="motor.entered").order_by("number")]
    assert told == ["new", "changed"]


def test_one_holder_may_have_several_vehicles_and_one_vehicle_several_contracts() -> None:
    one, other = given.policy(1), given.policy(1, number="CA-TEST-9", plate="DEM-0009")
    assert one.insured_id == other.insured_id
    assert Insured.objects.count() == 1


def test_a_number_of_another_insured_stops_the_whole_load() -> None:
    given.policy(1)
    with pytest.raises(books.AnothersNumber, match="CA-TEST-1"):
        books.load(entries=[given.entry(3), replace(given.entry(2), number="CA-TEST-1")], now=given.NOW)
    assert MotorPolicy.objects.count() == 1


def test_another_plate_of_the_same_contract_is_found_and_the_old_one_is_not() -> None:
    given.policy(1)
    given.policy(1, plate="NEW-0001")
    assert queries.found_by(given.question().number, "DEM0001") == []
    assert len(queries.found_by(given.question().number, "NEW0001")) == 1


def test_15_1_4_nothing_personal_stands_in_the_rows_and_without_the_key_nothing_can_be_read() -> None:
    row = given.policy(1)
    told = given.entry(1)
    kept = b"".join(bytes(getattr(each, field.attname)) for each in (row, row.insured) for field in each._meta.fields
                    if isinstance(getattr(each, field.attname), bytes | memoryview))  # fmt: skip
    for canary in (told.id_number, told.name, told.vehicle.plate, told.vehicle.make):
        assert canary.encode() not in kept
    assert (queries.holder(row.insured).number, queries.vehicle(row).plate) == (told.id_number, told.vehicle.plate)
    builders.destroy_key(row.insured_id)
    destroyed = queries.policy(row.pk)
    assert destroyed is not None
    with pytest.raises(Unreadable):
        queries.vehicle(destroyed)


@pytest.mark.parametrize(
    ("days", "ended", "standing", "covered"),
    [
        (0, None, "running", True),
        (-101, None, "coming", False),
        (265, None, "ended", False),
        (0, -1, "stopped", False),
        (0, 1, "running", True),
    ],
)
def test_8_3_process_how_a_contract_stands(days: int, ended: int | None, standing: str, covered: bool) -> None:
    row = given.policy(ended_at=None if ended is None else given.NOW + timedelta(days=ended))
    at = given.NOW + timedelta(days=days)
    assert (queries.standing(row, at), queries.covered(row, at)) == (standing, covered)


@pytest.mark.parametrize(
    ("paid", "days", "payment"), [(1460, 0, "paid"), (0, 0, "late"), (0, -100, "due"), (60, -100, "part"), (60, 0, "short")],
)  # fmt: skip
def test_8_3_process_how_a_premium_stands(paid: int, days: int, payment: str) -> None:
    row = given.policy(paid=paid, paid_on=given.NOW.date() if paid else None)
    assert queries.payment(row, given.NOW + timedelta(days=days)) == payment


def test_8_3_process_of_a_vehicle_what_runs_or_comes_is_told_and_of_a_line_without_it_the_last() -> None:
    old = given.policy(number="OLD", starts=given.NOW - 2 * given.YEAR, ends=given.NOW - given.YEAR)
    runs, comes = given.policy(), given.policy(number="NEXT", starts=given.NOW + given.YEAR, ends=given.NOW + 2 * given.YEAR)
    lost = given.policy(number="V-1", line="voluntary", starts=given.NOW - 2 * given.YEAR, ends=given.NOW - given.YEAR)
    older = given.policy(number="V-0", line="voluntary", starts=given.NOW - 3 * given.YEAR, ends=given.NOW - 2 * given.YEAR)
    told = {policy.number for policy in queries.to_tell([old, runs, comes, lost, older], given.NOW)}
    assert told == {runs.number, comes.number, lost.number}
    assert queries.to_tell([], given.NOW) == ()
