"""Changes of people's data: those that two people decide, those under way and past; and accounts whose holder had them stopped."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance.actions import read_personal
from toubao.business.governance.queries import cases
from toubao.business.identity.changes import queries, reviewing
from toubao.business.identity.changes.values import values_of
from toubao.business.identity.models import Account, Change, Person
from toubao.business.identity.queries import known
from toubao.business.steps import Decision
from toubao.doors.clock import now
from toubao.doors.console import staff, telling, words
from toubao.doors.console.cases import Reason
from toubao.doors.console.frame import show
from toubao.doors.console.words.people import CHANGES
from toubao.doors.look import errors
from toubao.doors.storefront.people.members.mine import words as told
from toubao.journal.envelope import Unreadable
from toubao.journal.reading import entries
from toubao.rules.flows.change import State
from toubao.rules.personal import masked_name

HERE = "/console/changes/"
MOST = 50


class Evidence(forms.Form):
    """What was seen; another person releases it."""

    evidence = forms.CharField(
        label="看過的證明文件與編號", min_length=4, max_length=200, help_text="例如：戶籍謄本 115-12345，影本已歸檔。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "請填寫看過的證明文件與編號。"},
    )  # fmt: skip


class Refusal(forms.Form):
    """Why not; the words are sent to the holder."""

    because = forms.CharField(
        label="不同意的原因", min_length=4, max_length=200, help_text="這段文字會寄給客戶，請用客戶看得懂的話。",
        widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "請填寫不同意的原因。"},
    )  # fmt: skip


class Recovery(forms.Form):
    """How the holder was recognised."""

    because = forms.CharField(
        label="怎麼確認是本人", min_length=4, max_length=200, help_text="例如：本人臨櫃，看過身分證正本。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "請填寫怎麼確認是本人。"},
    )  # fmt: skip
    reference = forms.CharField(
        label="紀錄編號", min_length=2, max_length=60, help_text="確認本人的紀錄在哪裡：來電錄音、臨櫃單據或案件的編號。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "請填寫紀錄編號。"},
    )  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """Changes that wait for people, accounts that rest, and what was changed lately."""
    return show(
        request, "people/changes.html", here=HERE, waiting=[_row(each) for each in queries.to_decide()[:MOST]],
        blocked=[{"account": each, "name": name_of(each.person)} for each in queries.blocked()[:MOST]],
        lately=[_row(each) for each in queries.lately()[:MOST]], told=told, words=words, states=CHANGES,
    )  # fmt: skip


def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """One change: its trail; the first person's evidence, the second's release, or a refusal."""
    found = _found(change_id)
    forms_of = _forms()
    if request.method != "POST":
        return _shown(request, found, forms_of)
    asked, by = request.POST.get("do", ""), staff.me(request).username
    if asked == "release":
        return _after(request, found, forms_of, reviewing.release(change=found, by=by, now=now()))
    if asked not in ("review", "refuse"):
        raise Http404(asked)
    name = "evidence" if asked == "review" else "refusal"
    form = forms_of[name] = (Evidence if asked == "review" else Refusal)(request.POST, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        return _shown(request, found, forms_of, 422)
    if asked == "review":
        decision = reviewing.review(change=found, evidence=form.cleaned_data["evidence"], by=by, now=now())
    else:
        decision = reviewing.refuse(change=found, because=form.cleaned_data["because"], by=by, now=now())
    return _after(request, found, forms_of, decision)


def reveal(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """What a change is from and to, once, in the answer to this POST; journaled first, with a reason."""
    found, form = _found(change_id), Reason(request.POST)
    if not form.is_valid():
        return _shown(request, found, _forms(), 422, reason=form)
    member, because = staff.me(request), form.cleaned_data["because"]
    read_personal(about=found.about, what="change", because=because, member=member, now=now())
    try:
        values = values_of(found)
    except Unreadable:
        return errors.answer(request, 404, title="個資已經銷毀", words="這位客戶的金鑰已依規定銷毀，資料無法再讀取。", can_do=[])
    return _shown(request, found, {"evidence": Evidence(), "refusal": Refusal()}, values=values)


def name_of(person: Person) -> str:
    """A person's name for lists, masked; a dash where their key was destroyed."""
    try:
        return masked_name(known(person).name)
    except Unreadable:
        return "—"


def _found(change_id: UUID) -> Change:
    found = queries.change(change_id)
    if found is None or found.proved_at is None:
        raise Http404("no such change")
    return found


def _row(each: Change) -> dict[str, Any]:
    return {"change": each, "name": name_of(each.account.person)}


def _forms() -> dict[str, forms.Form]:
    """The two decisions, not yet filled in; each says its own ids, since another form of the page asks why, too."""
    return {name: kind(auto_id=f"id_{name}_%s") for name, kind in (("evidence", Evidence), ("refusal", Refusal))}


def _after(request: HttpRequest, found: Change, forms_of: dict[str, forms.Form], decision: Decision) -> HttpResponse:
    """To the change as it stands now; or why not."""
    if not decision.shut:
        return HttpResponseRedirect(f"{HERE}{found.pk}/")
    return _shown(request, found, forms_of, 422, refusals=[verdict.words for verdict in decision.shut])


def _shown(request: HttpRequest, found: Change, forms_of: dict[str, forms.Form], status: int = 200, **more: Any) -> HttpResponse:
    names = cases.staff_names()
    account: Account = found.account
    shown: dict[str, Any] = {
        "change": found, "name": name_of(account.person), "told": told, "words": words, "states": CHANGES, "names": names,
        "reason": Reason(), "values": None, "refusals": [],
        "decidable": found.kind == "name" and found.state in (State.WAITING, State.REVIEWED),
        "entries": telling.told(entries(found.pk), names), **forms_of,
    }  # fmt: skip
    return show(request, "people/change.html", here=HERE, status=status, **shown | more)
