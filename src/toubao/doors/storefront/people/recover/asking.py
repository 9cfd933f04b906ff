"""Whose account it is, and both codes: the same pages, words and work whether there is such an account."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toubao.business.identity.codes.allowances import opens_again
from toubao.business.identity.devices.passkeys import offering
from toubao.business.identity.proving import certificates
from toubao.business.recovery import asking, proving
from toubao.business.recovery.models import Recovery
from toubao.doors import passkeys
from toubao.doors.clock import now as clock
from toubao.doors.look import words
from toubao.doors.storefront.people.passkeys import FAILED, used
from toubao.doors.storefront.people.recover import browser
from toubao.doors.storefront.people.recover.forms import Both, Holder
from toubao.doors.storefront.visitor import network
from toubao.journal.writing import TAIPEI
from toubao.rules.facts import Back

WRONG = "兩組驗證碼有一組不對，或兩組都不對。請對照簡訊和郵件再輸入一次。"
BUSY = "這個號碼或您所在的網路試了太多次，請 {when} 以後再試，或改用下面其他方式。"


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask whose account it is; on to the codes whatever was typed."""
    now = clock()
    form = Holder(request.POST if request.method == "POST" else None, on=now.astimezone(TAIPEI).date())
    if request.method == "POST" and form.is_valid():
        given, way = form.cleaned_data, Back.CERTIFICATE if request.POST.get("way") == Back.CERTIFICATE else Back.CODES
        begun = asking.begin(
            form=f"{request.META.get('CSRF_COOKIE', '')}:{given['key']}", number=given["id_number"], born=given["birth_date"],
            network=network(request), now=now, way=way,
        )  # fmt: skip
        if begun.recovery is not None:
            browser.remember(request, begun.recovery)
            return HttpResponseRedirect(browser.PLACES[way.value])
        busy = BUSY.format(when=words.clock(opens_again(begun.limit, now=now)))
        return _page(request, "ask", 429, form=form, said=busy)
    return _page(request, "ask", 422 if form.is_bound else 200, form=form, said="")


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    shown = {"steps": browser.STEPS, **passkeys.offered(request), **context}
    shown |= {"by_certificate": bool(certificates.trusted()), "gone": "gone" in request.GET, "blocked": "blocked" in request.GET}
    return render(request, f"storefront/people/recover/{name}.html", shown, status=status)


@browser.running("codes")
def codes(request: HttpRequest, recovery: Recovery) -> HttpResponse:
    """Both codes, tried together."""
    now: datetime = clock()
    form = Both(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _codes(request, recovery, form)
    given = form.cleaned_data
    came = proving.try_codes(recovery=recovery, phone=given["phone"], mail=given["mail"], network=network(request), now=now)
    if came == proving.WRONG:
        form.add_error(None, WRONG)
        return _codes(request, recovery, form, tried=1)
    if came == proving.RIGHT:
        browser.known(request)
    return HttpResponseRedirect(browser.BLOCKED if came == proving.BLOCKED else browser.PLACES["password"])


def _codes(request: HttpRequest, recovery: Recovery, form: Both, *, tried: int = 0) -> HttpResponse:
    left = proving.TRIES - recovery.tries - tried
    return _page(request, "codes", form=form, until=recovery.expires_at, left=left)


@never_cache
@require_POST
def by_passkey(request: HttpRequest) -> HttpResponse:
    """A passkey of the account instead: its device has verified who holds it."""
    found = used(request, offering.RECOVER, None)
    run = asking.by_passkey(account=found, network=network(request), now=clock()) if found else None
    if run is None:
        return HttpResponseRedirect(f"{browser.ASK}{FAILED}")
    browser.remember(request, run.pk)
    browser.known(request)
    return HttpResponseRedirect(browser.PLACES["password"])


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What somebody sees who has a new password; nothing of anybody is on it."""
    return _page(request, "done", passkeys="passkeys" in request.GET)
