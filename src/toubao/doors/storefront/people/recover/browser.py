"""Which recovery runs in this browser: kept in its session, so that nobody goes on with another's."""

from collections.abc import Callable
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
_RUN: Final = "recovery"


def remember(request: HttpRequest, run: UUID) -> None:
    """Bind a run to this browser, in place of an earlier one."""
    request.session[_RUN] = str(run)


def known(request: HttpRequest) -> None:
    """The holder was recognised here: from now on under a fresh session key."""
    request.session.cycle_key()


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
                return HttpResponseRedirect("/sign-in/")
            here = proving.standing(found, now=clock())
            return page(request, found) if here == stands else HttpResponseRedirect(PLACES[here])

        return guarded

    return wrap
