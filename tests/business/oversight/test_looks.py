"""The nightly looks over the evidence: what they find, that they find it again, and when they are begun and done."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests.journal.given import NOW, SYSTEM, somebody, written
from tests.rules.samples import SENT_IN
from toubao.business import work
from toubao.business.oversight import checking, jobs, replaying
from toubao.business.oversight.queries import JOURNAL, last
from toubao.business.work import JOBS, by_hand
from toubao.config.trouble import Trouble
from toubao.doors import clock
from toubao.doors.cli import main
from toubao.doors.cli.doctor import evidence as doctor
from toubao.doors.cli.doctor.finding import Unknown
from toubao.doors.console.watching import evidence
from toubao.journal import chain
from toubao.journal.keys import make_key
from toubao.journal.models import Entry, OpenDuty
from toubao.journal.reading import entries
from toubao.journal.writing import About, append
from toubao.rules.events import Event
from toubao.rules.flows import purchase as flow

pytestmark = pytest.mark.django_db
TWO = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # two o'clock in Taipei, half an hour after NOW


@contextmanager
def unguarded() -> Iterator[Any]:
    """As the owner, with the triggers of entries switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")


def decided(**changed: Any) -> Entry:
    """A recorded refusal: no one-time password. `changed` are columns that say otherwise than the gates."""
    about, facts = (
        About(uuid4(), "purchase", make_key(uuid4(), now=NOW).holder),
        SENT_IN.__class__(**{**_fields(SENT_IN), "otp_entered": False}),
    )
    verdicts = flow.CONFIRM.judge(facts, on=NOW.date())
    told: dict[str, Any] = {"verdicts": verdicts, "outcome": "refused", **changed}
    append(event=Event.PURCHASE_CONFIRMED, about=about, actor=SYSTEM, facts=facts, now=NOW, **told)
    return Entry.objects.get(subject_id=about.id)


def _fields(facts: Any) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}


def test_21_1_1_everything_whole_is_said_so_everywhere(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        written(somebody())
    with pytest.raises(Unknown, match=r"^never walked yet: the worker begins it$"):
        doctor.journal()
    assert [look.words for look in evidence.looks(clock.now())] == ["還沒有做過"] * 3
    assert main(["check", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["faulty"], told["strays"], told["gone"], told["subjects"], told["places"]) == (0, 0, 0, 3, [])
    assert doctor.journal().startswith(f"{told['entries']} entries of 3 subjects whole")
    look = evidence.looks(clock.now())[0]
    assert (look.tone, look.places) == ("good", ())


def test_21_1_1_what_was_taken_out_is_told_every_night_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    about, whole = About(uuid4(), "purchase"), somebody()
    for each in (about, about, about, whole):
        written(each)
    with unguarded() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE subject_id = %s AND number = 2", [about.id])
    for _ in range(2):
        assert main(["check"]) == 2
        assert f"  purchase {about.id}: missing 2\n" in capsys.readouterr().out
    with pytest.raises(Trouble, match=f"1 subject with a fault.*purchase {about.id}: missing 2"):
        doctor.journal()
    look = evidence.looks(clock.now())[0]
    assert (look.tone, look.value) == ("bad", "有問題")
    assert [(place.words, place.href) for place in look.places] == [
        (f"投保案件 {str(about.id)[:8]}：不見了 2", f"/console/cases/{about.id}/")
    ]


def test_21_1_1_a_subject_that_vanished_whole_is_told_by_the_count_of_before() -> None:
    about = somebody()
    written(about)
    written(about)
    assert checking.check(now=NOW).gone == 0
    with unguarded() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE subject_id = %s", [about.id])
        cursor.execute("DELETE FROM journal_subject WHERE id = %s", [about.id])
    assert [checking.check(now=NOW).gone for _ in range(2)] == [2, 2], "and it stays told"
    assert evidence.looks(NOW)[0].places == (evidence.Place("沒有留下案件", ""),)


def test_a_look_that_is_long_ago_is_late() -> None:
    checking.check(now=NOW)
    assert evidence.looks(NOW + timedelta(hours=37))[0].value == "逾期"
    with pytest.raises(Trouble, match="does the worker work"):
        doctor.journal()


def test_few_are_named_and_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "FEW", 1)
    monkeypatch.setattr(checking, "OFTEN", 2)
    monkeypatch.setattr(replaying, "OFTEN", 1)
    monkeypatch.setattr(replaying, "FEW", 0)
    two = [decided(outcome="taken") for _ in range(2)]
    with unguarded() as cursor:
        cursor.execute("UPDATE journal_entry SET release = 'x' WHERE id = ANY(%s)", [[entry.pk for entry in two]])
    told: list[str] = []
    found, replayed = checking.check(now=NOW, say=told.append), replaying.replay(now=NOW, say=told.append)
    assert (found.faulty, len(found.places), replayed.different, replayed.places) == (2, 1, 2, ())
    assert told == ["subjects walked: 2", "decisions judged: 1", "decisions judged: 2"]


def test_every_decision_is_judged_again_and_the_same_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    decided()
    written(event=Event.PURCHASE_CONFIRMED, outcome="noted")
    with pytest.raises(Unknown, match=r"^never judged again yet: the worker begins it$"):
        doctor.decisions()
    assert main(["replay"]) == 0
    assert "1 decision: the same again 1, otherwise 0" in capsys.readouterr().out
    assert doctor.decisions().startswith("1 of 1 came out the same")
    assert evidence.looks(clock.now())[1].words.startswith("筆結果相同，")


def test_a_decision_that_comes_out_otherwise_is_told_by_gate(capsys: pytest.CaptureFixture[str]) -> None:
    """Facts that were changed under their verdicts; and an outcome that its verdicts don't come to."""
    one, other = decided(), decided(outcome="taken")
    with unguarded() as cursor:
        cursor.execute("UPDATE journal_entry SET facts = facts || '{\"otp_entered\": true}' WHERE id = %s", [one.pk])
    assert main(["replay"]) == 2
    printed = capsys.readouterr().out
    assert "  otp_entered: 1\n" in printed
    assert f"purchase {other.subject_id}: 1 outcome" in printed
    with pytest.raises(Trouble, match=r"2 decisions come out otherwise today, by .*otp_entered: 1"):
        doctor.decisions()
    look = evidence.looks(clock.now())[1]
    assert (look.value, look.tone, len(look.places)) == ("2", "bad", 2)


def test_what_another_release_judged_and_what_is_sealed_is_counted_apart() -> None:
    kept = decided()
    verdicts = flow.CONFIRM.judge(SENT_IN, on=NOW.date())
    decided(verdicts=verdicts[:1], outcome="taken")  # a gate is new since
    unknown = decided()
    with unguarded() as cursor:
        cursor.execute("UPDATE journal_entry SET facts = facts - 'premium' WHERE id = %s", [unknown.pk])
        cursor.execute("UPDATE journal_entry SET personal = 'x' WHERE id = %s", [kept.pk])
    told = replaying.replay(now=clock.now())
    assert (told.decisions, told.same, told.different, told.older, told.sealed) == (3, 0, 0, 2, 1)
    with pytest.raises(Unknown, match=r"^0 of 3 came out the same .*; 2 of another release, 1 sealed for good$"):
        doctor.decisions()
    look = evidence.looks(clock.now())[1]
    assert ("另 3 筆無法重算" in look.words, look.tone) == (True, ""), "none was judged again, so nothing is good"
    decided()
    replaying.replay(now=clock.now())
    assert doctor.decisions().endswith("; 2 of another release, 1 sealed for good")
    assert evidence.looks(clock.now())[1].tone == "good"


def test_decisions_and_subjects_are_read_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    from toubao.journal import replay

    for _ in range(5):
        decided()
    monkeypatch.setattr(replay, "BATCH", 2)
    monkeypatch.setattr(chain, "BATCH", 2)
    assert replaying.replay(now=NOW).same == 5
    assert checking.check(now=NOW).subjects == 6


def test_18_1_1_the_looks_are_begun_at_two_once_a_night_and_met_when_done() -> None:
    with by_hand() as held:
        assert jobs.act_on_due(NOW) == 2  # for the first time
        assert jobs.act_on_due(NOW + timedelta(minutes=1)) == 0  # begun, not done: asked for again
    owed = set(OpenDuty.objects.filter(subject_id=JOURNAL.id, met_at=None).values_list("name", "due_at"))
    assert owed == {(name, NOW + timedelta(hours=6)) for name in ("check_journal", "replay_decisions")}
    del held
    for name in ("oversight.check", "oversight.replay"):
        JOBS[name](now=NOW)
        JOBS[name](now=NOW)  # handed out twice, done once
    assert not OpenDuty.objects.filter(met_at=None).exists()
    done = [entry.event for entry in entries(JOURNAL.id) if entry.event in (Event.JOURNAL_CHECKED, Event.DECISIONS_REPLAYED)]
    assert done == [Event.JOURNAL_CHECKED, Event.DECISIONS_REPLAYED]
    with by_hand():
        assert [jobs.act_on_due(at) for at in (TWO - timedelta(seconds=1), TWO, TWO + timedelta(hours=23))] == [0, 2, 0]
    assert set(last(Event)) == {Event.JOURNAL_CHECK_BEGUN, Event.JOURNAL_CHECKED, Event.REPLAY_BEGUN, Event.DECISIONS_REPLAYED}


def test_a_look_that_is_asked_for_without_having_been_begun_is_done() -> None:
    jobs.check_journal(now=NOW)
    assert work.JOBS["oversight.check"] is jobs.check_journal
    assert last([Event.JOURNAL_CHECKED])
