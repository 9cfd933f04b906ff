"""An older state of the database is recognised by the mark, and nothing else is; what is lost with a restoration that is over is known."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from tests import builders
from tests.business.restoration.conftest import OPERATOR
from toubao.business.restoration import actions, guard, mark, numbers
from toubao.business.restoration.guard import MARKS, Doors
from toubao.business.restoration.models import Restoration
from toubao.business.steps import SYSTEM, note
from toubao.journal.models import Entry
from toubao.journal.reading import entries
from toubao.rules.events import Event

pytestmark = pytest.mark.django_db
NOW = builders.NOW


def write_entry() -> int:
    """Something that happens; the id of its entry."""
    note(Event.INSTITUTION_FAILED, about=MARKS, actor=SYSTEM, now=NOW)
    return int(Entry.objects.order_by("-pk").values_list("pk", flat=True)[0])


def older(entry: int) -> None:
    """Put the journal back to where it stood after this entry."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM journal_entry WHERE id > %s", [entry])
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
        cursor.execute("SELECT setval('journal_entry_id_seq', %s)", [entry])


def marked(place: Path) -> int:
    found = mark.read(place)
    assert found is not None
    return found.entry


def test_a_new_place_begins_a_mark_and_it_follows_what_is_committed(place: Path, as_app: None) -> None:
    assert guard.look(NOW).doors is Doors.OPEN
    assert [entry.event for entry in entries(MARKS.id)] == [Event.MARK_BEGUN]
    last = write_entry()
    assert guard.look(NOW).doors is Doors.OPEN
    assert marked(place) == last
    before = place.stat().st_mtime_ns
    assert guard.look(NOW) == guard.judge()
    assert place.stat().st_mtime_ns == before


def test_an_older_state_shuts_the_doors_and_is_recorded_once(place: Path) -> None:
    guard.look(NOW)
    kept, lost = write_entry(), write_entry()
    guard.look(NOW)
    older(kept)
    assert guard.judge().doors is Doors.RESTORED
    assert not Restoration.objects.exists()
    for _ in range(2):
        assert guard.look(NOW).doors is Doors.RESTORED
    found = Restoration.objects.get()
    assert (found.state, found.last_entry, found.numbers["journal_entry_id_seq"]) == ("found", kept, lost)
    assert f"journal entry {lost}, which was committed, is missing" in found.because
    assert marked(place) == lost


def test_other_entries_under_the_same_ids_do_not_hide_it(place: Path) -> None:
    """Somebody worked on with the older state until it was further than the mark."""
    guard.look(NOW)
    kept, lost = write_entry(), write_entry()
    guard.look(NOW)
    older(kept)
    note(Event.INSTITUTION_ANSWERED, about=MARKS, actor=SYSTEM, now=NOW + timedelta(minutes=1))
    assert write_entry() > lost
    assert "is another" in guard.look(NOW).words


def test_control_gaps_and_what_was_rolled_back_are_no_restore(place: Path) -> None:
    guard.look(NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('journal_entry_id_seq') FROM generate_series(1, 50)")
    write_entry()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('journal_entry_id_seq')")
    assert [guard.look(NOW).doors for _ in range(2)] == [Doors.OPEN, Doors.OPEN]


def test_a_mark_that_is_gone_or_damaged_shuts_this_place_alone_until_somebody_says_what_happened(place: Path, tmp_path: Path) -> None:
    guard.look(NOW)
    for damage in (place.unlink, lambda: place.write_text("{")):
        damage()
        assert guard.look(NOW).doors is Doors.UNMARKED
        assert not Restoration.objects.exists()
        guard.adopt(actor=OPERATOR, now=NOW)
        assert guard.look(NOW).doors is Doors.OPEN
    assert [entry.actor_id for entry in entries(MARKS.id)] == ["toubao", "op", "op"]


def test_whoever_knows_that_the_mark_was_restored_too_shuts_the_doors(place: Path) -> None:
    guard.look(NOW)
    write_entry()
    assert guard.shut_by_hand(because="yesterday's disk", actor=OPERATOR, now=NOW)
    assert not guard.shut_by_hand(because="again", actor=OPERATOR, now=NOW)
    assert (guard.look(NOW).doors, guard.look(NOW).words) == (Doors.RESTORED, "yesterday's disk")
    place.unlink()
    assert guard.judge().doors is Doors.RESTORED


def test_a_mark_of_entries_that_were_lost_is_good_again_once_the_restoration_is_over(place: Path) -> None:
    """On another machine, whose mark is its own and older: it need not be told."""
    guard.look(NOW)
    kept, lost = write_entry(), write_entry()
    guard.look(NOW)
    older(kept)
    guard.look(NOW)
    through()
    assert guard.look(NOW).doors is Doors.OPEN
    assert marked(place) == Entry.objects.order_by("-pk").values_list("pk", flat=True)[0] > lost + numbers.MARGIN
    older(kept)
    assert guard.look(NOW).doors is Doors.RESTORED


def test_a_disk_that_is_full_shuts_nothing_and_is_told(
    place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    guard.look(NOW)
    stands = marked(place)
    write_entry()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mark, "write", full)
    with caplog.at_level(logging.WARNING):
        assert guard.look(NOW).doors is Doors.OPEN
    assert "can't be written: No space left" in caplog.text
    assert marked(place) == stands


def test_where_no_mark_is_kept_nothing_is_asked(settings: Settings) -> None:
    settings.MARK = None
    guard.adopt(actor=OPERATOR, now=NOW)
    assert guard.look(NOW) == guard.judge() == guard.NOT_KEPT
    assert not entries(MARKS.id).exists()


def through() -> None:
    """Take a restoration through all its steps, but for the institutions."""
    restoration = actions.under_way()
    assert restoration is not None
    assert actions.sign_out(restoration=restoration, actor=OPERATOR, now=NOW).taken
    assert actions.move_on(restoration=restoration, past={}, actor=OPERATOR, now=NOW).taken
    Restoration.objects.filter(pk=restoration.pk).update(state="compared")
    restoration.refresh_from_db()
    assert actions.open_doors(restoration=restoration, because="seen", actor=OPERATOR, now=NOW).taken
