"""Numbers: every sequence moves past what was given, and none past its end."""

import pytest
from django.db import connection

from tests import builders
from toubao.business.policies import actions as policies
from toubao.business.restoration import numbers

pytestmark = pytest.mark.django_db


def test_every_sequence_of_the_database_moves_past_what_it_gave_and_what_the_mark_knows() -> None:
    policies._next_number(builders.NOW)
    before = numbers.given()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace")
        assert len(before) == cursor.fetchone()[0] > 10
    moved = numbers.move_on({"policies_number": before["policies_number"] + 7, "journal_entry_id_seq": 0})
    assert moved == numbers.given()
    assert moved["policies_number"] == before["policies_number"] + 7 + numbers.MARGIN
    assert all(moved[name] >= last + numbers.MARGIN for name, last in before.items())
    assert int(policies._next_number(builders.NOW)[-8:]) == moved["policies_number"] + 1


def test_the_application_reads_numbers_and_cannot_move_them(as_app: None) -> None:
    from django.db import ProgrammingError, transaction

    assert numbers.given()["policies_number"] >= 0
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        numbers.move_on({})


def test_a_number_is_not_moved_past_its_digits() -> None:
    before = numbers.given()
    with pytest.raises(numbers.TooFar, match="policies_number"):
        numbers.move_on({"policies_number": 99_999_999})
    assert numbers.given() == before
