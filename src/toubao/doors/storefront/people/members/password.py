"""Changing one's password: with the one of before, and the second step where one is wanted; told to phone and e-mail, and every other
browser is signed out.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.identity import actions
from toubao.business.identity.queries import known as known_of
from toubao.doors.clock import now as clock
from toubao.doors.look.brand import brand
from toubao.doors.storefront.fresh import beside_the_password
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.people.register.forms import NewPassword
from toubao.doors.storefront.visitor import me, named, network, renew

UNPROCESSABLE = 422
WRONG = "目前的密碼不對，密碼沒有更改。連續輸入錯誤 5 次，會暫停 15 分鐘。"
SAME = "新的密碼和目前的一樣，請換一組。"


class ChangedPassword(NewPassword):
    """The password of now, and the one that is to come."""

    current = forms.CharField(
        label="目前的密碼", strip=False, max_length=1000, widget=forms.PasswordInput(attrs={"data-kind": "password"}),
        error_messages={"required": "請輸入目前的密碼。"},
    )  # fmt: skip
    field_order = ("current", "password")

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["password"].label = "新的密碼"
        self.fields["password"].error_messages["required"] = "請設定新的密碼。"

    def clean_password(self) -> str:
        """As for every new password, and another than before."""
        password = super().clean_password()
        if password == self.data.get("current"):
            raise ValidationError(SAME)
        return password


@beside_the_password
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Ask for both passwords; this browser stays signed in."""
    account = me(request)
    form = ChangedPassword(request.POST or None, known=known_of(account.person))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if actions.change_password(
            account=account, current=given["current"], password=given["password"], insurer=brand().short_name, network=network(request),
            now=clock(), keep=named(request),
        ):  # fmt: skip
            renew(request, account)
            return HttpResponseRedirect("/members/account/?changed=password")
        form.add_error("current", WRONG)
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"form": form, "places_here": PLACES, "here": "/members/account/"}
    return render(request, "storefront/people/members/password.html", context, status=status)
