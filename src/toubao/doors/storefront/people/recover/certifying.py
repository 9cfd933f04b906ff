"""Coming back by digital certificate: whose certificate, the text to sign, the signature that comes back."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from toubao.business.identity.proving import certificates
from toubao.business.recovery import certifying, proving
from toubao.business.recovery.models import Recovery
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.recover import browser
from toubao.doors.storefront.people.register.certifying import Authority, Signature
from toubao.doors.storefront.visitor import network

HERE: Final = browser.PLACES["certificate"]
CAME: Final = {
    proving.WRONG: ("簽章沒有通過", "憑證要是這個帳號持有人的、現在有效，而且簽的是這一頁的文字。請再試一次，或回上一步改用其他方式。"),
    certifying.SILENT: ("發證機構沒有回覆", "現在不能確認憑證還有效。請稍後再試一次，或回上一步改用其他方式。"),
    certifying.BUSY: ("試的次數太多了", "請過一段時間再試，或回上一步改用其他方式。"),
}


@browser.running("certificate")
def certificate(request: HttpRequest, recovery: Recovery) -> HttpResponse:
    """Ask whose certificate it is; show the text to sign; take the signature."""
    if "message" in request.POST:
        return _take(request, recovery)
    form = Authority(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = certifying.ask_to_sign(recovery=recovery, authority=form.cleaned_data["authority"], network=network(request), now=clock())
        return HttpResponseRedirect(HERE if asked else f"{HERE}?came={certifying.BUSY}")
    plain = "came" not in request.GET and "again" not in request.GET
    if request.method == "GET" and plain and certifying.to_sign(recovery) is not None:
        return _sign(request, recovery, Signature())
    came = CAME.get(request.GET.get("came", ""))
    context = {"form": form, "steps": browser.STEPS, "came": came}
    return render(request, "storefront/people/recover/certificate.html", context, status=422 if form.is_bound else 200)


def _sign(request: HttpRequest, recovery: Recovery, form: Signature) -> HttpResponse:
    """The page with the text; the component's window may speak with it, which few other pages allow."""
    waiting = certifying.to_sign(recovery)
    chosen = certificates.named(waiting.authority) if waiting else None
    if waiting is None or chosen is None:
        return HttpResponseRedirect(f"{HERE}?again=1")
    context = {"form": form, "waiting": waiting, "chosen": chosen, "steps": browser.STEPS}
    answer = render(request, "storefront/people/recover/signing.html", context)
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return answer


def _take(request: HttpRequest, recovery: Recovery) -> HttpResponse:
    form = Signature(request.POST)
    if not form.is_valid():
        return _sign(request, recovery, form)
    came = certifying.take_signature(
        recovery=recovery, text=recovery.to_sign, message=form.cleaned_data["message"], network=network(request), now=clock()
    )
    if came == proving.RIGHT:
        browser.known(request)
        return HttpResponseRedirect(browser.PLACES["password"])
    if came == proving.BLOCKED:
        return HttpResponseRedirect(browser.BLOCKED)
    return HttpResponseRedirect(f"{HERE}?came={came}")
