"""A visit taken down one thing a page: notices, signature, who it is, the document's check, handing in; by the clerk who began it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.branches import queries, visiting
from toubao.business.branches.models import Visit
from toubao.business.branches.statement import stated
from toubao.business.consents import showing
from toubao.business.identity.models import Registration
from toubao.doors.clock import now
from toubao.doors.console import staff
from toubao.doors.console.frame import show
from toubao.doors.console.people.visits import words
from toubao.doors.console.people.visits.forms import Pad, Paper, Shown, said
from toubao.doors.storefront import notices
from toubao.journal.reading import last_refusal
from toubao.rules.periods import day_of
from toubao.rules.personal import masked

Page = Callable[..., HttpResponse]
STALE = "這件註冊剛才已經送出或改變，請從清單再打開一次。"


def stands(visit: Visit) -> str:
    """The step at which a visit stands; empty once it was handed in."""
    if visit.registration is None:
        return _next_notice(visit)
    if visit.handed_in_at is not None:
        return ""
    if visit.stated is None:
        return "identity/"
    return "hand-in/" if visit.checked == visiting.CURRENT else "document/"


def _next_notice(visit: Visit) -> str:
    unread = next((name for name, digest in notices.digests(visit.purpose).items() if visit.read.get(name) != digest), "")
    return f"notices/{unread}/" if unread else "signature/"


def own(*, signed: bool) -> Callable[[Page], Page]:
    """Let a page be reached only by the clerk who began the visit (404 for others), and only before or after the signature, until it was
    handed in (else: where the visit stands).
    """

    def wrap(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, visit_id: UUID, **named: Any) -> HttpResponse:
            visit = queries.visit(visit_id)
            if visit is None or visit.clerk != staff.me(request).username:
                raise Http404("no such visit of yours")
            if (visit.registration is not None) != signed or visit.handed_in_at is not None:
                return HttpResponseRedirect(words.address(visit))
            return page(request, visit, **named)

        return guarded

    return wrap


@own(signed=False)
def notice(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    """One notice in full, as the customer reads it; and that they have."""
    wanted = notices.names(visit.purpose)
    if name not in wanted:
        raise Http404(name)
    found = notices.notices()[name]
    shown = showing.shown_at(request.POST.get("shown", ""), found.digest, to=str(visit.pk), now=now())
    missing = request.method == "POST" and (request.POST.get("read") != "on" or shown is None)
    if shown and not missing:
        visiting.mark_read(visit=visit, name=name, digest=found.digest, shown_at=shown)
        return HttpResponseRedirect(words.address(visit))
    return show(
        request, "people/visits/notice.html", here=words.HERE, status=422 if missing else 200, visit=visit, notice=found,
        place=wanted.index(name) + 1, of=len(wanted), steps=words.STEPS, missing=missing,
        shown=showing.receipt(found.digest, to=str(visit.pk), at=now()),
        errors=[("id_read", f"請讀完「{found.title}」，再勾選已讀。")] if missing else [],
    )  # fmt: skip


@own(signed=False)
def signature(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The customer signs, on the pad or on paper, that they agree to what they read."""
    pad, paper = Pad(), Paper()
    given: Pad | Paper = pad
    if request.method == "POST" and request.POST.get("means") == "paper":
        given = paper = Paper(request.POST)
    elif request.method == "POST":
        given = pad = Pad(request.POST)
    refused: list[str] = []
    if given.is_valid():
        decision = visiting.sign(visit=visit, signature=given.signature(), notices=notices.digests(visit.purpose), now=now())
        if not decision.shut:
            return HttpResponseRedirect(words.address(visit))
        refused = [verdict.words for verdict in decision.shut]
    return show(
        request, "people/visits/signature.html", here=words.HERE, status=422 if request.method == "POST" else 200, visit=visit, pad=pad,
        paper=paper, faults=_faults(pad), refused=refused,
        notices=[notices.notices()[name] for name in notices.names(visit.purpose)], steps=words.STEPS, told=words,
    )  # fmt: skip


@own(signed=True)
def identity(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who the customer is, and the document that they show; the second source is asked at once."""
    on = day_of(now())
    form = Shown(Shown.tidy(request.POST) if request.method == "POST" else None, initial=_kept(visit), on=on)
    if request.method == "POST" and form.is_valid():
        if visiting.state(visit=visit, statement=form.statement()):
            _ask(visit)
        return HttpResponseRedirect(words.address(visit))
    return show(
        request, "people/visits/identity.html", here=words.HERE, status=422 if form.is_bound else 200, visit=visit, form=form,
        steps=words.STEPS,
    )  # fmt: skip


@own(signed=True)
def document(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What the second source said of the document; asked again where it gave no answer."""
    if visit.stated is None:
        return HttpResponseRedirect(words.address(visit, "identity/"))
    if request.method == "POST":
        _ask(visit)
        return HttpResponseRedirect(words.address(visit))
    shown, refusal = stated(visit), last_refusal(_registration(visit).pk)
    shut = [verdict["words"] for verdict in refusal.verdicts if verdict["ruling"] == "shut"] if refusal else []
    return show(
        request, "people/visits/document.html", here=words.HERE, visit=visit, told=words, steps=words.STEPS,
        found=words.CHECKED[visit.checked], kind=words.DOCUMENTS[shown.document.kind], number=masked(shown.document.number),
        issued_on=shown.document.issued_on, shut=shut if visit.checked == "refused" else [],
    )  # fmt: skip


@own(signed=True)
def hand_in(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything once more, and handing it in for another person's eyes."""
    if visit.checked != visiting.CURRENT:
        return HttpResponseRedirect(words.address(visit))
    refused: list[str] = []
    if request.method == "POST":
        decision = visiting.hand_in(visit=visit, now=now())
        if decision.taken:
            return HttpResponseRedirect(words.address(visit))
        refused = [verdict.words for verdict in decision.shut] or [STALE]
    shown = stated(visit)
    return show(
        request, "people/visits/hand_in.html", here=words.HERE, status=422 if refused else 200, visit=visit, told=words, steps=words.STEPS,
        known=shown.known, document=shown.document, refused=refused,
        standing=words.STANDING.get(queries.standing(_registration(visit), shown.known, now=now())),
    )  # fmt: skip


def _ask(visit: Visit) -> None:
    """Ask the second source about what stands there now, if it waits for an answer."""
    fresh = queries.visit(visit.pk)
    if fresh is not None and fresh.checked in ("", visiting.WAITING):
        visiting.check(visit=fresh, now=now())


def _kept(visit: Visit) -> dict[str, Any]:
    return said(stated(visit)) if visit.stated is not None else {}


def _registration(visit: Visit) -> Registration:
    if visit.registration is None:
        raise Http404("nobody has signed yet")
    return visit.registration


def _faults(pad: forms.Form) -> list[tuple[str, str]]:
    return [("id_pad", str(fault)) for fault in pad.errors.get("strokes", [])] if pad.is_bound else []
