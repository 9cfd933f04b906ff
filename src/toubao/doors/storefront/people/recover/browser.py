"""Which recovery runs in this browser, and whether its holder was recognised here: kept in its session, so that nobody goes on with
another's. A run that was begun in two browsers is only finished in the one that was shown the proof.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.recovery import proving, queries
from toubao.business.recovery.models import Recovery
from toubao.doors.clock import now as clock

Page = Callable[[HttpRequest, Recovery], HttpResponse]
ASK: Final = "/recover/"
PLACES: Final = {
    "codes": "/recover/codes/", "certificate": "/recover/certificate/", "password": "/recover/password/",
    "done": "/recover/done/", "gone": "/recover/?gone=1",
}  # fmt: skip
STEPS: Final = ("您的證號與生日", "確認是您本人", "新的密碼")
BLOCKED: Final = "/recover/?blocked=1"
_RUN, _KNOWN = "recovery", "recovery_known"


def finished(run: Recovery, *, now: datetime) -> str:
    """The page after the new password; it says that the passkeys rest only where there were any."""
    return PLACES["done"] + ("?passkeys=1" if queries.passkeys_rest(run, since=now) else "")


def remember(request: HttpRequest, run: UUID) -> None:
    """Bind a run to this browser, in place of an earlier one."""
    request.session[_RUN] = str(run)


def known(request: HttpRequest) -> None:
    """The holder of the run of this browser was recognised here: from now on under a fresh session key."""
    request.session.cycle_key()
    request.session[_KNOWN] = request.session[_RUN]


def running(stands: str) -> Callable[[Page], Callable[[HttpRequest], HttpResponse]]:
    """Let a page be reached only in the browser in which a run was begun (others sign in), and only where it stands (else: there)."""

    def wrap(page: Page) -> Callable[[HttpRequest], HttpResponse]:
        @never_cache
        @require_http_methods(["GET", "POST"])
        @wraps(page)
        def guarded(request: HttpRequest) -> HttpResponse:
            kept = request.session.get(_RUN)
            found = queries.recovery(UUID(kept)) if kept else None
            if found is None:
                return HttpResponseRedirect(_elsewhere(request, stands))
            here = proving.standing(found, now=clock())
            if here == "password" and request.session.get(_KNOWN) != kept:
                here = "gone"
            return page(request, found) if here == stands else HttpResponseRedirect(PLACES[here])

        return guarded

    return wrap


def _elsewhere(request: HttpRequest, stands: str) -> str:
    """Where a browser without a run belongs. One that sends a proof twice has a fresh key from the answer to the first, which the second
    did not bring: it goes on with that key, or from there to the sign-in.
    """
    twice = request.method == "POST" and stands != "password" and getattr(request.session, "unknown", False)
    return PLACES["password"] if twice else "/sign-in/"
