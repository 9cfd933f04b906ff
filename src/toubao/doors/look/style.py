"""The living style page at /_style, in the demo profile only: every macro and every layout, with invented content."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from toubao.doors.look import errors
from toubao.doors.look.fields import DateInPartsField

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
LAYOUTS = {
    "home": "首頁",
    "product": "商品頁",
    "quote": "試算",
    "flow": "投保：一頁一件事",
    "check": "投保：確認與驗證碼",
    "refused": "投保：沒有通過",
    "waiting": "投保：處理中",
    "done": "投保：完成",
    "member": "會員中心",
    "policy": "一張保單",
    "console": "作業台",
    "case": "一件案件",
}


class Traveller(forms.Form):
    """A form with one of each kind of question, to show form_field and error_summary with real errors."""

    name = forms.CharField(label="中文姓名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    id_number = forms.CharField(
        label="身分證字號或居留證號",
        max_length=10,
        widget=forms.TextInput(attrs={"data-kind": "identity"}),
        help_text="英文字母 1 碼，數字 9 碼。",
    )
    birth = DateInPartsField(label="出生日期")
    phone = forms.CharField(
        label="手機號碼", max_length=40, widget=forms.TextInput(attrs={"data-kind": "tel"}), help_text="驗證碼會傳到這支手機。"
    )
    email = forms.EmailField(label="電子信箱", required=False)
    area = forms.ChoiceField(label="目的地", choices=[("", "請選擇"), ("JP", "日本"), ("KR", "韓國"), ("EU", "歐洲申根國家")])
    plan = forms.ChoiceField(
        label="方案", choices=[("basic", "安心"), ("full", "完整")], widget=forms.RadioSelect(attrs={"data-kind": "radio"})
    )
    amount = forms.TypedChoiceField(
        label="保險金額",
        coerce=int,
        choices=[(2000000, "200 萬元"), (5000000, "500 萬元"), (8000000, "800 萬元")],
        widget=forms.RadioSelect(attrs={"data-kind": "amount"}),
    )
    agree = forms.BooleanField(label="我已閱讀並同意保單條款與重要事項告知。", widget=forms.CheckboxInput(attrs={"data-kind": "consent"}))


def page(request: HttpRequest, layout: str = "") -> HttpResponse:
    """The style page, or one layout of it. 404 outside the demo."""
    if settings.PROFILE != "demo":
        raise Http404("the style page belongs to the demo")
    if layout.startswith("error-"):
        return errors.answer(request, int(layout.removeprefix("error-")))
    if layout and layout not in LAYOUTS:
        raise Http404(layout)
    if request.GET.get("part") == "status":
        return render(request, "look/style/pages/status.html", {"stages": [{**stage, "state": "done"} for stage in stages()]})
    return render(request, f"look/style/pages/{layout}.html" if layout else "look/style/index.html", sample())


def sample() -> dict[str, Any]:
    """Invented content for the style page."""
    wrong = Traveller(
        {
            "name": "林小安",
            "id_number": "A12345678",
            "birth_year": "80",
            "birth_month": "2",
            "birth_day": "30",
            "amount": "5000000",
            "email": "ann@",
        }
    )
    wrong.add_error("id_number", "身分證字號少了 1 碼，應為英文字母 1 碼加數字 9 碼，例如 A123456789。")
    return {
        "layouts": LAYOUTS,
        "form": Traveller(initial={"birth": date(1991, 5, 3)}),
        "wrong": wrong,
        "now": NOW,
        "today": NOW.date(),
        "due": NOW + timedelta(hours=5),
        "late": NOW - timedelta(days=2, hours=3),
        "later": NOW + timedelta(days=9),
        "stages": stages(),
        "story": story(),
    }


def stages() -> list[dict[str, Any]]:
    """A purchase between authorisation and issue."""
    return [
        {"label": "查詢累計保額", "state": "done", "at": NOW, "note": "同業累計 200 萬元，沒有超過上限"},
        {"label": "取得信用卡授權", "state": "done", "at": NOW + timedelta(minutes=1), "note": "尚未請款"},
        {"label": "通報收件", "state": "current", "note": "正在等公會的收件編號"},
        {"label": "核保、請款與承保", "state": "todo"},
    ]


def story() -> list[dict[str, Any]]:
    """What happened to one policy, oldest first."""
    return [
        {"at": NOW, "title": "您確認投保", "actor": "林小安", "clause": "10.1.3"},
        {"at": NOW + timedelta(minutes=1), "title": "收件通報", "text": "公會收件編號 R-2026-000042", "clause": "11.2.1", "actor": "系統"},
        {
            "at": NOW + timedelta(minutes=2),
            "title": "契約成立，承保通報完成",
            "text": "保險費 NT$312 已請款。",
            "tone": "good",
            "clause": "11.2.1",
            "actor": "系統",
        },
        {
            "at": NOW + timedelta(minutes=3),
            "title": "電子保單寄到您的信箱",
            "text": "請在 30 天內開啟並簽收。",
            "tone": "warn",
            "clause": "10.4",
            "actor": "系統",
        },
    ]


urlpatterns = [path("", page, name="style"), path("/", page, name="style"), path("/<slug:layout>", page, name="style-layout")]
