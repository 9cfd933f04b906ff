"""Coming in and going out: password and authenticator's code together; and, in the demo alone, a page that shows the demo staff's codes."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from toubao.business import whose
from toubao.business.governance import actions
from toubao.business.governance.models import Staff
from toubao.business.governance.queries import everybody
from toubao.doors import passkeys
from toubao.doors.clock import now, real_now
from toubao.doors.console import staff
from toubao.doors.console.words import ROLES
from toubao.doors.sessions import gone
from toubao.doors.storefront.visitor import network

WRONG = "帳號、密碼或驗證碼不正確，或這個帳號暫時鎖定。驗證碼每 30 秒更換，用過的要等下一組；連錯五次會鎖定十五分鐘。"
HOME = "/console/"


class SignIn(forms.Form):
    """What a member of staff types to come in."""

    username = forms.CharField(
        label="帳號",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(label="密碼", max_length=200, strip=False, widget=forms.PasswordInput)
    code = forms.CharField(
        label="驗證碼", max_length=12, help_text="驗證器應用程式顯示的六位數字。", widget=forms.TextInput(attrs={"data-kind": "code"})
    )
    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the form, or sign in; the same answer for whatever was wrong."""
    form = SignIn(request.POST if request.method == "POST" else None, initial={"next": request.GET.get("next", HOME)})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        member = actions.sign_in(
            username=typed["username"], password=typed["password"], code=typed["code"].replace(" ", ""), network=network(request),
            now=now(),
            code_at=real_now(),
        )  # fmt: skip
        if member is not None:
            return come_in(request, member, "password+totp", typed["next"])
        form.add_error(None, WRONG)
    status = 422 if form.is_bound else 200
    response = render(
        request,
        "console/sign_in.html",
        {
            "form": form,
            "demo": settings.PROFILE == "demo",
            "site": f"{settings.PUBLIC_URL}/" if settings.CONSOLE_URL else "/",
            **passkeys.offered(request),
        },
        status=status,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def come_in(request: HttpRequest, member: Staff, by: str, then: str) -> HttpResponse:
    """Sign in a member who was proved by both factors; one whose password would not be taken any more sets another first."""
    if member.outgrown:
        staff.hold(request, member, {"by": by, "next": inside(then)})
        return HttpResponseRedirect("/console/sign-in/password/")
    staff.enter(request, member)
    return HttpResponseRedirect(inside(then))


def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    actions.sign_out(member=staff.me(request), network=network(request), now=now())
    staff.leave(request)
    return gone("/console/sign-in/")


def demo_codes(request: HttpRequest) -> HttpResponse:
    """The codes that the demo staff's authenticators show now; there is no such page outside the demo."""
    if settings.PROFILE != "demo":
        raise Http404("the demo's codes belong to the demo")
    whose.staff()
    at = real_now()
    left = actions.STEP - int(at.timestamp()) % actions.STEP
    people = [
        {
            "name": member.name,
            "username": member.username,
            "role": ROLES[member.role],
            "code": actions.current_code(member=member, now=at),
            "next": actions.current_code(member=member, now=at + timedelta(seconds=actions.STEP)),
        }
        for member in everybody()
    ]
    response = render(request, "console/demo_codes.html", {"people": people, "left": left})
    response.headers["Cache-Control"] = "no-store"
    return response


def inside(wanted: str) -> str:
    """Where to go after signing in: a page of the console, nothing else."""
    safe = wanted.startswith(HOME) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else HOME
