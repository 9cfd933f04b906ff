"""Handing work to the worker: in the transaction, and what is found undone every minute does not pile up."""

from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from toubao.business import work
from toubao.business.work import Held, Lane, by_hand, defer

LOCK = "policy:1"


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name="policies.issue", status="todo").count()


@pytest.mark.django_db
def test_what_is_deferred_is_queued_when_the_transaction_is_committed_and_not_otherwise() -> None:
    with transaction.atomic():
        defer("policies.issue", policy="1", lock=LOCK)
        transaction.set_rollback(True)
    assert waiting() == 0
    with transaction.atomic():
        defer("policies.issue", policy="1", lock=LOCK)
    assert waiting() == 1


@pytest.mark.django_db
def test_what_is_found_undone_again_and_again_waits_once_and_the_transaction_goes_on() -> None:
    for _ in range(3):
        defer("policies.issue", policy="1", lock=LOCK, once=True)
    defer("policies.issue", policy="2", lock="policy:2", once=True)
    assert waiting() == 2


@pytest.mark.django_db
def test_without_once_each_is_queued_so_that_news_is_never_kept_waiting_behind_a_later_job() -> None:
    defer("policies.issue", after=600, policy="1", lock=LOCK, once=True)
    defer("policies.issue", policy="1", lock=LOCK)
    assert waiting() == 2


@pytest.mark.django_db
def test_by_hand_it_is_collected_and_not_queued(django_capture_on_commit_callbacks: Any) -> None:
    with by_hand() as held, django_capture_on_commit_callbacks(execute=True):
        defer("policies.issue", after=3, policy="1", lock=LOCK)
    assert held == [Held("policies.issue", {"policy": "1"}, 3)]
    assert waiting() == 0


def done_first(cursor: Any) -> str:
    """What a worker would take up now."""
    cursor.execute("SELECT args->>'policy' FROM procrastinate_fetch_job_v2(NULL, NULL)")
    return str(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("earlier", [{"after": 600}, {"once": True}])
def test_what_just_happened_waits_neither_for_what_is_to_be_done_later_nor_for_what_was_found_undone(earlier: dict[str, Any]) -> None:
    defer("policies.issue", policy="earlier", lock=LOCK, **earlier)
    defer("policies.issue", policy="news", lock=LOCK)
    with connection.cursor() as cursor:
        assert done_first(cursor) == "news"


@pytest.mark.django_db
def test_control_of_one_priority_news_waits_as_long_as_what_is_to_be_done_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "NEWS", 0)
    defer("policies.issue", policy="earlier", lock=LOCK, after=600)
    defer("policies.issue", policy="news", lock=LOCK)
    with connection.cursor() as cursor:
        assert done_first(cursor) == "None", "nothing at all is taken up"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "lane", "queue"),
    [
        ("policies.issue", None, "documents"),
        ("motor.prove", None, "toubao"),
        ("purchase.advance", None, "purchases"),
        ("correspondence.deliver", Lane.MAIL, "mail"),
    ],
)
def test_each_job_waits_in_the_lane_of_whom_it_asks(name: str, lane: Lane | None, queue: str) -> None:
    defer(name, lane=lane)
    assert ProcrastinateJob.objects.get(task_name=name).queue_name == queue


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long somebody waited, each time; nobody does."""
    found: list[float] = []
    monkeypatch.setattr(work, "sleep", found.append)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"after": 600}, {"once": True}, {"lane": Lane.MAIL}, None], ids=str)
def test_a_document_gives_way_to_nothing_but_what_just_happened_to_a_purchase(other: dict[str, Any] | None, slept: list[float]) -> None:
    if other is not None:
        defer("purchase.advance", purchase="later", lock=LOCK, **other)
    work.give_way(Lane.PURCHASES)
    assert slept == []


@pytest.mark.django_db
def test_a_document_gives_way_until_the_charge_is_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    defer("purchase.advance", purchase="news", lock=LOCK)
    looks: list[float] = []

    def taken_up(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")

    monkeypatch.setattr(work, "sleep", taken_up)
    work.give_way(Lane.PURCHASES)
    assert looks == [work.LOOKS] * 3


@pytest.mark.django_db
def test_a_document_is_not_put_off_without_end(slept: list[float]) -> None:
    defer("purchase.advance", purchase="news", lock=LOCK)
    work.give_way(Lane.PURCHASES)
    assert sum(slept) == work.GIVES_WAY
