"""Coming back into an account at a branch: a clerk takes down who stands there with which document; another person releases it."""

import unicodedata
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.branches import places
from toubao.business.branches.statement import Document
from toubao.business.governance.queries import cases
from toubao.business.recovery import queries, submitting
from toubao.business.recovery.models import Recovery
from toubao.business.release.models import Release
from toubao.doors.clock import now
from toubao.doors.console import staff
from toubao.doors.console.access import CLERK
from toubao.doors.console.frame import show
from toubao.doors.console.people.changes import name_of
from toubao.doors.console.people.visits.forms import Present
from toubao.doors.console.people.visits.words import CHECKED, DOCUMENTS
from toubao.doors.look.fields import DateInPartsField
from toubao.doors.storefront.people.recover.forms import Holder
from toubao.rules.periods import day_of

HERE: Final = "/console/recoveries/"
MOST: Final = 50
STATES: Final = {
    "submitted": ("等候放行", "warn"), "proved": ("等候客戶設定", "accent"), "recovered": ("已設定新的密碼", "good"),
    "settled": ("已設定新的密碼", "good"), "disowned": ("本人表示不是自己設的", "bad"), "refused": ("已退件", "bad"), "lapsed": ("逾期失效", ""),
}  # fmt: skip
WHY_NOT: Final = {
    submitting.NOBODY: "沒有這個證號與生日的帳號。請對照證件；沒有帳號的客戶請改辦據點註冊。",
    submitting.SILENT: "證件查驗沒有回覆，什麼都還沒送出。請稍後再送一次。",
    submitting.ALREADY: "這位客戶已經有一件在等候放行。",
}


class Came(Holder):
    """Who stands there, with which document, and where the link goes."""

    branch = forms.ChoiceField(label="據點", widget=forms.Select)
    kind = forms.ChoiceField(
        label="身分證件", choices=list(DOCUMENTS.items()), widget=forms.RadioSelect, error_messages={"required": "請選擇看的是哪一種證件。"}
    )
    document_number = forms.CharField(
        label="證件號碼", help_text="身分證：背面左下角的 10 位數字。居留證：正面的證號。", error_messages={"required": "請填寫證件號碼。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}), max_length=20,
        validators=[RegexValidator(r"\A[0-9A-Z]{8,12}\Z", "證件號碼是 8 到 12 個數字或英文字母。請對照證件。")],
    )  # fmt: skip
    issued_on = DateInPartsField(label="發證日期")
    channel = forms.ChoiceField(
        label="連結寄到帳號的哪裡？", choices=[("mail", "電子信箱"), ("sms", "手機簡訊")], widget=forms.RadioSelect,
        help_text="只能寄到帳號登記的信箱或手機，請問客戶現在收得到哪一個。", error_messages={"required": "請選擇連結寄到哪裡。"},
    )  # fmt: skip
    present = Present(label="客戶本人在場，面貌與證件照片相符。", widget=forms.CheckboxInput(attrs={"data-kind": "consent"}))
    key = None  # type: ignore[assignment]  # Django's way of leaving a field of the parent out
    field_order = ("branch", "kind", "document_number", "issued_on", "id_number", "birth_date", "channel", "present")

    def __init__(self, *arguments: Any, on: date, own: str, **named: Any) -> None:
        super().__init__(*arguments, on=on, **named)
        offered = places.open_on(on)
        self.fields["branch"].choices = [(each.code, each.name) for each in offered]  # type: ignore[attr-defined]  # a choice field
        self.fields["branch"].initial = next((each.code for each in offered if each.name == own), "")

    def clean_issued_on(self) -> date:
        """A day that has been."""
        issued: date = self.cleaned_data["issued_on"]
        if issued > self._on:
            raise ValidationError("發證日期不能晚於今天，請對照證件。")
        return issued

    def came(self) -> submitting.Came:
        """What was taken down, as one value."""
        given = self.cleaned_data
        document = Document(kind=given["kind"], number=given["document_number"], issued_on=given["issued_on"])
        return submitting.Came(
            branch=given["branch"], number=given["id_number"], born=given["birth_date"], document=document, present=given["present"],
            channel=given["channel"],
        )  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    """What I have handed in, and taking down another; the second source is asked at once."""
    me, at = staff.me(request), now()
    form = Came(_tidy(request.POST) if request.method == "POST" else None, on=day_of(at), own=me.branch)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        handed = submitting.hand_in(came=form.came(), clerk=me.username, now=at)
        if handed.recovery is not None:
            return HttpResponseRedirect(f"{HERE}?done=1")
        refused = _why_not(handed)
    return show(
        request, "people/visits/recoveries.html", here=HERE, status=422 if form.is_bound else 200, form=form, refused=refused,
        rows=_rows(list(queries.waiting_at(me.username if me.role == CLERK else "")[:MOST])), states=STATES,
        names=cases.staff_names(), done="done" in request.GET,
    )  # fmt: skip


def _why_not(handed: submitting.HandedIn) -> list[str]:
    if handed.decision is not None:
        return [verdict.words for verdict in handed.decision.shut] or [WHY_NOT[submitting.ALREADY]]
    return [WHY_NOT.get(handed.outcome) or CHECKED[handed.outcome][0]]


def _rows(found: list[Recovery]) -> list[dict[str, Any]]:
    asked = {each.thing: each for each in Release.objects.filter(kind=submitting.KIND, thing__in=[each.pk for each in found])}
    return [
        {
            "recovery": each, "name": name_of(each.account.person) if each.account else "—", "branch": places.branch(each.branch).name,
            "release": asked.get(each.pk),
        }
        for each in found
    ]  # fmt: skip


def _tidy(typed: Any) -> Any:
    """What was typed, with the document's number in plain capitals."""
    kept = typed.copy()
    if "document_number" in kept:
        kept["document_number"] = "".join(unicodedata.normalize("NFKC", kept["document_number"]).upper().split())
    return kept


def of_release(release: Release) -> list[tuple[str, str]]:
    """What the clerk took down, for whoever releases it: the kind and day of the document, never its number."""
    taken = submitting.taken_down(release)
    if taken is None:
        return []
    return [
        ("證件", DOCUMENTS.get(taken.kind, taken.kind)), ("發證日期", taken.issued_on.isoformat()),
        ("本人與證件", "本人在場，面貌與證件照片相符" if taken.present else "沒有核對"),
        ("第二個來源查驗", CHECKED[submitting.CURRENT][0] if taken.checked else "沒有確認"),
        ("連結怎麼傳", "電子郵件" if taken.channel == "mail" else "手機簡訊"),
    ]  # fmt: skip
