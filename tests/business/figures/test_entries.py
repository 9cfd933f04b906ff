"""Figures of the journal: the same as counting, whoever is still writing; and what is lost is found."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from psycopg.types.json import Jsonb

from tests import builders
from tests.journal.given import SYSTEM
from toubao.business.figures import entries, recounting
from toubao.business.figures.models import Mark
from toubao.journal.models import Entry
from toubao.journal.writing import TAIPEI, About, append
from toubao.rules.events import Event
from toubao.rules.facts import Nothing

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = NOW.astimezone(TAIPEI).date()
WRITE = (
    "INSERT INTO journal_subject (id, kind) VALUES (%(id)s, 'account')",
    """INSERT INTO journal_entry (
        subject_id, number, event, outcome, actor_kind, actor_id, at, norm, release, facts, verdicts, digest, previous
    ) VALUES (%(id)s, 1, 'session.ended', 'noted', 'system', 'x', %(at)s, '', '', '{}', '[]', '', '')""",
)


def counted_by_hand() -> dict[str, Counter[tuple[str, ...]]]:
    found: dict[str, Counter[tuple[str, ...]]] = {"ruling": Counter(), "event": Counter()}
    for entry in Entry.objects.all():
        found["event"][entry.event,] += 1
        for each in entry.verdicts:
            found["ruling"][each["clause"], each["gate"], each["ruling"], entry.event] += 1
    return found


def written() -> None:
    append(event=Event.SIGNED_OUT, about=About(uuid4(), "account"), actor=SYSTEM, facts=Nothing(), now=NOW)


@pytest.mark.django_db
def test_what_came_since_is_counted_as_it_is() -> None:
    purchase = builders.informed_purchase(builders.registered_account(), builders.product())
    by_hand = counted_by_hand()
    assert len(by_hand["ruling"]) > 10
    assert entries.count() == 0, "we are still writing"
    for what, found in by_hand.items():
        assert entries.by_key(what, since=TODAY - timedelta(days=1)) == found
        assert entries.by_key(what, since=TODAY + timedelta(days=400)) == {}
    shown = entries.judged(first_clause(by_hand), "", since=TODAY - timedelta(days=1), most=20)
    assert purchase.pk in {each.subject for each in shown}
    assert entries.last(["purchase.started", "never"]).keys() == {"purchase.started"}


def first_clause(found: dict[str, Counter[tuple[str, ...]]]) -> str:
    return next(clause for clause, _, _, event in found["ruling"] if event == Event.PURCHASE_STARTED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ms", "kept"), [(0, "0"), (7, "7"), (99, "99"), (100, "100"), (123, "120"), (125, "130"), (999, "1000"), (61234, "61000")]
)
def test_of_milliseconds_two_figures_count(ms: int, kept: str) -> None:
    with connection.cursor() as cursor:
        for sql in WRITE:
            cursor.execute(sql.replace("session.ended", "institution.answered").replace("'{}'", "%(facts)s"), {
                "id": SUBJECT, "at": NOW, "facts": Jsonb({"institution": "card", "latency_ms": ms}),
            })  # fmt: skip
    assert entries.by_key("answer", since=TODAY) == {("card", "institution.answered", kept): 1}


SUBJECT = UUID(int=7)


@pytest.fixture
def other(lasting: None) -> Iterator[psycopg.Connection[Any]]:
    """Another connection, which writes an entry and does not commit."""
    told = {
        name: value for name, value in connection.get_connection_params().items() if name in ("dbname", "user", "host", "port", "password")
    }
    with psycopg.connect(**told) as another:
        yield another


def writes(other: psycopg.Connection[Any]) -> None:
    subject = uuid4()
    for sql in WRITE:
        other.execute(sql, {"id": subject, "at": NOW})


def ended() -> int:
    return entries.by_key("event", since=TODAY).get(("session.ended",), 0)


def test_nobody_who_is_still_writing_is_left_out(other: psycopg.Connection[Any]) -> None:
    writes(other)
    written()
    assert [entries.count(), entries.count()] == [0, 0], "a lower number is still to come"
    assert counted_by_hand()["event"] == entries.by_key("event", since=TODAY) == {("account.signed_out",): 1}
    other.commit()
    assert ended() == 1
    assert entries.count() >= 2, "whoever wrote has ended"
    assert Mark.objects.get().upto == max(Entry.objects.values_list("pk", flat=True))
    assert counted_by_hand()["event"] == entries.by_key("event", since=TODAY)
    assert recounting.differences() == []
    written()
    assert entries.by_key("event", since=TODAY)["account.signed_out",] == 2
    assert [entries.count(), entries.count()] == [0, 1], "seen, then counted"
    assert entries.by_key("event", since=TODAY)["account.signed_out",] == 2


def test_without_waiting_one_would_be_lost_and_is_found_at_night(other: psycopg.Connection[Any]) -> None:
    """The positive control."""
    writes(other)
    written()
    entries.count()
    Mark.objects.update(horizon=0)
    assert entries.count() > 0
    other.commit()
    assert ended() == 0
    assert [str(each) for each in recounting.differences(correct=True)] == [f"event {TODAY} session.ended: 0 kept, 1 counted"]
    assert ended() == 1
    assert recounting.differences() == []


def test_entries_are_counted_so_many_at_once_and_after_a_restoration_too(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "AT_ONCE", 2)
    for _ in range(5):
        written()
    first, last = min(Entry.objects.values_list("pk", flat=True)), max(Entry.objects.values_list("pk", flat=True))
    Mark.objects.create(id=1, upto=first - 1, seen=last, horizon=2**40)
    assert entries.count() == 0, "no transaction is so new"
    assert entries.count() == 5
    assert entries.by_key("event", since=TODAY) == {("account.signed_out",): 5}
    assert recounting.differences() == []
