"""Who counts as an existing customer (附件一): every choice of the parameter, and the borders of its days on both sides."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toubao.products import limits
from toubao.products.customers import Business, Custom, Stage, Verified, custom_of, existing_by
from toubao.products.limits import NoLimit
from toubao.rules.periods import day_of, days, last_day

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
COVER = (NOW + 7 * DAY, NOW + 12 * DAY)
ANY = Custom(days=0, stage=Stage.CONCLUDED, verified=Verified.REGISTERED)


def business(**changes: object) -> Business:
    """A trip of a year ago."""
    plain = {"number": "TA1", "concluded": NOW - 370 * DAY, "starts": NOW - 365 * DAY, "ends": NOW - 360 * DAY, "adds_up": True}
    return Business(**{**plain, **changes})  # type: ignore[arg-type]  # the plain values' types differ


def by(*known: Business, custom: Custom = ANY, identified: bool = False, cover: object = COVER, now: datetime = NOW) -> str:
    return existing_by(known, custom, identified=identified, cover=cover, now=now)  # type: ignore[arg-type]  # a pair, or None


def test_11_2_2_what_makes_an_existing_customer_is_on_record_and_says_that_nobody_knows_it() -> None:
    assert custom_of(date(2026, 11, 23)) == Custom(days=30, stage=Stage.BEGUN, verified=Verified.REGISTERED)
    assert limits.single("existing_customer", date(2026, 11, 23)).certainty == "N"


def test_11_2_2_without_a_row_nobody_can_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_table", dict)
    with pytest.raises(NoLimit, match="existing_customer"):
        custom_of(date(2026, 11, 23))


def test_11_2_2_the_longest_standing_contract_is_named() -> None:
    older = business(number="TA0", concluded=NOW - 700 * DAY)
    assert by(business(), older) == "TA0"
    assert by() == ""


@pytest.mark.parametrize(
    ("stage", "concluded", "starts", "ends", "counts"),
    [
        (Stage.CONCLUDED, -SECOND, DAY, 2 * DAY, True), (Stage.CONCLUDED, SECOND, DAY, 2 * DAY, False),
        (Stage.BEGUN, -DAY, timedelta(), DAY, True), (Stage.BEGUN, -DAY, SECOND, DAY, False),
        (Stage.ENDED, -DAY, -DAY, timedelta(), True), (Stage.ENDED, -DAY, -DAY, SECOND, False),
        (Stage.BEGUN, SECOND, -DAY, DAY, False),
    ],
)  # fmt: skip
def test_11_2_2_a_contract_must_have_come_so_far(
    stage: Stage, concluded: timedelta, starts: timedelta, ends: timedelta, *, counts: bool
) -> None:
    found = business(concluded=NOW + concluded, starts=NOW + starts, ends=NOW + ends)
    assert bool(by(found, custom=Custom(days=0, stage=stage, verified=Verified.REGISTERED))) is counts


@given(count=st.integers(1, 4000), ago=st.integers(0, 5000 * 86_400))
def test_11_2_2_so_many_full_days_must_have_passed_and_none_is_rolled_over(count: int, ago: int) -> None:
    """The day of the conclusion isn't counted, the last one must be over (Civil Code 120, 121); nobody must act, so no day gives way."""
    concluded = NOW - timedelta(seconds=ago)
    custom = Custom(days=count, stage=Stage.CONCLUDED, verified=Verified.REGISTERED)
    over = day_of(NOW) > last_day(day_of(concluded), days(count, rolls=False))
    assert bool(by(business(concluded=concluded), custom=custom)) is over


@pytest.mark.parametrize(("verified", "identified", "counts"), [
    (Verified.REGISTERED, False, True), (Verified.REGISTERED, True, True), (Verified.IDENTIFIED, False, False),
    (Verified.IDENTIFIED, True, True),
])  # fmt: skip
def test_11_2_2_how_the_holder_is_known(verified: Verified, *, identified: bool, counts: bool) -> None:
    custom = Custom(days=0, stage=Stage.CONCLUDED, verified=verified)
    assert bool(by(business(), custom=custom, identified=identified)) is counts


@given(starts=st.integers(-40, 40), lasts=st.integers(1, 40), adds_up=st.booleans())
def test_11_2_2_no_contract_of_the_same_line_and_days_raises_what_may_be_bought(starts: int, lasts: int, *, adds_up: bool) -> None:
    found = business(starts=NOW + starts * DAY, ends=NOW + (starts + lasts) * DAY, adds_up=adds_up)
    disjoint = found.ends <= COVER[0] or found.starts >= COVER[1]
    assert bool(by(found)) is (disjoint or not adds_up)
    assert by(found, cover=None) == found.number
