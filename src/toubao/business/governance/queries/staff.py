"""Reading staff."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from toubao.business.governance.models import AccessReview, ReviewedAccess, Staff

REVIEWS_SHOWN = 20


def member(staff_id: UUID) -> Staff | None:
    """A member of staff who has joined and not left, by id."""
    return _working().select_related("key").filter(pk=staff_id).first()


def everybody() -> list[Staff]:
    """All members who have joined and not left, by role and name."""
    return list(_working().select_related("key").order_by("role", "username"))


def roles_now(usernames: Sequence[str]) -> dict[str, str]:
    """The roles of members who have joined and not left, by sign-in name; their rows are held until the transaction ends."""
    held = _working().select_for_update().filter(username__in=usernames).order_by("username")
    return {each.username: each.role for each in held}


def anybody(staff_id: UUID) -> Staff | None:
    """A member of staff, those who left or have not joined too."""
    return Staff.objects.select_related("key").filter(pk=staff_id).first()


def all_of_them() -> list[Staff]:
    """All members, those who left last."""
    return list(Staff.objects.order_by(F("left_at").desc(nulls_first=True), "role", "username"))


def review(review_id: UUID) -> AccessReview | None:
    """One access review."""
    return AccessReview.objects.filter(pk=review_id).first()


def reviews() -> list[AccessReview]:
    """The last access reviews, the newest first, each with how many are `undecided`."""
    undecided = Count("lines", filter=Q(lines__decided_at=None))
    return list(AccessReview.objects.annotate(undecided=undecided).order_by("-number")[:REVIEWS_SHOWN])


def lines(found: AccessReview) -> list[ReviewedAccess]:
    """The members in a review: those not decided first."""
    return list(
        ReviewedAccess.objects.filter(review=found).select_related("member").order_by("outcome", "member__role", "member__username")
    )


def _working() -> QuerySet[Staff]:
    return Staff.objects.filter(left_at=None).exclude(joined_at=None)


def admitted(role: str) -> int:
    """How many were admitted in a role and have not left."""
    return Staff.objects.filter(role=role, left_at=None).exclude(admitted_at=None).count()
