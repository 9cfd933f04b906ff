"""One visit as it stands: masked, shown in full for a reason; released or refused by another person; its link sent again."""

from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.branches import activating, queries
from toubao.business.branches.models import Visit
from toubao.business.branches.statement import signature_of, stated
from toubao.business.governance.actions import read_personal
from toubao.business.governance.queries import cases
from toubao.business.identity.models import Registration
from toubao.business.release import queries as releases
from toubao.business.release.models import Release
from toubao.doors.clock import now
from toubao.doors.console import staff, telling
from toubao.doors.console.access import CLERK, OFFICER
from toubao.doors.console.cases import Reason
from toubao.doors.console.frame import show
from toubao.doors.console.people.visits import words
from toubao.doors.console.people.visits.lists import whose
from toubao.doors.console.people.visits.taking import stands
from toubao.doors.console.team.releases import STALE, Refusal, decide
from toubao.doors.look import errors
from toubao.journal.envelope import Unreadable
from toubao.journal.reading import entries
from toubao.rules.personal import masked

OWN_ID: Final = "refuse_%s"
"""What the second form of a page calls its fields, so that no two have the same id."""
GONE: Final = "這位客戶的金鑰已依規定銷毀，資料無法再讀取。"


def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """A visit; its clerk is led to the step at which it stands until it is handed in."""
    found = _seen(request, visit_id)
    step = stands(found)
    if step and found.clerk == staff.me(request).username:
        return HttpResponseRedirect(words.address(found, step))
    return _shown(request, found)


def reveal(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Everything that was handed in, once, in the answer to this POST; journaled first, with a reason."""
    found, form = _handed_in(_seen(request, visit_id)), Reason(request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, reason=form)
    member = staff.me(request)
    read_personal(about=_registration(found).about, what="visit", because=form.cleaned_data["because"], member=member, now=now())
    try:
        full = {"known": stated(found).known, "document": stated(found).document, "signature": signature_of(found)}
    except Unreadable:
        return errors.answer(request, 404, title="個資已經銷毀", words=GONE, can_do=[])
    return _shown(request, found, full=full)


def decision(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Released by another person, refused with the reason, or taken back by its clerk."""
    found = _handed_in(_seen(request, visit_id))
    form = Refusal(request.POST if request.POST.get("do") == "refuse" else None, auto_id=OWN_ID)
    if form.is_bound and not form.is_valid():
        return _shown(request, found, 422, refusal=form)
    decided = decide(request, _request(found), form)
    if decided.taken:
        return HttpResponseRedirect(words.address(found))
    fresh = _handed_in(_seen(request, visit_id))
    return _shown(request, fresh, 422, refused=[verdict.words for verdict in decided.shut] or [STALE])


def link(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The link sent again, in place of one that lapsed or was lost."""
    found = _handed_in(_seen(request, visit_id))
    limit = activating.send_again(registration=_registration(found), by=staff.me(request).username, now=now())
    if limit:
        return _shown(request, found, 422, refused=[words.LIMITS[limit]])
    return HttpResponseRedirect(f"{words.address(found)}?sent=again")


def _seen(request: HttpRequest, visit_id: UUID) -> Visit:
    """A visit that this member may see: a clerk their own, others all. Raises Http404 for another."""
    me, found = staff.me(request), queries.visit(visit_id)
    if found is None or (me.role == CLERK and found.clerk != me.username):
        raise Http404("no such visit")
    return found


def _handed_in(found: Visit) -> Visit:
    if found.handed_in_at is None:
        raise Http404("this visit was not handed in")
    return found


def _registration(found: Visit) -> Registration:
    if found.registration is None:
        raise Http404("nobody has signed yet")
    return found.registration


def _request(found: Visit) -> Release:
    made = releases.about(found.pk).first()
    if made is None:
        raise Http404("nobody has asked for a release")
    return made


def _shown(request: HttpRequest, found: Visit, status: int = 200, **more: Any) -> HttpResponse:
    me, names, made = staff.me(request), cases.staff_names(), releases.about(found.pk).first()
    waits = made is not None and made.state == "asked"
    shown: dict[str, Any] = {
        "visit": found, "name": whose(found), "told": words, "names": names, "release": made, "reason": Reason(),
        "refusal": Refusal(auto_id=OWN_ID), "full": None, "refused": [], "facts": _masked(found), "now": now(),
        "sent": request.GET.get("sent") == "again",
        "decides": waits and me.role == OFFICER and me.username != found.clerk, "mine": waits and me.username == found.clerk,
        "link": queries.latest_link(found.registration_id) if found.registration_id else None,
        "entries": telling.told(entries(found.registration_id), names) if found.registration_id else (),
    }  # fmt: skip
    return show(request, "people/visits/visit.html", here=words.HERE, status=status, **shown | more)


def _masked(found: Visit) -> list[tuple[str, str]]:
    """Who it is, as lists show people; nothing where nothing was stated, or the key was destroyed."""
    if found.stated is None:
        return []
    try:
        shown = stated(found)
    except Unreadable:
        return []
    known, document = shown.known, shown.document
    return [
        ("證號", masked(known.id_number)), ("出生年", f"{known.birth_date.year} 年"), ("手機號碼", masked(words.phone(known.phone))),
        ("電子信箱", f"•••@{known.mail.partition('@')[2]}"), ("證件", f"{words.DOCUMENTS[document.kind]} {masked(document.number)}"),
    ]  # fmt: skip
