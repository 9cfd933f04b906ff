"""What waits for a second person: the list, and one request, released, sent back, or taken back by who asked."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance.queries import cases
from toubao.business.release import actions, queries
from toubao.business.release.kinds import kinds
from toubao.business.release.models import Release
from toubao.business.steps import Decision
from toubao.doors.clock import now
from toubao.doors.console import staff, telling
from toubao.doors.console.access import AUDITOR
from toubao.doors.console.frame import show
from toubao.doors.console.people.visits.recovering import of_release
from toubao.doors.console.team import words
from toubao.journal.reading import entries

HERE: Final = "/console/releases/"
MOST: Final = 50
STALE: Final = "這件事剛才已經有人決定，或已經失效。"


class Refusal(forms.Form):
    """Why it is sent back."""

    because = forms.CharField(
        label="退回的原因", min_length=4, max_length=200, help_text="提出的人會看到。",
        widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "請填寫退回的原因。"},
    )  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """What I may decide or asked for, and what came of the last ones; an auditor sees all."""
    me = staff.me(request)
    whose: dict[str, Any] = {"role": me.role, "username": me.username, "everything": me.role == AUDITOR}
    return show(
        request, "team/releases.html", here=HERE, told=words, names=cases.staff_names(), me=me.username,
        waiting=list(queries.waiting(**whose)[:MOST]), ended=list(queries.ended(**whose)[:MOST]),
    )  # fmt: skip


def release(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """One request: exactly what was asked; released by somebody else, sent back with the reason, or taken back."""
    found = _mine_to_see(request, release_id)
    if words.place(found) != f"{HERE}{found.pk}/":
        return HttpResponseRedirect(words.place(found))
    if request.method != "POST":
        return _shown(request, found, Refusal())
    asked, form = request.POST.get("do", ""), Refusal(request.POST if request.POST.get("do") == "refuse" else None)
    if asked == "refuse" and not form.is_valid():
        return _shown(request, found, form, 422)
    decision = decide(request, found, form)
    if decision.taken:
        return HttpResponseRedirect(f"{HERE}{found.pk}/")
    return _shown(request, found, form, 422, said=[verdict.words for verdict in decision.shut] or [STALE])


def decide(request: HttpRequest, found: Release, form: Refusal) -> Decision:
    """What was pressed, done as the member who is signed in. Raises Http404 for what nobody can press."""
    by, asked = staff.me(request).username, request.POST.get("do", "")
    if asked == "give":
        return actions.give(release=found, seen=request.POST.get("seen", ""), by=by, now=now())
    if asked == "refuse":
        return actions.refuse(release=found, because=form.cleaned_data["because"], by=by, now=now())
    if asked == "withdraw":
        return actions.withdraw(release=found, by=by, now=now())
    raise Http404(asked)


def _mine_to_see(request: HttpRequest, release_id: UUID) -> Release:
    """A request of a kind that my role decides, or that I asked for. Raises Http404 for another."""
    me, found = staff.me(request), queries.release(release_id)
    if found is None or not (me.role in kinds()[found.kind].releases or found.asked_by == me.username or me.role == AUDITOR):
        raise Http404("no such request")
    return found


def _shown(request: HttpRequest, found: Release, form: Refusal, status: int = 200, *, said: list[str] | None = None) -> HttpResponse:
    me, names = staff.me(request), cases.staff_names()
    decides = me.role in kinds()[found.kind].releases and me.username not in (found.asked_by, found.concerns) and found.state == "asked"
    return show(
        request, "team/release.html", here=HERE, status=status, release=found, told=words, names=names, form=form, refusals=said or [],
        decides=decides, more=of_release(found) if decides else [], mine=me.username == found.asked_by and found.state == "asked",
        entries=telling.told(entries(found.pk), names), now=now(),
    )  # fmt: skip
