"""The ways back into an account: each takes at least two things that a thief of the password alone has not, and cools off."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from toubao.rules.facts import Back, Shown
from toubao.rules.flows.recovery import RULES

DAYS = st.dates(date(2020, 1, 1), date(2100, 1, 1))
TWO_ALONE = {Shown.PASSKEY}
"""What is two factors by itself: a device that is had, unlocked by its holder."""


@given(day=DAYS, way=st.sampled_from(Back))
def test_2_7_every_way_back_takes_two_factors_and_cools_off(day: date, way: Back) -> None:
    rule = RULES[way]
    assert rule.way is way
    assert set(rule.needed) & TWO_ALONE or len(rule.needed) >= 2
    assert set(rule.needed) != {Shown.IDENTITY}, "what many know proves nothing"
    assert timedelta(0) < timedelta(hours=rule.cool_off_hours(day)) < timedelta(days=15)


@given(day=DAYS)
def test_2_7_the_weakest_way_cools_off_longest(day: date) -> None:
    assert RULES[Back.CODES].cool_off_hours(day) == max(rule.cool_off_hours(day) for rule in RULES.values())
