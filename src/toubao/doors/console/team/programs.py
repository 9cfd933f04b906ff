"""The list of programs that people may let act for them: entered by two people, taken off at once (2.3)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance.queries import cases
from toubao.business.identity.models import Program
from toubao.business.identity.programs import registering
from toubao.business.release import queries as releases
from toubao.doors.clock import now
from toubao.doors.console import staff, telling
from toubao.doors.console.frame import show
from toubao.doors.console.team import words
from toubao.doors.console.team.members import Because
from toubao.doors.console.words import VALUES
from toubao.doors.look.fields import DayField
from toubao.journal.reading import entries
from toubao.journal.writing import TAIPEI
from toubao.rules.facts import SetUpBy

HERE: Final = "/console/programs/"
TAKEN: Final = "這個程式代碼用過了。用過的不再給別的程式用。"
ENDED: Final = "這個程式已經停止登記，或還沒有放行。"
LONGEST: Final = timedelta(days=366 * 3)
STATES: Final[Mapping[str, tuple[str, str]]] = {
    "asked": ("等候放行", "warn"), "registered": ("登記中", "good"), "ended": ("已停止", ""), "later": ("還沒開始", "accent"),
    "over": ("已到期", ""),
}  # fmt: skip


class New(forms.Form):
    """A program that is to be entered."""

    name = forms.CharField(label="程式名稱", max_length=40, help_text="客戶授權時看到的名稱。")
    client = forms.CharField(
        label="程式代碼", max_length=40, help_text="OAuth 的 client_id：小寫英文字母、數字與連字號，例如 travel-app。",
        widget=forms.TextInput(attrs={"autocapitalize": "none"}),
        validators=[RegexValidator(r"\A[a-z][a-z0-9-]{2,39}\Z", "程式代碼是 3 到 40 個小寫英文字母、數字或連字號，第一個是字母。")],
    )  # fmt: skip
    owner = forms.CharField(label="提供者", max_length=80, help_text="公司全名。")
    set_up_by = forms.ChoiceField(
        label="由誰設置", choices=[(each.value, VALUES[each.value]) for each in SetUpBy], widget=forms.Select,
        help_text="只有本公司設置的網站或 App 可以投保；業務員自行建置的不能登記（自律規範第二條第三項）。",
    )  # fmt: skip
    sells = forms.BooleanField(
        label="可以投保（不勾就只能查看）", required=False, widget=forms.CheckboxInput(attrs={"data-kind": "consent"})
    )
    redirects = forms.CharField(
        label="授權後回到的網址", max_length=1500, help_text="一行一個，最多五個，要一字不差。https；裝在電腦上的程式可以用 http://127.0.0.1/…",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    starts = DayField(label="開始的日子", widget=forms.DateInput(attrs={"type": "date"}))
    ends = DayField(label="到期的日子", widget=forms.DateInput(attrs={"type": "date"}), help_text="最長三年，到期前重新登記。")
    because = forms.CharField(label="登記的原因", min_length=4, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *arguments: Any, on: date, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._on = on

    def clean_redirects(self) -> tuple[str, ...]:
        """The addresses, one a line."""
        lines = tuple(dict.fromkeys(line.strip() for line in self.cleaned_data["redirects"].splitlines() if line.strip()))
        wrong = next((each for each in lines if registering.fault_of(each)), "")
        if wrong:
            raise ValidationError(f"這個網址不能用：{wrong[:100]}。要是 https，不帶 # 與帳號。")
        if len(lines) > registering.MOST_REDIRECTS:
            raise ValidationError("最多五個網址。")
        return lines

    def clean(self) -> dict[str, Any]:
        """It begins today or later and ends after that."""
        given = super().clean() or self.cleaned_data
        starts, ends = given.get("starts"), given.get("ends")
        if starts and starts < self._on:
            self.add_error("starts", "從今天或以後開始。")
        if starts and ends and not starts <= ends <= starts + LONGEST:
            self.add_error("ends", "到期要在開始之後，最長三年。")
        return given


def index(request: HttpRequest) -> HttpResponse:
    """Every program, those in use first."""
    listed = [{"program": each, "state": _state(each)} for each in registering.listed()]
    return show(request, "team/programs.html", here=HERE, listed=listed, values=VALUES)


def new(request: HttpRequest) -> HttpResponse:
    """Ask that a program be entered; another person releases it."""
    form = New(request.POST or None, on=_today())
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        because = given.pop("because")
        plan = registering.Plan(**given | {"set_up_by": SetUpBy(given["set_up_by"])})
        decision = registering.ask(plan=plan, because=because, by=staff.me(request).username, now=now())
        if decision.taken:
            return HttpResponseRedirect("/console/releases/")
        form.add_error("client" if decision.stale else None, TAKEN if decision.stale else "".join(each.words for each in decision.shut))
    return show(request, "team/program_new.html", here=HERE, status=422 if form.is_bound else 200, form=form)


def program(request: HttpRequest, program_id: UUID) -> HttpResponse:
    """One program, who decided what about it, and taking it off the list."""
    found = registering.named([program_id]).get(program_id)
    if found is None:
        raise Http404("no such program")
    form = Because(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if registering.end(program=found, because=form.cleaned_data["because"], by=staff.me(request).username, now=now()).taken:
            return HttpResponseRedirect(f"{HERE}{found.pk}/")
        form.add_error(None, ENDED)
    names = cases.staff_names()
    return show(
        request, "team/program.html", here=HERE, status=422 if form.is_bound else 200, program=found, state=_state(found), form=form,
        told=words, names=names, requests=list(releases.about(found.pk)[:20]), entries=telling.told(entries(found.pk), names),
        scopes="、".join(VALUES[each] for each in found.scopes), values=VALUES,
    )  # fmt: skip


def _state(found: Program) -> tuple[str, str]:
    if found.state == "registered" and not found.starts <= _today() <= found.ends:
        return STATES["later" if _today() < found.starts else "over"]
    return STATES[found.state]


def _today() -> date:
    return now().astimezone(TAIPEI).date()
