"""The page on which somebody lets a program act for them, or doesn't (RFC 6749, 4.1.1)."""

from typing import Any, Final
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.identity.programs.granting import GRANT_LASTS
from toubao.doors.api.oauth.server import SERVER, consented, wanted
from toubao.doors.api.oauth.words import SCOPES
from toubao.doors.clock import now
from toubao.doors.look.security import policy
from toubao.doors.storefront.visitor import me, signed_in
from toubao.rules.facts import SetUpBy

PLAIN: Final = ("client_id", "redirect_uri", "response_type", "scope", "code_challenge", "code_challenge_method")
UNKNOWN: Final = "這個程式沒有登記、今天不能使用，或它帶您來的連結不完整。沒有授權任何事。"


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def authorise(request: HttpRequest) -> HttpResponse:
    """Show which program wants to do what; grant it, or send the refusal back. Whoever can't be told sees why here."""
    if not _plain(request):
        return _unknown(request)
    try:
        asked = consented(request)
    except OAuth2Error as error:
        return SERVER.handle_error_response(None, error) if error.redirect_uri else _unknown(request)
    if request.method == "POST" and request.POST.get("do") in ("allow", "deny"):
        granted = me(request) if request.POST["do"] == "allow" else None
        answer = SERVER.create_authorization_response(request, grant_user=granted, grant=asked)
        return _leaving(request, answer, asked.redirect_uri)
    return _leaving(request, _page(request, asked), asked.redirect_uri)


def _page(request: HttpRequest, asked: Any) -> HttpResponse:
    program, ends = asked.client.program, now() + GRANT_LASTS
    context = {
        "program": program, "scopes": [SCOPES[each] for each in wanted(asked)], "ends": ends,
        "back": urlsplit(asked.redirect_uri).netloc, "own": program.set_up_by == SetUpBy.INSURER.value, "unknown": "",
    }  # fmt: skip
    return render(request, "storefront/people/authorise.html", context, status=200)


def _leaving(request: HttpRequest, response: HttpResponse, redirect: str) -> HttpResponse:
    """Browsers follow a form's redirect only where the page says it may lead. Nobody else is told the address that led here; the page's own
    form is, since without it browsers name no origin and the form would be taken for a stranger's.
    """
    parts, nonce = urlsplit(redirect), str(request.csp_nonce)  # type: ignore[attr-defined]  # offered by look/security.py
    response.headers["Content-Security-Policy"] = policy(nonce, also=f"{parts.scheme}://{parts.netloc}")
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "storefront/people/authorise.html", {"unknown": UNKNOWN}, status=400)


def _plain(request: HttpRequest) -> bool:
    """Whether what names things has only signs that names have; Authlib repeats some of it in its answers."""
    given = (value for name in PLAIN for value in request.GET.getlist(name) + request.POST.getlist(name))
    return all(each.isascii() and each.isprintable() and len(each) <= 2000 and not set(each) & set('"\\') for each in given)
