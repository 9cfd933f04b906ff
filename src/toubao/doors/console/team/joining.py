"""The one-time link: somebody who was admitted sets a password and their authenticator; nobody is signed in yet."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from toubao.business.governance import links
from toubao.business.governance.models import Staff
from toubao.business.governance.passwords import fault_of
from toubao.doors.clock import now, real_now
from toubao.doors.console.words import ROLES
from toubao.doors.storefront.people import sentences

WRONG = "驗證碼不正確。請確認驗證器已經加入這個帳號，再輸入現在顯示的六位數字。"


class Own(forms.Form):
    """A password of one's own, and what the authenticator shows."""

    password = forms.CharField(
        label="設定密碼", strip=False, max_length=200, help_text="至少 12 個字。可以用一句話，也可以有空格。",
        widget=forms.PasswordInput(attrs={"data-kind": "new-password"}), error_messages={"required": "請設定密碼。"},
    )  # fmt: skip
    code = forms.CharField(
        label="驗證碼", max_length=12, help_text="驗證器現在顯示的六位數字。", widget=forms.TextInput(attrs={"data-kind": "code"}),
        error_messages={"required": "請輸入驗證器顯示的六位數字。"},
    )  # fmt: skip

    def __init__(self, *arguments: Any, member: Staff, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._member = member

    def clean_password(self) -> str:
        """A password that is long enough, uncommon, and not one's own name or address."""
        password: str = self.cleaned_data["password"]
        fault = fault_of(password, self._member)
        if fault is not None:
            raise ValidationError(sentences.PASSWORD[fault])
        return password


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Set password and authenticator with the link; one that is used, late or unknown says only that."""
    link = links.open_link(token, now=now())
    if link is None:
        return _page(request, {"link": None}, 404)
    form = Own(request.POST or None, member=link.member)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        code = given["code"].replace(" ", "")
        if links.take_into_use(link=link, password=given["password"], code=code, now=now(), code_at=real_now()):
            return HttpResponseRedirect("/console/sign-in/")
        form.add_error("code", WRONG)
    context = {
        "link": link, "member": link.member, "role": ROLES[link.member.role], "form": form, "secret": _grouped(links.secret_of(link)),
        "address": links.address_of(link),
    }  # fmt: skip
    return _page(request, context, 422 if form.is_bound else 200)


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, "console/team/join.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _grouped(secret: str) -> str:
    """A secret in groups of four, for people who type it."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
