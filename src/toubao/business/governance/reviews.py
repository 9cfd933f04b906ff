"""Access reviews: every few months somebody confirms or takes away what each member of staff may do; never their own (25.1)."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Min

from toubao.business.governance.lifecycle import let_go
from toubao.business.governance.models import AccessReview, ReviewedAccess, Staff
from toubao.business.steps import SYSTEM, Actor, note
from toubao.rules.events import Event
from toubao.rules.facts import Noted, StaffChanged
from toubao.rules.periods import ends, months

KEPT, TAKEN, LEFT = "kept", "taken", "left"


def open_due(now: datetime) -> AccessReview | None:
    """Open a review if it is time: so many months after the last one, or after the first person joined. Safe to run at any time."""
    last = AccessReview.objects.order_by("-number").first()
    if last is not None and last.closed_at is None:
        return None
    since = last.opened_at if last else Staff.objects.aggregate(first=Min("joined_at"))["first"]
    if since is None or now < ends(since, months(settings.ACCESS_REVIEW_MONTHS, rolls=False)):
        return None
    try:
        return _open(last.number + 1 if last else 1, now)
    except IntegrityError:
        return None


@transaction.atomic
def _open(number: int, now: datetime) -> AccessReview:
    review = AccessReview.objects.create(id=uuid4(), number=number, opened_at=now)
    there = Staff.objects.filter(left_at=None).exclude(admitted_at=None)
    ReviewedAccess.objects.bulk_create(ReviewedAccess(review=review, member=each, role=each.role) for each in there)
    note(Event.ACCESS_REVIEW_OPENED, about=review.about, actor=SYSTEM, now=now, facts=Noted(because=str(number)))
    return review


@transaction.atomic
def decide(*, line: ReviewedAccess, keep: bool, role: str, because: str, by: str, now: datetime) -> bool:
    """Confirm that a member may go on with the role that was shown, or let them go at once. False for one's own line, for what was decided,
    and where the role is another by now.
    """
    member = Staff.objects.select_related("key").select_for_update(of=("self",)).get(pk=line.member_id)
    if member.username == by or member.role != role:
        return False
    values = {"outcome": KEPT if keep else TAKEN, "role": role, "decided_by": by, "because": because[:200], "decided_at": now}
    if not ReviewedAccess.objects.filter(pk=line.pk, decided_at=None, review__closed_at=None).update(**values):
        return False
    if keep:
        told = StaffChanged(username=member.username, before=role, after=role, because=because[:200])
        note(Event.STAFF_KEPT, about=member.about, actor=Actor("staff", by), now=now, facts=told)
    else:
        let_go(member=member, because=because, by=by, now=now)
    close_done(now)
    return True


@transaction.atomic
def close_done(now: datetime) -> bool:
    """End the open review once nobody is left to look at; who has left meanwhile need not be looked at."""
    review = AccessReview.objects.select_for_update().filter(closed_at=None).first()
    if review is None:
        return False
    undecided = ReviewedAccess.objects.filter(review=review, decided_at=None)
    undecided.exclude(member__left_at=None).update(outcome=LEFT, decided_at=now)
    if undecided.exists():
        return False
    AccessReview.objects.filter(pk=review.pk).update(closed_at=now)
    note(Event.ACCESS_REVIEW_CLOSED, about=review.about, actor=SYSTEM, now=now, facts=Noted(because=str(review.number)))
    return True
