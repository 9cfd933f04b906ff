"""Registrations: how far people come in each way, the list, and one with its verdicts and what was agreed to; names come masked."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from toubao.business.consents import queries as consents
from toubao.business.governance.queries import cases
from toubao.business.governance.queries import registrations as found_in
from toubao.business.governance.queries.registrations import RegistrationFile, Sought
from toubao.business.identity.proving.ways import approved
from toubao.doors.clock import now
from toubao.doors.console import telling, words
from toubao.doors.console.cases import Reason
from toubao.doors.console.frame import show
from toubao.doors.console.words import people
from toubao.doors.console.words.drawing import picture
from toubao.doors.look.fields import DayField
from toubao.doors.look.lists import around, place
from toubao.journal.chain import standing
from toubao.products import markup
from toubao.rules.flows import registration as flow
from toubao.rules.periods import day_of
from toubao.rules.ways import norm_ways

HERE: Final = "/console/registrations/"
PARTS: Final = (("story", "經過"), ("decisions", "判定"), ("papers", "告知與訊息"))
LATELY: Final = timedelta(days=29)
"""With today, thirty days."""


class Search(forms.Form):
    """What the list of registrations can be narrowed by."""

    way = forms.ChoiceField(
        label="方式",
        required=False,
        choices=lambda: [("", "全部"), *((name, each.title) for name, each in (norm_ways() | approved()).items())],
    )
    purpose = forms.ChoiceField(label="用途", required=False, choices=[("", "全部"), *people.PURPOSES.items()])
    state = forms.ChoiceField(
        label="狀態", required=False, choices=[("", "全部"), *((name, told[0]) for name, told in people.REGISTRATIONS.items())]
    )
    day = DayField(label="開始日", required=False, widget=forms.DateInput(format="%Y-%m-%d"))


def index(request: HttpRequest) -> HttpResponse:
    """How many came how far in each way, and the registrations that fit, the newest first."""
    form = Search(request.GET)
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    day: date | None = given.get("day")
    sought = Sought(way=given.get("way", ""), purpose=given.get("purpose", ""), state=given.get("state", ""), day=day)
    groups = found_in.groups(sought, since=day_of(now()) - LATELY)
    listed = found_in.listed(sought, at=place(request))
    kept = {name: value for name, value in request.GET.items() if name in form.fields and isinstance(value, str) and value}
    return show(
        request, "people/registrations.html", here=HERE, form=form, groups=groups, listed=listed, people=people, narrowed=bool(kept),
        reached=list(zip(people.STEPS, found_in.together(groups), strict=True)), day=day,
        pages=around(HERE, kept, listed.page),
    )  # fmt: skip


def registration(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """One part of a registration; `part` is one of PARTS."""
    part = request.GET.get("part", PARTS[0][0])
    if part not in dict(PARTS):
        raise Http404(part)
    found = found_in.registration(registration_id)
    if found is None:
        raise Http404("no such registration")
    return show(request, f"people/registration/{part}.html", here=HERE, **_told(found, part))


def text(request: HttpRequest, digest: str) -> HttpResponse:
    """The exact words that people agreed to under a digest, checked anew; nothing personal stands in them."""
    found = consents.shown(digest)
    if found is None:
        raise Http404("no such text")
    source = bytes(found.source).decode("utf-8", "replace")
    title = markup.title(source) if found.intact else found.name
    return show(request, "people/text.html", here=HERE, text=found, title=title, html=markup.html(markup.body(source)))


def _told(found: RegistrationFile, part: str) -> dict[str, Any]:
    """What the templates show; only what the part needs is put into words."""
    one, names = found.registration, cases.staff_names()
    shown: dict[str, Any] = {
        "file": found, "part": part, "parts": [(label, f"{HERE}{one.pk}/?part={name}") for name, label in PARTS],
        "here_part": f"{HERE}{one.pk}/?part={part}", "title": f"註冊 {str(one.pk)[:8]}", "state": people.state(one.state),
        "words": words, "people": people, "reason": Reason(),
    }  # fmt: skip
    if part == "story":
        stands = standing(found.entries, one.pk)
        drawn = {
            "flow": flow.FLOW, "picture": picture(flow.FLOW, current=one.state, path=telling.path(found.entries, flow.FLOW)), "others": [],
        }  # fmt: skip
        shown |= {"entries": telling.told(found.entries, names, stands), "stands": stands, "drawn": drawn}
    elif part == "decisions":
        shown["decisions"] = [e for e in telling.told(found.entries, names, standing(found.entries, one.pk)) if e.verdicts]
    return shown
