"""Whose each row is, as the database sees it: a person's rows are theirs alone, and nothing is seen until somebody says for whom."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.doors.access.world import World, undone
from toubao.business import whose
from toubao.business.correspondence.models import Message
from toubao.business.purchase.models import Purchase
from toubao.business.whose import Finding
from toubao.business.whose.tables import INSURERS, WHOSE
from toubao.journal.models import Subject

pytestmark = pytest.mark.django_db
ALSO_NOBODYS = {"journal_subject", "journal_entry", "journal_openduty"}
PERSONS = sorted(table for table, rows in WHOSE.items() if rows is not INSURERS and not table.startswith("governance_"))
NOT_OF_THE_OWNER = {
    "branches_visit",
    "branches_activationlink",
    "identity_policyholder",
    "identity_authorisation",
    "identity_certificatechallenge",
    "service_deathreport",
    "correspondence_attachment",
    "correspondence_halt",
    "motor_insured",
    "motor_motorpolicy",
    "motor_electronicproof",
}


def seen(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ctid::text FROM {table}")  # noqa: S608 tables of our own list
        return {row[0] for row in cursor.fetchall()}


def seen_by(account: object, table: str) -> set[str]:
    with whose.nobody(), whose.person(account.person_id):  # type: ignore[attr-defined]  # an account
        return seen(table)


@pytest.mark.parametrize("table", PERSONS)
def test_a_persons_rows_are_theirs_alone(there: World, table: str) -> None:
    owners, others = seen_by(there.owner, table), seen_by(there.other, table)
    shared = seen_by(there.owner, table) & others
    assert owners or table in NOT_OF_THE_OWNER
    assert not shared or table in ALSO_NOBODYS
    assert seen(table) >= owners | others


@pytest.mark.parametrize("table", WHOSE)
def test_nothing_is_seen_until_somebody_says_for_whom(there: World, table: str) -> None:
    with whose.nobody():
        found = seen(table)
    assert found == set() or table in ALSO_NOBODYS
    assert len(seen(table)) > len(found) or table in NOT_OF_THE_OWNER or WHOSE[table] is INSURERS


def test_what_is_about_no_person_is_everybodys(there: World) -> None:
    with whose.nobody():
        assert set(Subject.objects.values_list("holder", flat=True)) == {None}


@pytest.mark.parametrize("way", Finding)
def test_a_way_of_finding_opens_its_tables_and_no_other(there: World, way: Finding) -> None:
    with whose.nobody(), whose.finding(way):
        found = {table for table in WHOSE if table not in ALSO_NOBODYS and seen(table)}
    assert found == {table for table, rows in WHOSE.items() if way in rows.found}


def test_what_is_found_can_not_be_changed(there: World) -> None:
    with whose.nobody(), whose.finding(Finding.SERIAL):
        assert Purchase.objects.filter(pk=there.informed.pk).exists()
        assert Purchase.objects.filter(pk=there.informed.pk).update(premium=1) == 0


def test_nobody_changes_deletes_or_writes_what_is_anothers(there: World) -> None:
    with whose.nobody(), whose.person(there.other.person_id):
        assert Purchase.objects.filter(pk=there.informed.pk).update(premium=1) == 0
        assert Message.objects.filter(key_id=there.owner.person_id).delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Message.objects.create(subject=there.informed.pk, key_id=there.owner.person_id, sealed=b"", queued_at=there.owner.opened_at)
    with undone(), whose.nobody(), whose.person(there.owner.person_id):
        assert Purchase.objects.filter(pk=there.informed.pk).update(premium=1) == 1


def test_without_the_wall_it_would_be_seen(there: World) -> None:
    """The positive control: the owner of the tables is not bound, and sees what nobody was admitted to."""
    with whose.nobody(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE toubao_owner")
        assert there.informed.pk in set(Purchase.objects.values_list("pk", flat=True))
