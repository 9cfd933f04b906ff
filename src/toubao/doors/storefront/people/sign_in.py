"""Signing in by phone or e-mail with a password, and signing out; the same answer whatever was wrong."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.identity import actions
from toubao.business.identity.models import Account
from toubao.doors import passkeys
from toubao.doors.clock import now as clock
from toubao.doors.sessions import gone
from toubao.doors.storefront.people import second
from toubao.doors.storefront.people.register.browser import onward
from toubao.doors.storefront.visitor import account, enter, leave, mark, network, next_place

WRONG = "沒有登入成功。請檢查手機號碼或電子信箱，和密碼。連續輸入錯誤 5 次，會暫停登入 15 分鐘。"


class SignIn(forms.Form):
    """What a person signs in with."""

    who = forms.CharField(
        label="手機號碼或電子信箱", max_length=254, error_messages={"required": "請輸入註冊時用的手機號碼或電子信箱。"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label="密碼", strip=False, max_length=1000, widget=forms.PasswordInput(attrs={"data-kind": "password"}),
        error_messages={"required": "請輸入密碼。"},
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in, then on to where the person wanted to go."""
    if request.method == "GET" and account(request) is not None:
        return HttpResponseRedirect(next_place(request))
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        found = actions.password_proved(
            typed=given["who"], password=given["password"], network=network(request), mark=mark(request), now=clock()
        )
        if found is not None:
            return _onward(request, found, given["password"])
        form.add_error(None, WRONG)
    context = {"form": form, "next": next_place(request, ""), "register": onward("/register/", request), **passkeys.offered(request)}
    return render(request, "storefront/people/sign_in.html", context)


def _onward(request: HttpRequest, found: Account, password: str) -> HttpResponse:
    """The password was right: to the second step for those who need one, else in. One that would not be taken any more proves little:
    after the second step comes another password.
    """
    if actions.outgrown(account=found, password=password, now=clock()):
        return second.hold(request, found, outgrown=True)
    if actions.needs_second_step(account=found, mark=mark(request), now=clock()):
        return second.hold(request, found)
    then = next_place(request)
    actions.signed_in(account=found, by="password", network=network(request), now=clock())
    enter(request, found, by="password")
    return HttpResponseRedirect(then)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; by GET, ask."""
    found = account(request)
    if request.method == "GET" and found is not None:
        return render(request, "storefront/people/sign_out.html")
    if request.method == "POST":
        if found is not None:
            actions.sign_out(account=found, network=network(request), now=clock())
        leave(request)
        return gone("/")
    return HttpResponseRedirect("/")
