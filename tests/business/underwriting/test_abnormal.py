"""What looks abnormal in our own records, and what overlaps: the borders on both sides, whatever the parameters say (11.2.2)."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from tests.builders import NOW
from toubao.business.steps import About
from toubao.business.underwriting import actions, queries
from toubao.business.underwriting.models import Reservation
from toubao.products import limits
from toubao.products.dated import read
from toubao.products.limits import NoLimit

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LINE = "travel_accident"


def made(insured: UUID, *, ago: timedelta = timedelta(), starts: timedelta = timedelta(), lasts: timedelta = timedelta(days=5)) -> UUID:
    """An application of NT$1 that was made so long ago, for a cover that begins so much later than now."""
    row = Reservation(purchase=uuid4(), insured=insured, line=LINE, amount=1, others=0, state="kept", made_at=NOW - ago)
    row.starts, row.ends = NOW + starts, NOW + starts + lasts
    row.save()
    return row.purchase


def look(insured: UUID, apart_from: UUID | None = None) -> tuple[str, ...]:
    return queries.abnormal(insured=[insured], now=NOW, apart_from=apart_from or uuid4())


def test_11_2_2_five_others_in_ninety_days_are_ordinary_and_six_are_not(db: None) -> None:
    insured = uuid4()
    for _ in range(5):
        made(insured)
    assert look(insured) == ()
    made(uuid4())  # of somebody else
    sixth = made(insured)
    assert look(insured, apart_from=sixth) == (), "the application itself is none of the others"
    assert look(insured) == ("applications:6:90",)


@pytest.mark.parametrize(
    ("ago", "counts"), [(timedelta(days=90) - SECOND, True), (timedelta(days=90), True), (timedelta(days=90) + SECOND, False)]
)
def test_11_2_2_the_ninetieth_day_counts_and_a_second_more_does_not(ago: timedelta, *, counts: bool) -> None:
    insured = uuid4()
    for _ in range(6):
        made(insured, ago=ago)
    assert bool(look(insured)) is counts


@pytest.mark.parametrize(("applications", "days"), [(1, 1), (2, 30), (7, 365)])
def test_11_2_2_what_is_abnormal_is_the_insurers_own_figure(monkeypatch: pytest.MonkeyPatch, applications: int, days: int) -> None:
    row = read({"value": {"applications": applications, "days": days}, "source": "試", "certainty": "N"})
    monkeypatch.setattr(limits, "_table", lambda: {("abnormal", "", ""): (row,)})
    insured = uuid4()
    for _ in range(applications):
        made(insured, ago=timedelta(days=days))
    assert look(insured) == ()
    made(insured, ago=timedelta(days=days))
    assert look(insured) == (f"applications:{applications + 1}:{days}",)


def test_11_2_2_without_a_figure_on_record_nothing_is_called_ordinary(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.abnormal_from(date(2026, 11, 22)) == limits.Abnormal(applications=5, days=90)
    monkeypatch.setattr(limits, "_table", dict)
    with pytest.raises(NoLimit, match="abnormal"):
        look(uuid4())


@pytest.mark.parametrize(
    ("starts", "lasts", "overlaps"),
    [
        (timedelta(days=-5), timedelta(days=5), False), (timedelta(days=-5), timedelta(days=5) + SECOND, True),
        (timedelta(days=5), timedelta(days=5), False), (timedelta(days=5) - SECOND, timedelta(days=5), True),
    ],
)  # fmt: skip
def test_11_2_2_covers_that_only_touch_do_not_add_up(starts: timedelta, lasts: timedelta, *, overlaps: bool) -> None:
    insured, here = uuid4(), {"line": LINE, "starts": NOW, "ends": NOW + timedelta(days=5)}
    made(insured, starts=starts, lasts=lasts)
    assert queries.overlapping(insured=[insured], apart_from=uuid4(), **here) == int(overlaps)
    held = actions.reserve(about=About(uuid4(), "purchase"), insured=insured, amount=9, most=10, now=NOW, **here)
    assert held is not None
    assert held.others == int(overlaps)
    assert actions.reserve(about=About(uuid4(), "purchase"), insured=insured, amount=1, most=9 + int(overlaps), now=NOW, **here) is None
