"""The list of visits: a clerk's own, those that wait for release, what came of the last ones; and a new one."""

from collections.abc import Iterable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.branches import queries, visiting
from toubao.business.branches.models import Visit
from toubao.business.governance.queries import cases
from toubao.doors.clock import now
from toubao.doors.console import staff
from toubao.doors.console.access import CLERK
from toubao.doors.console.frame import show
from toubao.doors.console.people.changes import name_of
from toubao.doors.console.people.visits import words
from toubao.doors.console.people.visits.forms import Begin
from toubao.rules.periods import day_of

MOST: Final = 50
UNSIGNED: Final = "（還沒有簽名）"
UNKNOWN: Final = "（還沒有查驗身分）"


def index(request: HttpRequest) -> HttpResponse:
    """What I have begun, what waits for release, and what came of the last ones: a clerk's own, or everybody's."""
    me = staff.me(request)
    return show(
        request, "people/visits/index.html", here=words.HERE, told=words, names=cases.staff_names(),
        mine=_rows(queries.under_way(me.username)[:MOST]), waiting=_rows(queries.waiting()[:MOST]),
        decided=_rows(queries.decided(clerk=me.username if me.role == CLERK else "")[:MOST]),
    )  # fmt: skip


def begin(request: HttpRequest) -> HttpResponse:
    """Somebody has come: at which branch, what for."""
    at, me = now(), staff.me(request)
    form = Begin(request.POST or None, on=day_of(at), own=me.branch)
    if request.method == "POST" and form.is_valid():
        visit = visiting.begin(**form.cleaned_data, clerk=me.username, now=at)
        return HttpResponseRedirect(words.address(visit))
    return show(request, "people/visits/begin.html", here=words.HERE, status=422 if form.is_bound else 200, form=form, steps=words.STEPS)


def whose(visit: Visit) -> str:
    """The name of who came, masked."""
    registration = visit.registration
    if registration is None:
        return UNSIGNED
    return name_of(registration.person) if registration.person.sealed is not None else UNKNOWN


def _rows(found: Iterable[Visit]) -> list[dict[str, Any]]:
    return [{"visit": each, "name": whose(each)} for each in found]
