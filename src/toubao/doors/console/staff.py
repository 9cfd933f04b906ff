"""Who of the staff is signed in to this browser, for at most eight hours; a session of its own, apart from customers'."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from toubao.business import whose
from toubao.business.governance.models import Staff
from toubao.business.governance.queries import member as member_by_id
from toubao.doors.clock import real_now

_STAFF, _STAMP, _UNTIL = "staff", "staff_stamp", "staff_until"
LONGEST = timedelta(hours=8)
_HELD, HELD = "staff_held", timedelta(minutes=15)


def member(request: HttpRequest) -> Staff | None:
    """The member who is signed in, if their stamp is still the session's and eight hours are not over; read once a request."""
    if not hasattr(request, "staff_member"):
        request.staff_member = _read(request)  # type: ignore[attr-defined]  # kept for the length of this request
    found: Staff | None = request.staff_member  # type: ignore[attr-defined]  # kept just above
    return found


def _read(request: HttpRequest) -> Staff | None:
    kept, until = request.session.get(_STAFF), request.session.get(_UNTIL, "")
    if not kept or datetime.fromisoformat(until) <= real_now():
        return None
    with whose.finding(whose.Finding.STAFF):
        found = member_by_id(UUID(kept))
    return found if found and str(found.stamp) == request.session.get(_STAMP) else None


def enter(request: HttpRequest, entering: Staff) -> None:
    """Sign a member in to this browser under a fresh session; whoever was signed in before, customer or staff, is not any more."""
    request.session.flush()
    values: dict[str, Any] = {_STAFF: str(entering.pk), _STAMP: str(entering.stamp), _UNTIL: (real_now() + LONGEST).isoformat()}
    request.session.update(values)
    request.staff_member = entering  # type: ignore[attr-defined]  # as above


def hold(request: HttpRequest, entering: Staff, kept: dict[str, str]) -> None:
    """Keep in this browser, under a fresh session and for a quarter of an hour, who was proved but has to set another password first."""
    request.session.flush()
    until = (real_now() + HELD).isoformat()
    request.session[_HELD] = {"member": str(entering.pk), "stamp": str(entering.stamp), "until": until, **kept}


def held(request: HttpRequest) -> tuple[Staff, dict[str, str]] | None:
    """Who was proved in this browser and has to set another password, and what was kept with them."""
    kept = request.session.get(_HELD)
    if not kept or datetime.fromisoformat(kept["until"]) <= real_now():
        return None
    with whose.finding(whose.Finding.STAFF):
        found = member_by_id(UUID(kept["member"]))
    return (found, kept) if found and str(found.stamp) == kept["stamp"] else None


def leave(request: HttpRequest) -> None:
    """Sign out of this browser."""
    request.session.flush()
    request.staff_member = None  # type: ignore[attr-defined]  # as above


def me(request: HttpRequest) -> Staff:
    """The member who is signed in, behind the table's guard. Raises RuntimeError elsewhere."""
    found = member(request)
    if found is None:
        raise RuntimeError("this view must stand behind the table")
    return found
