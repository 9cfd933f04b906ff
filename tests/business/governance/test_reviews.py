"""Access reviews: due every few months, nobody looks at themselves, overdue is a late duty; on PostgreSQL."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from tests.business.governance.given import NOW, deciders, hired, member
from toubao.business import due
from toubao.business.governance import lifecycle, reviews
from toubao.business.governance.models import AccessReview, ReviewedAccess
from toubao.business.governance.queries import staff as people
from toubao.journal.models import OpenDuty
from toubao.journal.reading import entries

pytestmark = pytest.mark.django_db
DUE = datetime(2027, 5, 27, tzinfo=NOW.tzinfo)


@pytest.fixture(autouse=True)
def _deciders(db: None) -> None:
    deciders()


def opened() -> AccessReview:
    """The first review."""
    made = reviews.open_due(DUE)
    assert made is not None
    return made


def decided(username: str, *, keep: bool = True, by: str = "wang", role: str = "") -> bool:
    """Somebody's line is decided."""
    line = ReviewedAccess.objects.select_related("member").get(member__username=username)
    return reviews.decide(line=line, keep=keep, role=role or line.member.role, because="reviewed", by=by, now=DUE)


def test_25_1_a_review_opens_when_it_is_time_and_once() -> None:
    assert reviews.open_due(DUE - timedelta(days=5)) is None
    made = opened()
    assert reviews.open_due(DUE + timedelta(days=400)) is None, "one at a time"
    assert [line.member.username for line in people.lines(made)] == ["hsu", "wang", "lin"]
    duty = OpenDuty.objects.get(name="review_access")
    assert (duty.clause, duty.met_at, [each.number for each in people.reviews()]) == ("25.1", None, [1])
    assert people.review(made.pk) == made


def test_25_1_without_people_there_is_nothing_to_review() -> None:
    for each in ("lin", "wang", "hsu"):
        person = member(each)
        person.joined_at = None
        person.save(update_fields=["joined_at"])
    assert reviews.open_due(DUE) is None


def test_25_1_everybody_is_confirmed_or_let_go_by_somebody_else() -> None:
    made = opened()
    assert not decided("wang"), "nobody reviews themselves"
    assert decided("hsu")
    assert not decided("hsu", keep=False, by="lin"), "decided once"
    assert decided("lin", keep=False)
    assert (member("lin").left_at, member("hsu").left_at) == (DUE, None)
    assert not decided("wang", role="security", by="hsu"), "not in another role than the one that was shown"
    assert AccessReview.objects.get().closed_at is None
    assert decided("wang", by="hsu")
    assert AccessReview.objects.get().closed_at == DUE
    assert OpenDuty.objects.get(name="review_access").met_at == DUE
    assert [each.event for each in entries(made.pk)] == ["access.review_opened", "access.review_closed"]
    assert [each.event for each in entries(member("hsu").pk)] == ["staff.kept"]
    assert reviews.open_due(DUE) is None, "the next one is months away"
    again = reviews.open_due(DUE + timedelta(days=190))
    assert again is not None
    assert again.number == 2


def test_25_1_who_left_meanwhile_need_not_be_reviewed() -> None:
    hired("kuo", "clerk")
    opened()
    for username, by in (("hsu", "wang"), ("lin", "wang"), ("wang", "lin")):
        assert decided(username, by=by)
    assert not reviews.close_done(DUE)
    lifecycle.let_go(member=member("kuo"), because="left", by="lin", now=DUE)
    assert reviews.close_done(DUE)
    assert not reviews.close_done(DUE)
    assert ReviewedAccess.objects.get(member__username="kuo").outcome == "left"


def test_25_1_an_overdue_review_is_a_late_duty() -> None:
    opened()
    for days, late in ((13, False), (16, True)):
        due.act(DUE + timedelta(days=days))
        assert OpenDuty.objects.filter(name="review_access", told_late_at__isnull=False).exists() is late


def test_of_two_that_open_a_review_at_once_one_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(number: int, now: datetime) -> AccessReview:
        raise IntegrityError

    monkeypatch.setattr(reviews, "_open", taken)
    assert reviews.open_due(DUE) is None
