"""What the application's role can't do with the journal, and that the doctor sees when it could."""

from datetime import timedelta
from typing import LiteralString

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.journal.given import NOW, SYSTEM, somebody, stated, written
from toubao.business import whose
from toubao.doors import clock
from toubao.journal import guard
from toubao.journal.keys import destroy_key, make_key
from toubao.journal.models import Entry, OpenDuty, SubjectKey
from toubao.journal.reading import opened
from toubao.journal.writing import About, append, follow
from toubao.rules.events import Event
from toubao.rules.facts import Noted

pytestmark = pytest.mark.django_db
APP = "toubao_app"


def refused(statement: LiteralString, because: str = "permission denied") -> None:
    with pytest.raises(ProgrammingError, match=because), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_6_1_1_the_application_moves_no_duty(as_app: None) -> None:
    about = somebody()
    written(about)
    follow(Event.PAYMENT_AUTHORISED, subject=about.id, now=NOW)
    for column in ("due_at", "opened_at"):
        refused("UPDATE journal_openduty SET {} = now()".replace("{}", column))  # type: ignore[arg-type]  # one of two names above
    follow(Event.RECEIPT_REPORTED, subject=about.id, now=NOW)
    assert OpenDuty.objects.get(subject_id=about.id).met_at == NOW, "control: what it may, it can"


def test_15_1_4_the_application_takes_nobodys_key_away(as_app: None) -> None:
    about = somebody()
    written(about, stated())
    for statement in (
        "UPDATE journal_subjectkey SET wrapped = NULL",
        "UPDATE journal_subjectkey SET holder = gen_random_uuid()",
        "DELETE FROM journal_subjectkey",
        "TRUNCATE journal_subjectkey CASCADE",
    ):
        refused(statement)
    assert [each.personal for each in opened(about.id, about.holder)] != [None]


def test_15_1_4_a_key_is_destroyed_once_and_only_as_the_journal_says(as_app: None) -> None:
    about, other = somebody(), somebody()
    written(about, stated())
    written(other, stated())
    assert about.holder
    with pytest.raises(ProgrammingError, match="journal does not say"), transaction.atomic():
        destroy_key(about.holder)
    append(event=Event.KEY_DESTROYED, about=About(about.holder, "key"), actor=SYSTEM, facts=Noted(because="a test"), now=NOW)
    with whose.nobody(), pytest.raises(ProgrammingError, match="insurer alone"), transaction.atomic():
        destroy_key(about.holder)
    assert destroy_key(about.holder)
    assert not destroy_key(about.holder)
    kept = SubjectKey.objects.get(holder=about.holder)
    assert (kept.wrapped, kept.destroyed_at is not None) == (None, True)
    assert [each.personal for each in opened(about.id, about.holder)] == [None]
    assert [each.personal for each in opened(other.id, other.holder)] != [None]
    assert make_key(about.holder, now=NOW).wrapped is None, "no other key takes its place"


@pytest.fixture
def dated(db: None) -> None:
    """As where customers are."""
    with connection.cursor() as cursor:
        assert guard.lay(cursor, dated=True)
        assert not guard.lay(cursor, dated=True)
        assert guard.missing(cursor, dated=True) == []


@pytest.mark.parametrize("away", [timedelta(hours=-2), timedelta(minutes=-61), timedelta(minutes=61), timedelta(days=400)], ids=str)
def test_21_1_1_where_customers_are_an_entry_is_dated_by_the_databases_clock(dated: None, as_app: None, away: timedelta) -> None:
    about = somebody()

    def write(off: timedelta) -> None:
        append(event=Event.OTP_SENT, about=about, actor=SYSTEM, facts=Noted(because="a test"), now=clock.real_now() + off)

    with pytest.raises(ProgrammingError, match="dated by the clock"), transaction.atomic():
        write(away)
    assert not Entry.objects.filter(subject_id=about.id).exists()
    for off in (timedelta(minutes=-59), timedelta(), timedelta(minutes=59)):
        write(off)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        assert guard.lay(cursor, dated=False)
    write(away)
    assert Entry.objects.filter(subject_id=about.id).count() == 4, "control: without the guard it is taken"


def test_the_guards_stand_and_the_role_has_no_right_too_much() -> None:
    with connection.cursor() as cursor:
        assert guard.missing(cursor, dated=False) == []
        assert guard.missing(cursor, dated=True) == ["journal_entry_dated"]
        assert guard.too_much(cursor, APP) == []


@pytest.mark.parametrize(
    ("weakened", "missing", "rights"),
    [
        ("DROP TRIGGER journal_entry_append_only ON journal_entry", ["journal_entry_append_only"], []),
        ("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_chained", ["journal_entry_chained"], []),
        ("ALTER TABLE journal_entry ENABLE REPLICA TRIGGER journal_entry_no_truncate", ["journal_entry_no_truncate"], []),
        ("GRANT UPDATE (facts) ON journal_entry TO toubao_app", [], ["change entries"]),
        ("GRANT UPDATE ON journal_subject TO toubao_app", [], ["count entries"]),
        ("GRANT UPDATE ON journal_openduty TO toubao_app", [], ["move the time of a duty"]),
        ("GRANT UPDATE (wrapped) ON journal_subjectkey TO toubao_app", [], ["change the keys of persons"]),
        ("GRANT DELETE ON journal_subjectkey, journal_openduty TO toubao_app", [], ["delete duties", "delete the keys of persons"]),
    ],
)
def test_a_guard_that_was_taken_away_is_missed(weakened: LiteralString, missing: list[str], rights: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(weakened)
        assert (guard.missing(cursor, dated=False), guard.too_much(cursor, APP)) == (missing, rights)
