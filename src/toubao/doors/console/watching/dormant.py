"""Accounts that were not used for long: asleep or soon to be, on each of their two clocks (7.3, 8.2); names come masked."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from toubao.business.governance.queries import sleepers
from toubao.doors.clock import now
from toubao.doors.console.frame import show
from toubao.doors.console.words import people
from toubao.doors.look.lists import around, place

HERE: Final = "/console/dormant/"
CLOCKS: Final = {"purchase": ("投保", "7.3"), "service": ("保險服務", "8.2")}
SHOWN: Final = {"asleep": "須重新驗證", "soon": "已通知，快要須重新驗證"}


def page(request: HttpRequest) -> HttpResponse:
    """The accounts on one clock (?clock=), asleep or soon (?show=)."""
    clock, shown = request.GET.get("clock", "purchase"), request.GET.get("show", "asleep")
    if clock not in CLOCKS or shown not in SHOWN:
        raise Http404(clock)
    counts, (rows, found) = sleepers.counts(), sleepers.listed(clock, shown, at=place(request))
    return show(
        request, "people/dormant.html", here=HERE, now=now(), clock=CLOCKS[clock], shown=shown, rows=rows, people=people,
        tiles=[(what, clause, name, {each: counts[name, each] for each in SHOWN}) for name, (what, clause) in CLOCKS.items()],
        heading=f"{CLOCKS[clock][0]}：{SHOWN[shown]}", pages=around(HERE, {"clock": clock, "show": shown}, found),
    )  # fmt: skip
