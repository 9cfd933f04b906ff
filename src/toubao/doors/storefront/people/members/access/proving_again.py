"""Proving once more that it is me, before something that touches the keys of my account."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.identity import actions
from toubao.business.identity.devices.passkeys import keeping
from toubao.doors import passkeys
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.visitor import me, named, network, next_place, proved_again, signed_in

UNPROCESSABLE = 422
DEVICES = "/members/account/devices/"
WRONG = "密碼不對。連續輸入錯誤 5 次，會暫停 15 分鐘。"


class Password(forms.Form):
    """The password of now."""

    password = forms.CharField(
        label="登入密碼", strip=False, max_length=1000, widget=forms.PasswordInput(attrs={"data-kind": "password"}),
        error_messages={"required": "請輸入登入密碼。"},
    )  # fmt: skip


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the password, then on to where the person wanted to go."""
    form = Password(request.POST or None)
    then = next_place(request, DEVICES)
    if request.method == "POST" and form.is_valid():
        typed, here = form.cleaned_data["password"], named(request)
        if here and actions.prove(account=me(request), session_id=here, password=typed, network=network(request), now=clock()):
            proved_again(request)
            return HttpResponseRedirect(then)
        form.add_error("password", WRONG)
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"form": form, "next": then, "places_here": PLACES, "here": DEVICES}
    context |= {"has_passkey": keeping.has_some(me(request)), **passkeys.offered(request)}
    return render(request, "storefront/people/members/access/prove.html", context, status=status)
