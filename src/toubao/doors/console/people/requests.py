"""What people ask for or complain of otherwise than on our pages: written down with its day, and answered."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance.actions import read_personal
from toubao.business.governance.queries import cases
from toubao.business.service import queries, requests
from toubao.business.service.models import Request
from toubao.business.service.requests import Channel, Kind
from toubao.doors.clock import now
from toubao.doors.console import staff, telling, words
from toubao.doors.console.cases import Reason
from toubao.doors.console.frame import show
from toubao.doors.console.people.changes import name_of
from toubao.doors.console.people.deaths import UNKNOWN, Number
from toubao.journal.envelope import Unreadable
from toubao.journal.reading import entries
from toubao.rules.periods import day_of

HERE = "/console/requests/"
MOST = 100
KINDS = [(each.value, words.VALUES[each.value]) for each in Kind]
CHANNELS = [(each.value, words.VALUES[each.value]) for each in Channel]
NOTHING = {"required": "請填寫內容。", "min_length": "請寫得清楚一點，至少四個字。"}


class Received(Number):
    """Whose request it is, what it asks for, and how it came."""

    kind = forms.ChoiceField(label="請求什麼", choices=KINDS)
    channel = forms.ChoiceField(label="怎麼來的", choices=CHANNELS)
    asked = forms.CharField(
        label="內容", min_length=4, max_length=2000, help_text="客戶說了什麼、怎麼聯絡。會加密保存。收到當天就登錄：答覆的期限從登錄起算。",
        widget=forms.Textarea(attrs={"rows": 3}), error_messages=NOTHING,
    )  # fmt: skip


class Answered(forms.Form):
    """How it was answered, and with what."""

    channel = forms.ChoiceField(label="怎麼答覆的", choices=CHANNELS)
    answered = forms.CharField(
        label="答覆的內容", min_length=4, max_length=2000, help_text="答覆之後才登錄。會加密保存。",
        widget=forms.Textarea(attrs={"rows": 3}), error_messages=NOTHING,
    )  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """Write a request down; those that wait for an answer, the most urgent first, and those that have it."""
    at = now()
    form = Received(request.POST if request.method == "POST" else None, on=day_of(at))
    if request.method == "POST" and form.is_valid():
        made = _received(form, staff.me(request).username)
        if made is not None:
            return HttpResponseRedirect(f"{HERE}{made.pk}/")
    return show(
        request, "requests/list.html", here=HERE, status=422 if form.is_bound else 200, form=form, values=words.VALUES, at=at,
        waiting=_named(requests.waiting()[:MOST]), done=_named(requests.answered()[:MOST]), names=cases.staff_names(),
    )  # fmt: skip


def _named(found: Any) -> list[dict[str, Any]]:
    return [{"request": each, "name": name_of(each.person)} for each in found]


def _received(form: Received, by: str) -> Request | None:
    """Write it down; or say beside the field why not."""
    given = form.cleaned_data
    account = queries.account_of(given["id_number"])
    if account is None:
        form.add_error("id_number", UNKNOWN)
        return None
    return requests.receive(
        person=account.person, kind=Kind(given["kind"]), channel=Channel(given["channel"]), asked=given["asked"], by=by, now=now()
    )


def asked(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: what was said, for a reason; and its answer."""
    found = requests.find(request_id)
    if found is None:
        raise Http404("no such request")
    reveals = request.POST.get("do") == "read"
    reason = Reason(request.POST if reveals else None, auto_id="id_reason_%s")
    form = Answered(request.POST if request.method == "POST" and not reveals else None)
    if reason.is_bound and reason.is_valid():
        return _shown(request, found, reason, form, said=_said(request, found, reason.cleaned_data["because"]))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        requests.answer(
            request=found, channel=Channel(given["channel"]), answered=given["answered"], by=staff.me(request).username, now=now()
        )
        return HttpResponseRedirect(f"{HERE}{found.pk}/")
    return _shown(request, found, reason, form, status=422 if request.method == "POST" else 200)


def _said(request: HttpRequest, found: Request, because: str) -> requests.Said:
    """The words, once, in the answer to this POST; journaled first."""
    read_personal(about=found.about, what="request", because=because, member=staff.me(request), now=now())
    try:
        return requests.said(found)
    except Unreadable:
        return requests.Said("—", "—")


def _shown(request: HttpRequest, found: Request, reason: Reason, form: Answered, status: int = 200, **more: Any) -> HttpResponse:
    names = cases.staff_names()
    return show(
        request, "requests/request.html", here=HERE, status=status, found=found, name=name_of(found.person), reason=reason, form=form,
        values=words.VALUES, names=names, entries=telling.told(entries(found.pk), names), at=now(), **{"said": None} | more,
    )  # fmt: skip
