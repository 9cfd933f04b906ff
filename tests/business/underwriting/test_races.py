"""Applications decided at the same moment reserve no more than the limit, whoever of one insured's registrations made them (11.2.2)."""

from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Sum

from tests.builders import NOW
from tests.fixtures.at_once import at_once
from toubao.business.steps import About
from toubao.business.underwriting import actions
from toubao.business.underwriting.models import Reservation

LIMIT, EACH = 12_000_000, 5_000_000
PERIOD = {"line": "travel", "starts": NOW, "ends": NOW + timedelta(days=5), "now": NOW}


def reserve(insured: UUID, same: list[UUID]) -> Reservation | None:
    """One application's five million."""
    return actions.reserve(about=About(uuid4(), "purchase"), insured=insured, same=same, amount=EACH, most=LIMIT, **PERIOD)


def test_11_2_2_of_many_at_once_exactly_those_are_reserved_that_fit(lasting: None) -> None:
    for _ in range(3):
        same = [uuid4(), uuid4()]
        made = at_once(*[partial(reserve, insured, same) for insured in same * 3])
        assert sum(each is not None for each in made) == LIMIT // EACH
        assert Reservation.objects.filter(insured__in=same).aggregate(all=Sum("amount"))["all"] == LIMIT // EACH * EACH


def test_11_2_2_others_are_not_counted(lasting: None) -> None:
    assert all(at_once(*[partial(reserve, each, [each]) for each in (uuid4(), uuid4(), uuid4())]))


def test_control_without_the_lock_more_is_reserved_than_fits(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of three looks before any has committed, and all get through."""
    all_have_looked = Barrier(3)
    monkeypatch.setattr(actions, "Cumulation", Unlocked)
    monkeypatch.setattr(actions, "note", lambda *_, **__: all_have_looked.wait(30))
    person = uuid4()
    assert all(at_once(*[partial(reserve, person, [person])] * 3))


class Unlocked:
    """A row that locks nobody out."""

    def __init__(self, **_: Any) -> None:
        """As the model."""

    class objects:  # noqa: N801 as Django names it
        """Finds it, and waits for nobody."""

        @staticmethod
        def bulk_create(*_: Any, **__: Any) -> None:
            """Nothing to make."""

        @classmethod
        def select_for_update(cls) -> Any:
            """No lock."""
            return cls

        @staticmethod
        def get(**_: Any) -> None:
            """Nothing to wait for."""
