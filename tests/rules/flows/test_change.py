"""Kinds of change: each has its proofs, its new address and its dated hours."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.rules.facts import Factor, Kind
from toubao.rules.flows.change import RULES

DAYS = st.dates(date(2020, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize("kind", Kind)
def test_2_7_every_kind_has_its_rule_and_starts_with_the_password(kind: Kind) -> None:
    assert RULES[kind].kind is kind
    assert RULES[kind].needed[0] is Factor.PASSWORD


@pytest.mark.parametrize(("lost", "kept"), [(Kind.PHONE_LOST, Kind.PHONE), (Kind.MAIL_LOST, Kind.MAIL)])
@given(day=DAYS)
def test_2_7_what_is_lost_proves_nothing_needs_more_and_waits_longer(lost: Kind, kept: Kind, day: date) -> None:
    gone = Factor.PHONE if kept is Kind.PHONE else Factor.MAIL
    assert gone in RULES[kept].needed
    assert gone not in RULES[lost].needed
    assert len(RULES[lost].needed) > len(RULES[kept].needed)
    assert RULES[lost].wait_hours(day) > RULES[kept].wait_hours(day)
    assert RULES[lost].cool_off_hours(day) >= RULES[kept].cool_off_hours(day)


@given(day=DAYS, kind=st.sampled_from(Kind))
def test_2_7_nothing_holds_after_its_cool_off_is_over_and_new_addresses_have_one(day: date, kind: Kind) -> None:
    rule = RULES[kind]
    assert rule.cool_off_hours(day) >= rule.wait_hours(day) >= 0
    assert (rule.cool_off_hours(day) > 0) is (rule.new != "")
    assert timedelta(hours=rule.cool_off_hours(day)) < timedelta(days=15)
