"""Signing everybody out, whoever presses the button included."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance import everybody
from toubao.doors.clock import now
from toubao.doors.console import staff
from toubao.doors.console.frame import show

HERE = "/console/everybody/"


class All(forms.Form):
    """Why, and that it is meant."""

    because = forms.CharField(
        label="原因", min_length=4, max_length=200, help_text="例如：懷疑登入憑據外洩，事件編號 S-115-3。原因會記入軌跡。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "請填寫原因。"},
    )  # fmt: skip
    sure = forms.BooleanField(
        label="我知道所有客戶、程式和員工（包括我自己）都會登出", widget=forms.CheckboxInput(attrs={"data-kind": "consent"}),
        error_messages={"required": "請勾選，表示您知道所有人都會登出。"},
    )  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    """Ask for the reason; sign everybody out."""
    form = All(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        everybody.sign_out(because=form.cleaned_data["because"], by=staff.me(request).username, now=now())
        return HttpResponseRedirect("/console/sign-in/")
    return show(request, "team/everybody.html", here=HERE, status=422 if form.is_bound else 200, form=form)
