"""Who of the staff is signed in to this browser: for at most eight hours, and while pages are opened; a session apart from customers'."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from toubao.business import whose
from toubao.business.governance.models import Staff
from toubao.business.governance.queries import member as member_by_id
from toubao.doors.clock import real_now
from toubao.doors.storefront.visitor import kind, same_kind

_STAFF, _STAMP, _UNTIL, _SEEN, _KIND = "staff", "staff_stamp", "staff_until", "staff_seen", "staff_kind"
LONGEST = timedelta(hours=8)
_HELD, HELD = "staff_held", timedelta(minutes=15)
NOTED = timedelta(minutes=1)
"""Use is written at most this often."""


def member(request: HttpRequest) -> Staff | None:
    """The member who is signed in, if their stamp is still the session's, eight hours are not over, a page was opened lately, and it is
    the kind of browser in which they came in; read once a request.
    """
    if not hasattr(request, "staff_member"):
        request.staff_member = _read(request)  # type: ignore[attr-defined]  # kept for the length of this request
    found: Staff | None = request.staff_member  # type: ignore[attr-defined]  # kept just above
    return found


def _read(request: HttpRequest) -> Staff | None:
    kept, seen, real = request.session.get(_STAFF), request.session.get(_SEEN), real_now()
    if not (kept and seen) or datetime.fromisoformat(request.session[_UNTIL]) <= real:
        return None
    if not same_kind(request, request.session.get(_KIND)):
        request.session.flush()
        return None
    unused = real - datetime.fromisoformat(seen)
    if unused >= timedelta(minutes=settings.STAFF_IDLE_MINUTES):
        return None
    with whose.finding(whose.Finding.STAFF):
        found = member_by_id(UUID(kept))
    if found is None or str(found.stamp) != request.session.get(_STAMP):
        return None
    if unused >= NOTED:
        request.session[_SEEN] = real.isoformat()
    return found


def enter(request: HttpRequest, entering: Staff) -> None:
    """Sign a member in to this browser under a fresh session; whoever was signed in before, customer or staff, is not any more."""
    request.session.flush()
    real = real_now()
    values: dict[str, Any] = {_STAFF: str(entering.pk), _STAMP: str(entering.stamp), _UNTIL: (real + LONGEST).isoformat()}
    values |= {_SEEN: real.isoformat(), _KIND: kind(request)}
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
