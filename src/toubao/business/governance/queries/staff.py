"""Reading staff."""

from collections.abc import Sequence
from uuid import UUID

from toubao.business.governance.models import Staff


def member(staff_id: UUID) -> Staff | None:
    """A member of staff who has not left, by id."""
    return Staff.objects.select_related("key").filter(pk=staff_id, left_at=None).first()


def everybody() -> list[Staff]:
    """All members who have not left, by name."""
    return list(Staff.objects.select_related("key").filter(left_at=None).order_by("role", "username"))


def roles_now(usernames: Sequence[str]) -> dict[str, str]:
    """The roles of members who have not left, by sign-in name; their rows are held until the transaction ends."""
    held = Staff.objects.select_for_update().filter(username__in=usernames, left_at=None).order_by("username")
    return {each.username: each.role for each in held}
