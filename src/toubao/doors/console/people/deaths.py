"""Deaths that were reported: written down by one person, confirmed by another, taken back where it was a mistake."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance.actions import read_personal
from toubao.business.governance.queries import cases
from toubao.business.service import deaths as actions
from toubao.business.service import queries
from toubao.business.service.models import DeathReport
from toubao.business.steps import Decision
from toubao.doors.clock import now
from toubao.doors.console import staff, telling, words
from toubao.doors.console.cases import Reason
from toubao.doors.console.frame import show
from toubao.doors.console.people.changes import name_of
from toubao.doors.look.fields import NUMBER_TOO_LONG
from toubao.doors.storefront.people import sentences
from toubao.journal.envelope import Unreadable
from toubao.journal.reading import entries
from toubao.rules.identity_numbers import normalised, person_number_fault
from toubao.rules.periods import day_of

HERE = "/console/deaths/"
MOST = 50
STATES = {"reported": ("等候第二人確認", "warn"), "confirmed": ("已確認", "bad"), "dismissed": ("已撤銷", "")}
UNKNOWN = "查無這個證號的網路帳號。請再對照證件；沒有網路帳號的，請通知理賠。"
TWICE = "這位客戶的身故通知已經登錄過了，請看下面的清單。"


class Number(forms.Form):
    """Whom it is about, by a person's number."""

    id_number = forms.CharField(
        label="身分證字號或統一證號", max_length=40, error_messages=NUMBER_TOO_LONG, widget=forms.TextInput(attrs={"data-kind": "identity"})
    )

    def __init__(self, *arguments: Any, on: date, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.on = on

    def clean_id_number(self) -> str:
        """A person's number."""
        number = normalised(self.cleaned_data["id_number"])
        fault = person_number_fault(number, on=self.on)
        if fault is not None:
            raise forms.ValidationError(sentences.NUMBER[fault])
        return number


class Report(Number):
    """Who died, and who told us."""

    told_by = forms.CharField(
        label="誰通知的，怎麼聯絡", min_length=4, max_length=300, help_text="例如：女兒王小姐來電，0912 345 678。會加密保存。",
        widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "請填寫是誰通知的。"},
    )  # fmt: skip

    def __init__(self, *arguments: Any, on: date, **named: Any) -> None:
        super().__init__(*arguments, on=on, **named)
        self.fields["id_number"].label = "身故者的身分證字號或統一證號"


class Evidence(forms.Form):
    """What a second person has seen."""

    evidence = forms.CharField(
        label="看過的證明文件與編號", min_length=4, max_length=200, help_text="例如：死亡證明書正本，影本編號 115-0042。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "請填寫看過的證明文件與編號。"},
    )  # fmt: skip


class Mistake(forms.Form):
    """Why it is taken back."""

    because = forms.CharField(
        label="為什麼撤銷", min_length=4, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "請填寫為什麼撤銷。"},
    )  # fmt: skip


ASKED: dict[str, tuple[str, type[forms.Form]]] = {
    "confirm": ("confirming", Evidence), "dismiss": ("mistake", Mistake), "who": ("reason", Reason),
}  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """Write a report down; the reports so far, and letters that people write to estates."""
    at = now()
    form = Report(request.POST if request.method == "POST" else None, on=day_of(at))
    if request.method == "POST" and form.is_valid():
        made = _report(form, staff.me(request).username)
        if made is not None:
            return HttpResponseRedirect(f"{HERE}{made.pk}/")
    return show(
        request, "people/deaths.html", here=HERE, status=422 if form.is_bound else 200, form=form, states=STATES, words=words,
        reports=[{"report": each, "name": name_of(each.person)} for each in queries.deaths()[:MOST]],
        letters=list(queries.letters_to_write()[:MOST]), names=cases.staff_names(),
    )  # fmt: skip


def _report(form: Report, by: str) -> DeathReport | None:
    """Write it down; or say beside the field why not."""
    account = queries.account_of(form.cleaned_data["id_number"])
    if account is None:
        form.add_error("id_number", UNKNOWN)
        return None
    made = actions.report(account=account, told_by=form.cleaned_data["told_by"], by=by, now=now())
    if made is None:
        form.add_error("id_number", TWICE)
    return made


def death(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report: confirmed by another person with evidence, or taken back."""
    found = queries.death(report_id)
    if found is None:
        raise Http404("no such report")
    shown: dict[str, forms.Form] = {name: kind(auto_id=f"id_{name}_%s") for name, kind in ASKED.values()}
    if request.method != "POST":
        return _shown(request, found, shown)
    asked = request.POST.get("do", "")
    if asked not in ASKED:
        raise Http404(asked)
    name, kind = ASKED[asked]
    form = shown[name] = kind(request.POST, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        return _shown(request, found, shown, 422)
    if isinstance(form, Reason):
        return _who(request, found, shown, form.cleaned_data["because"])
    decision = _decide(found, form, staff.me(request).username)
    if decision.shut:
        return _shown(request, found, shown, 422, refusals=[verdict.words for verdict in decision.shut])
    return HttpResponseRedirect(f"{HERE}{found.pk}/")


def _who(request: HttpRequest, found: DeathReport, shown: dict[str, forms.Form], because: str) -> HttpResponse:
    """Who told us, once, in the answer to this POST; journaled first."""
    read_personal(about=found.about, what="teller", because=because, member=staff.me(request), now=now())
    try:
        told_by = queries.teller(found)
    except Unreadable:
        told_by = "—"
    return _shown(request, found, shown, told_by=told_by)


def _decide(found: DeathReport, form: forms.Form, by: str) -> Decision:
    given = form.cleaned_data
    if isinstance(form, Evidence):
        return actions.confirm(report=found, evidence=given["evidence"], by=by, now=now())
    return actions.dismiss(report=found, because=given["because"], by=by, now=now())


def _shown(request: HttpRequest, found: DeathReport, shown: dict[str, forms.Form], status: int = 200, **more: Any) -> HttpResponse:
    names = cases.staff_names()
    context: dict[str, Any] = {
        "report": found, "name": name_of(found.person), "told_by": "", "states": STATES, "names": names, "refusals": [],
        "policies": list(queries.policies_of(found)[:MOST]), "entries": telling.told(entries(found.pk), names), **shown,
    }  # fmt: skip
    return show(request, "people/death.html", here=HERE, status=status, **context | more)
