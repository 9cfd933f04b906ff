"""The command line: what it understands, and how it says no."""

import json
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from tests.fixtures.ports import free_ports
from toubao.business.governance.models import Staff
from toubao.business.identity.codes import allowances
from toubao.config.trouble import Trouble
from toubao.doors import clock
from toubao.doors.cli import main
from toubao.doors.cli.clock import describe, duration
from toubao.doors.cli.demo import people
from toubao.doors.cli.doctor import evidence, findings, safe
from toubao.doors.cli.doctor.finding import Finding, Standing
from toubao.doors.cli.migrate import _refuse_demo
from toubao.journal.keys import make_key
from toubao.journal.models import Entry, SubjectKey
from toubao.rules.events import Event


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> None:
    settings.PROFILE, settings.HOME = "demo", tmp_path


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = capsys.readouterr().out
    for command in (
        "up",
        "clauses",
        "tick",
        "doctor",
        "clock",
        "migrate",
        "worker",
        "demo",
        "books",
        "reconcile",
        "restore",
        "check",
        "replay",
    ):
        assert re.search(rf"^    {command}\b", printed, re.MULTILINE)


@pytest.mark.parametrize(("text", "long"), [("90m", timedelta(minutes=90)), ("12h", timedelta(hours=12)), ("30d", timedelta(days=30))])
def test_a_length_of_time_is_understood(text: str, long: timedelta) -> None:
    assert duration(text) == long


def test_five_years_are_long_enough_for_five_years_with_two_leap_days() -> None:
    assert duration("5y") >= timedelta(days=5 * 365 + 2)


@pytest.mark.parametrize("text", ["", "30", "d", "-1d", "1.5h", "３０d", "999999d"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(Trouble, match="isn't a length of time"):
        duration(text)


@pytest.mark.usefixtures("demo")
def test_the_clock_is_turned_and_reset(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", "forward", "30d"]) == 0
    assert "(ahead by 30 days 0 h 0 min)" in capsys.readouterr().out
    assert clock.offset() == timedelta(days=30)
    assert main(["clock", "reset"]) == 0
    assert "(the real time)" in capsys.readouterr().out


def test_trouble_is_one_sentence_and_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock", "forward", "30d"]) == 1
    told = capsys.readouterr()
    assert told.err == "The clock stays as it is: the clock can be turned only in the demo profile.\n"
    assert told.out == ""


def test_how_far_ahead_is_told_in_words() -> None:
    assert describe(timedelta(days=1, hours=2, minutes=3)) == "ahead by 1 day 2 h 3 min"


@pytest.mark.django_db
def test_tick_tells_what_it_did_to_a_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tick", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"at", "done"}


@pytest.mark.django_db
def test_tick_says_so_when_nothing_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tick"]) == 0
    assert "UTC:" in capsys.readouterr().out


def test_the_doctor_names_what_is_wrong_and_fails(as_app: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    by_name = {finding["name"]: finding for finding in told["findings"]}
    assert list(by_name)[:3] == ["safety", "configuration", "database"]
    assert by_name["database"]["standing"] == "good", by_name
    assert by_name["worker"]["standing"] == "wrong"
    assert "no worker has said that it lives" in by_name["worker"]["words"]
    assert by_name["sandbox"]["standing"] == "wrong"
    assert {by_name[each]["standing"] for each in ("books", "journal", "decisions", "figures")} == {"unknown"}, "nobody has looked yet"
    assert "none of 10 is used up" in by_name["allowances"]["words"]
    assert told["standing"] == "wrong"


def test_the_doctor_shows_what_would_stop_a_start_and_looks_no_further(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOUBAO_BIND", "192.0.2.7")
    monkeypatch.setenv("TOUBAO_PROFILE", "demo")
    assert main(["doctor"]) == 1
    told = "TOUBAO_BIND is 192.0.2.7, but the demo profile may be reached from this machine alone: 127.0.0.1."
    assert capsys.readouterr().out == f"WRONG    safety         {told}\n"


def test_the_doctor_of_a_production_says_what_was_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    production = {"TOUBAO_PROFILE": "production", "TOUBAO_HOME": str(tmp_path), "TOUBAO_URL": "https://anhe.example"}
    insurer = tmp_path / "insurer.toml"
    insurer.write_text("[brand]\ndemo = false\n")
    production |= {
        "TOUBAO_CONSOLE_URL": "https://console.anhe.example",
        "TOUBAO_INSURER": str(insurer),
        "TOUBAO_MAIL_FROM": "a@anhe.example",
        "TOUBAO_RETURNS_URL": "pop3s://a@mail.anhe.example",
    }
    for name, value in production.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert safe.safety() == []
    assert safe.examined() == "addresses, 0 secrets, the home and the variables: nothing unsafe"
    monkeypatch.setenv("TOUBAO_PROFILE", "live")
    assert safe.safety() == []  # what can't be read is the configuration's to tell


@pytest.mark.django_db
def test_the_demos_staff_are_found_in_a_production(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    people.staff(now=clock.now())
    assert "invented" in safe.staff()
    _refuse_demo()
    settings.PROFILE = "production"
    monkeypatch.setattr(safe, "read_environment", lambda: SimpleNamespace(profile="production"))
    for refuses in (safe.staff, _refuse_demo):
        with pytest.raises(Trouble, match=r"compliance, .*may sign in to the console"):
            refuses()
    Staff.objects.update(left_at=clock.now())
    assert safe.staff() == "nobody of a demo may sign in"
    _refuse_demo()


@pytest.mark.django_db
def test_a_persons_key_is_destroyed_with_a_reason_once(capsys: pytest.CaptureFixture[str]) -> None:
    holder = make_key(uuid4(), now=clock.now()).holder
    assert main(["keys", "destroy", str(holder), "--because", " x "]) == 1
    assert main(["keys", "destroy", str(uuid4()), "--because", "asked for by its holder"]) == 1
    assert SubjectKey.objects.get(holder=holder).wrapped is not None
    assert not Entry.objects.filter(event=Event.KEY_DESTROYED).exists()
    assert main(["keys", "destroy", str(holder), "--because", "asked for by its holder"]) == 0
    assert SubjectKey.objects.get(holder=holder).wrapped is None
    told = Entry.objects.get(event=Event.KEY_DESTROYED)
    assert (told.subject_id, told.actor_kind, told.facts["because"]) == (holder, "operator", "asked for by its holder")
    assert main(["keys", "destroy", str(holder), "--because", "asked for by its holder"]) == 1
    assert "destroyed before" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_doctor_misses_a_guard_of_the_journal() -> None:
    with connection.cursor() as cursor:
        evidence.guarded(cursor, "toubao_app")
        cursor.execute("GRANT UPDATE ON journal_openduty TO toubao_app")
        with pytest.raises(Trouble, match="toubao_app may move the time of a duty"):
            evidence.guarded(cursor, "toubao_app")
        cursor.execute("DROP TRIGGER journal_entry_chained ON journal_entry")
        with pytest.raises(Trouble, match="journal_entry_chained are gone"):
            evidence.guarded(cursor, "toubao_app")


@pytest.mark.django_db
def test_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == [
        "safety",
        "configuration",
        "database",
        "doors",
        "disk",
        "worker",
        "keys",
        "staff",
        "sandbox",
        "money",
        "limits",
        "contracts",
        "books",
        "shelf",
        "fonts",
        "journal",
        "decisions",
        "figures",
        "allowances",
        "components",
        "time",
    ]


def test_the_doctor_says_that_another_port_may_be_meant_where_nobody_answers(settings: Any) -> None:
    free = f"http://127.0.0.1:{free_ports()}"
    settings.INSTITUTIONS = {name: {"url": free} for name in settings.INSTITUTIONS}
    assert "another PORT" in findings._look("sandbox", findings._institutions).words
    assert findings._sandbox_time() is None


@pytest.mark.django_db
def test_the_doctor_counts_the_workers_that_live() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '1 minute')")
    assert findings._look("worker", findings._worker).words.startswith("1 lane running")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers WHERE last_heartbeat = now()")
    assert "no worker has said that it lives" in findings._look("worker", findings._worker).words


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "good"), [(1, False), (11, True)])
def test_the_doctor_names_what_failed_lately(minutes: int, good: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('toubao', 'tests.fails', '{}', 'failed') RETURNING id"
        )
        (job,) = cursor.fetchone()
        cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [job])
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'failed', now() - make_interval(mins => %s))", [job, minutes]
        )
    found = findings._look("worker", findings._worker)
    assert found.good is good, found.words
    assert good or "1 job failed within 10 minutes, tests.fails among them" in found.words


@pytest.mark.django_db
def test_the_doctor_names_a_shared_allowance_that_is_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(allowances.limits()["sms_money_hour"], "most", 0)
    found = findings._look("allowances", findings._allowances)
    assert not found.good
    assert found.words.startswith("used up: sms_money_hour (0 of 0, until ")


@pytest.mark.django_db
def test_the_doctor_finds_a_key_that_others_may_read(settings: Settings) -> None:
    assert findings._look("keys", findings._keys).good
    key = Path(settings.KEYS_DIR) / "careless"
    key.write_text("")
    key.chmod(0o644)
    try:
        found = findings._look("keys", findings._keys)
        assert not found.good
        assert str(key) in found.words
    finally:
        key.unlink()


def test_a_look_that_breaks_is_a_finding_and_not_the_end() -> None:
    def broken() -> str:
        raise ZeroDivisionError("by zero\nand more")

    assert findings._look("x", broken) == Finding("x", Standing.WRONG, "ZeroDivisionError: by zero")


@pytest.mark.django_db
def test_demo_data_is_never_made_in_production(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.PROFILE = "production"
    assert main(["demo"]) == 1
    assert "this is production" in capsys.readouterr().err
