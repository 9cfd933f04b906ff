"""Handing work to the worker: in the transaction, and what is found undone every minute does not pile up."""

from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from toubao.business.work import Held, by_hand, defer

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
