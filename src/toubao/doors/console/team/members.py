"""Members of staff: who may do what, somebody is admitted, moved, given a new link, or let go."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance import lifecycle
from toubao.business.governance.models import Staff
from toubao.business.governance.queries import cases
from toubao.business.governance.queries import staff as people
from toubao.business.release import queries as releases
from toubao.business.steps import Decision
from toubao.doors.clock import now
from toubao.doors.console import staff, telling
from toubao.doors.console.frame import show
from toubao.doors.console.team import words
from toubao.doors.console.words import ROLES
from toubao.doors.look.fields import MailboxField
from toubao.journal.reading import entries

HERE: Final = "/console/staff/"
TAKEN: Final = "這個帳號用過了，或已經有一件等候放行的請求。離職的人的帳號不再給別人用。"
ASKED_ALREADY: Final = "這位同仁已經有一件同樣的請求在等候放行。"
NOT_ONESELF: Final = "不能停用自己，或這位同仁已經停用。"
NEEDS_BRANCH: Final = ("clerk", "officer")
_BECAUSE: Final[dict[str, Any]] = {
    "min_length": 4, "max_length": 200, "widget": forms.TextInput(attrs={"autocomplete": "off"}),
    "error_messages": {"required": "請填寫原因。"},
}  # fmt: skip
_BRANCH: Final[dict[str, Any]] = {
    "label": "據點", "max_length": 60, "required": False, "help_text": "據點的承辦與主管要填，例如：台北據點。",
}  # fmt: skip


class Role(forms.Form):
    """Another role."""

    role = forms.ChoiceField(label="角色", choices=list(ROLES.items()), widget=forms.Select)
    branch = forms.CharField(**_BRANCH)
    because = forms.CharField(label="調整的原因", **_BECAUSE)

    def clean(self) -> dict[str, Any]:
        """Who works at a branch has one."""
        given = super().clean() or self.cleaned_data
        if given.get("role") in NEEDS_BRANCH and not given.get("branch", "").strip():
            self.add_error("branch", "據點的承辦與主管要填所屬的據點。")
        return given


class Newcomer(Role):
    """Somebody who is to join."""

    name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(
        label="帳號", max_length=30, help_text="小寫英文字母、數字與點，例如 chen.mei。", widget=forms.TextInput(attrs={"autocapitalize": "none"}),
        validators=[RegexValidator(r"\A[a-z][a-z0-9.]{2,29}\Z", "帳號是 3 到 30 個小寫英文字母、數字或點，第一個是字母。")],
    )  # fmt: skip
    mail = MailboxField(label="公司的電子信箱", help_text="啟用連結會寄到這裡。")
    because = forms.CharField(label="新進的原因", help_text="例如：人事令 115-021。", **_BECAUSE)
    field_order = ("name", "username", "mail", "role", "branch", "because")


class Because(forms.Form):
    """Why."""

    because = forms.CharField(label="原因", **_BECAUSE)


def index(request: HttpRequest) -> HttpResponse:
    """Everybody, those who left last; with role, branch and last sign-in."""
    return show(request, "team/members.html", here=HERE, members=people.all_of_them(), told=words, roles=ROLES)


def admit(request: HttpRequest) -> HttpResponse:
    """Ask that somebody be admitted; another person releases it."""
    form = Newcomer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        newcomer = lifecycle.Newcomer(**{name: given[name] for name in ("username", "name", "role", "mail", "branch")})
        decision = lifecycle.ask_to_admit(newcomer=newcomer, because=given["because"], by=staff.me(request).username, now=now())
        if decision.taken:
            return HttpResponseRedirect("/console/releases/")
        form.add_error("username" if decision.stale else None, TAKEN if decision.stale else _said(decision))
    return show(request, "team/admit.html", here=HERE, status=422 if form.is_bound else 200, form=form)


def member(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """One member: what they may do since when, and what can be done about it."""
    found = people.anybody(staff_id)
    if found is None:
        raise Http404("no such member")
    shown: dict[str, forms.Form] = {
        "moving": Role(initial={"role": found.role, "branch": found.branch}), "renewing": Because(auto_id="renew_%s"),
        "leaving": Because(auto_id="leave_%s"),
    }  # fmt: skip
    if request.method != "POST":
        return _shown(request, found, shown)
    asked = request.POST.get("do", "")
    if asked not in _DONE:
        raise Http404(asked)
    name, kind, act = _DONE[asked]
    form = shown[name] = kind(request.POST, auto_id=f"{asked}_%s")
    said = act(found, form.cleaned_data, staff.me(request).username) if form.is_valid() else ""
    if form.is_valid() and not said:
        return HttpResponseRedirect(f"{HERE}{found.pk}/")
    if said:
        form.add_error(None, said)
    return _shown(request, found, shown, 422)


def _move(found: Staff, given: dict[str, Any], by: str) -> str:
    decision = lifecycle.ask_to_move(
        member=found, role=given["role"], branch=given["branch"], because=given["because"], by=by, now=now()
    )  # fmt: skip
    return "" if decision.taken else ASKED_ALREADY if decision.stale else _said(decision)


def _renew(found: Staff, given: dict[str, Any], by: str) -> str:
    decision = lifecycle.ask_to_renew(member=found, because=given["because"], by=by, now=now())
    return "" if decision.taken else ASKED_ALREADY if decision.stale else _said(decision)


def _leave(found: Staff, given: dict[str, Any], by: str) -> str:
    return "" if lifecycle.let_go(member=found, because=given["because"], by=by, now=now()) else NOT_ONESELF


_DONE: Final[dict[str, tuple[str, type[forms.Form], Any]]] = {
    "move": ("moving", Role, _move), "renew": ("renewing", Because, _renew), "leave": ("leaving", Because, _leave),
}  # fmt: skip


def _said(decision: Decision) -> str:
    return "".join(verdict.words for verdict in decision.shut)


def _shown(request: HttpRequest, found: Staff, shown: dict[str, forms.Form], status: int = 200) -> HttpResponse:
    names = cases.staff_names()
    return show(
        request, "team/member.html", here=HERE, status=status, member=found, told=words, roles=ROLES, names=names,
        requests=list(releases.about(found.pk)[:20]), entries=telling.told(entries(found.pk), names),
        oneself=found.pk == staff.me(request).pk, **shown,
    )  # fmt: skip
