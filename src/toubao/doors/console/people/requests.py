"""What people ask for or complain of otherwise than on our pages: written down with its day, put off once, and answered."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance.actions import read_personal
from toubao.business.governance.queries import cases
from toubao.business.identity.queries import known
from toubao.business.service import queries, requests
from toubao.business.service.models import Request
from toubao.business.service.requests import Channel, Kind, Outcome
from toubao.doors.clock import now
from toubao.doors.console import staff, telling, words
from toubao.doors.console.cases import Reason
from toubao.doors.console.frame import show
from toubao.doors.console.people.deaths import Number
from toubao.doors.look.fields import DayField
from toubao.journal.envelope import Unreadable
from toubao.journal.reading import entries
from toubao.rules.periods import day_of
from toubao.rules.personal import masked_name

HERE = "/console/requests/"
MOST = 100
KINDS = [(each.value, words.VALUES[each.value]) for each in Kind]
CHANNELS = [(each.value, words.VALUES[each.value]) for each in Channel if each is not Channel.SYSTEM]
IN_WRITING = [(each.value, words.VALUES[each.value]) for each in requests.WRITTEN]
OUTCOMES = [(each.value, words.VALUES[each.value]) for each in Outcome]
NOTHING = {"required": "請填寫內容。", "min_length": "請寫得清楚一點，至少四個字。"}
NOBODY = "查無這個證號的註冊資料。請再對照證件；沒有在網站註冊過的人，請不要填證號，勾選下面「沒有在網站註冊過」。"
EITHER = "請填寫證號；沒有在網站註冊過的人，請勾選下面「沒有在網站註冊過」。"
NOT_BOTH = "填了證號，就不要勾選「沒有在網站註冊過」。"
FUTURE, LONG_AGO = "收到的日子不能在今天以後。", "收到的日子太早了，請檢查年份。"
AGO = timedelta(days=366)
UNREGISTERED, DESTROYED = "沒有註冊的人", "個資已經銷毀"


class Received(Number):
    """Whose request it is, what it asks for, how and when it came."""

    unregistered = forms.BooleanField(
        label="沒有在網站註冊過（姓名寫在下面的內容）", required=False, widget=forms.CheckboxInput(attrs={"data-kind": "consent"})
    )
    kind = forms.ChoiceField(label="請求什麼", choices=KINDS)
    channel = forms.ChoiceField(label="怎麼來的", choices=CHANNELS)
    came = DayField(
        label="哪一天收到", help_text="期限從隔天起算。", widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"required": "請填寫收到的日子。"},
    )  # fmt: skip
    asked = forms.CharField(
        label="內容", min_length=4, max_length=2000, help_text="客戶說了什麼、怎麼聯絡。會加密保存。",
        widget=forms.Textarea(attrs={"rows": 3}), error_messages=NOTHING,
    )  # fmt: skip

    def __init__(self, *arguments: Any, on: date, **named: Any) -> None:
        super().__init__(*arguments, on=on, **named)
        self.fields["id_number"].required = False
        self.fields["came"].initial = on

    def clean_id_number(self) -> str:
        """A person's number, or none."""
        return super().clean_id_number() if self.cleaned_data["id_number"].strip() else ""

    def clean_unregistered(self) -> bool:
        """Either a number, or nobody whom the site knows."""
        ticked = bool(self.cleaned_data["unregistered"])
        number = self.cleaned_data.get("id_number")
        if number is not None and ticked == bool(number):
            self.add_error("id_number", NOT_BOTH if ticked else EITHER)
        return ticked

    def clean_came(self) -> date:
        """Today or before, within a year."""
        came: date = self.cleaned_data["came"]
        if came > self.on or came < self.on - AGO:
            raise forms.ValidationError(FUTURE if came > self.on else LONG_AGO)
        return came


class Extended(forms.Form):
    """How the person was told that the answer takes longer, and why."""

    channel = forms.ChoiceField(label="怎麼用書面告訴客戶的", choices=IN_WRITING)
    because = forms.CharField(
        label="延長的原因", min_length=4, max_length=2000, help_text="和告訴客戶的一樣。寄出之後才登錄，只能延長一次。會加密保存。",
        widget=forms.Textarea(attrs={"rows": 2}), error_messages=NOTHING,
    )  # fmt: skip


class Answered(forms.Form):
    """What was decided, how it was answered, and with what."""

    outcome = forms.ChoiceField(label="決定", choices=OUTCOMES, widget=forms.RadioSelect, error_messages={"required": "請選擇決定了什麼。"})
    channel = forms.ChoiceField(label="怎麼答覆的", choices=CHANNELS)
    answered = forms.CharField(
        label="答覆的內容", min_length=4, max_length=2000, help_text="不照辦的部分，理由也要告訴客戶。答覆之後才登錄。會加密保存。",
        widget=forms.Textarea(attrs={"rows": 3}), error_messages=NOTHING,
    )  # fmt: skip


ASKED: Final[Mapping[str, tuple[str, type[forms.Form]]]] = {
    "read": ("reason", Reason), "extend": ("extending", Extended), "answer": ("answering", Answered),
}  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """Write a request down; those that wait for an answer, the most urgent first, and those that have it."""
    at = now()
    form = Received(request.POST if request.method == "POST" else None, on=day_of(at))
    if request.method == "POST" and form.is_valid():
        made = _received(form, staff.me(request).username)
        if made is not None:
            return HttpResponseRedirect(f"{HERE}{made.pk}/")
    return show(
        request, "requests/list.html", here=HERE, status=422 if form.is_bound else 200, form=form, values=words.VALUES, at=at, most=MOST,
        waiting=_named(requests.waiting()[:MOST]), done=_named(requests.answered()[:MOST]), names=cases.staff_names(),
    )  # fmt: skip


def _named(found: Iterable[Request]) -> list[dict[str, Any]]:
    return [{"request": each, "name": _name(each)} for each in found]


def _name(found: Request) -> str:
    """Whose it is, for lists: masked."""
    try:
        return masked_name(known(found.person).name)
    except ValueError:
        return UNREGISTERED
    except Unreadable:
        return DESTROYED


def _received(form: Received, by: str) -> Request | None:
    """Write it down; or say beside the field why not."""
    given = form.cleaned_data
    person = None if given["unregistered"] else queries.person_of(given["id_number"])
    if person is None and not given["unregistered"]:
        form.add_error("id_number", NOBODY)
        return None
    return requests.receive(
        person=person,
        kind=Kind(given["kind"]),
        channel=Channel(given["channel"]),
        asked=given["asked"],
        came=given["came"],
        by=by,
        now=now(),
    )


def asked(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request: what was said, for a reason; put off once, with its reason; and its answer."""
    found = requests.find(request_id)
    if found is None:
        raise Http404("no such request")
    shown: dict[str, forms.Form] = {name: kind(auto_id=f"id_{name}_%s") for name, kind in ASKED.values()}
    if request.method != "POST":
        return _shown(request, found, shown)
    do = request.POST.get("do", "")
    if do not in ASKED:
        raise Http404(do)
    name, kind = ASKED[do]
    form = shown[name] = kind(request.POST, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        return _shown(request, found, shown, 422)
    if isinstance(form, Reason):
        return _shown(request, found, shown, said=_said(request, found, form.cleaned_data["because"]))
    if _decide(found, form, staff.me(request).username):
        return HttpResponseRedirect(f"{HERE}{found.pk}/")
    stands = requests.find(request_id) or found
    return _shown(request, stands, shown, 409, unwritten=form.cleaned_data.get("answered") or form.cleaned_data.get("because"))


def _decide(found: Request, form: forms.Form, by: str) -> bool:
    """Write down the extension or the answer; False where somebody was faster, or it may not be put off any more."""
    given = form.cleaned_data
    channel = Channel(given["channel"])
    if isinstance(form, Extended):
        return requests.extend(request=found, channel=channel, because=given["because"], by=by, now=now())
    return requests.answer(request=found, outcome=Outcome(given["outcome"]), channel=channel, answered=given["answered"], by=by, now=now())


def _said(request: HttpRequest, found: Request, because: str) -> requests.Said:
    """The words, once, in the answer to this POST; journaled first."""
    read_personal(about=found.about, what="request", because=because, member=staff.me(request), now=now())
    try:
        return requests.said(found)
    except Unreadable:
        return requests.Said(DESTROYED, "", "")


def _shown(
    request: HttpRequest, found: Request, shown: Mapping[str, forms.Form], status: int = 200, *, unwritten: str | None = None, **more: Any
) -> HttpResponse:
    names, at = cases.staff_names(), now()
    return show(
        request, "requests/request.html", here=HERE, status=status, found=found, name=_name(found), values=words.VALUES, names=names, at=at,
        unwritten=unwritten,
        may_extend=requests.may_extend(found, at), entries=telling.told(entries(found.pk), names), **{"said": None, **shown} | more,
    )  # fmt: skip
