"""Nothing in the journal can be changed: not by the application's role, not by the owner; what a superuser does is in test_tampering."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.journal.given import NOW, somebody, written
from toubao.journal.models import Entry, OpenDuty, Subject
from toubao.journal.writing import follow
from toubao.rules.events import Event

pytestmark = pytest.mark.django_db
CHANGES = {
    "update": "UPDATE journal_entry SET outcome = 'taken'",
    "delete": "DELETE FROM journal_entry",
    "truncate": "TRUNCATE journal_entry",
    "truncate with what depends on it": "TRUNCATE journal_subject CASCADE",
}


def refused(statement: str, because: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(ProgrammingError, match=because), transaction.atomic():
            cursor.execute(statement)


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_21_1_1_the_owner_is_refused_by_triggers(statement: str) -> None:
    entry = written()
    refused(statement, "append-only")
    assert Entry.objects.filter(pk=entry.pk, outcome="taken").exists()


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_21_1_1_the_application_lacks_the_right(statement: str, as_app: None) -> None:
    entry = written()
    refused(statement, "permission denied")
    assert Entry.objects.filter(pk=entry.pk).exists()


def test_the_application_may_insert_and_read(as_app: None) -> None:
    about = somebody()
    assert written(about).number == 1
    assert written(about).number == 2


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE journal_entry DISABLE TRIGGER USER",
        "DROP TABLE journal_entry CASCADE",
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "DELETE FROM journal_subject",
        "DELETE FROM journal_openduty",
        "TRUNCATE journal_openduty",
    ],
)
def test_21_1_1_the_application_can_not_take_the_guards_away(statement: str, as_app: None) -> None:
    about = somebody()
    written(about)
    follow(Event.PURCHASE_CONCLUDED, subject=about.id, now=NOW)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Subject.objects.filter(pk=about.id).exists()
    assert OpenDuty.objects.filter(subject_id=about.id).exists()
