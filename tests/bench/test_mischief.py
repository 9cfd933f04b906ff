"""The plan of a storm: drawn from its seed alone, bounded in time, with everything that may go wrong."""

from collections import Counter

import pytest

from bench.storm.mischief import CARD_NORMAL, FAULTS, INSTITUTIONS, NORMAL, PARTS, plan
from toubao.sandbox.switches import Switches


def test_the_same_seed_draws_the_same_storm_and_another_seed_another() -> None:
    assert plan(8, 60) == plan(8, 60)
    assert plan(8, 60) != plan(9, 60)


@pytest.mark.parametrize("seconds", [0, 1, 40, 600])
def test_it_ends_in_time_and_goes_on_in_order(seconds: float) -> None:
    acts = plan(8, seconds)
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    assert all(act.at < seconds and act.lasts <= 4 for act in acts)
    assert len(acts) <= 2 * seconds


def test_a_long_one_has_everything_in_it() -> None:
    acts = plan(8, 1000)
    assert set(Counter(act.what for act in acts)) == {"switch", "kill", "by hand", "stray", "again"}
    assert {act.whom for act in acts if act.what == "kill"} == set(PARTS)
    assert {act.whom for act in acts if act.what == "switch"} == set(INSTITUTIONS)


def test_without_kills_nothing_is_killed() -> None:
    assert not [act for act in plan(8, 1000, parts=()) if act.what == "kill"]


def test_every_switch_that_is_turned_is_put_back_to_what_the_sandbox_calls_normal() -> None:
    usual = Switches()
    assert all(getattr(usual, name) == value for name, value in CARD_NORMAL.items())
    turned = {name for fault in FAULTS for name in fault}
    assert turned <= set(NORMAL)
