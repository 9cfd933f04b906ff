"""Duties: what must have happened by when, what is late, and how duties were met."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse

from toubao.business.governance.queries import cases
from toubao.business.governance.queries import duties as found_in
from toubao.doors.clock import now
from toubao.doors.console import words
from toubao.doors.console.frame import show
from toubao.doors.look.lists import around, place
from toubao.rules.kit import duties as all_duties

HERE = "/console/duties/"
KINDS = {"open": "未結", "late": "已逾期", "met_late": "逾期後完成", "met": "已完成"}


def page(request: HttpRequest) -> HttpResponse:
    """The duties of one kind (?kind=), and all duties with their counts."""
    kind, at = request.GET.get("kind", "open"), now()
    if kind not in KINDS:
        raise Http404(kind)
    by_name, found = found_in.by_name(at), found_in.listed(kind, at, at=place(request, int))
    totals = found_in.totals(by_name)
    return show(
        request,
        "watching/duties.html",
        here=HERE,
        kind=kind,
        tabs=[(label, f"{HERE}?kind={name}", totals[name]) for name, label in KINDS.items()],
        duties=found.rows,
        pages=around(HERE, {"kind": kind}, found),
        cases=cases.named(duty.subject_id for duty in found.rows),
        by_name=by_name,
        within=_within,
        words=words,
        now=at,
        spent=spent,
    )


def _within(name: str) -> str:
    """How long a duty may take, in words."""
    found = next((duty.within for duty in all_duties() if duty.name == name), None)
    return str(found) if found is not None else ""


def spent(time: timedelta | None) -> str:
    """A length of time in words: 26 小時, 3 分鐘, 20 秒."""
    if time is None:
        return "—"
    seconds = int(time.total_seconds())
    for size, word in ((86400, "天"), (3600, "小時"), (60, "分鐘")):
        if seconds >= 2 * size:
            return f"{seconds // size} {word}"
    return f"{seconds} 秒"
