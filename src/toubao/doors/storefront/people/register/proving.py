"""The third step of registration: the one-time password is entered, or sent again (7.2.1.3); or it shows that a person whose identity was
proved otherwise can be reached (8.1.1.2).
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from toubao.business.identity import actions, queries
from toubao.business.identity.codes import otp
from toubao.business.identity.codes.otp import Check
from toubao.business.identity.models import Registration
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.register import browser, renewing
from toubao.doors.storefront.people.register.forms import Code
from toubao.doors.storefront.people.register.identifying import send_code
from toubao.rules.flows.registration import State

CHANNELS = ("sms", "mail")


@browser.running(State.IDENTIFIED, State.VERIFIED)
def code(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask for the code; check it; or send another one, here or there. Who proves it otherwise is led there, and a code that they send in
    all the same is judged.
    """
    now, form, here = clock(), Code(request.POST or None), _by_code_now(registration)
    again = request.POST.get("again")
    if here and again in CHANNELS:
        return send_code(request, registration, again)
    if request.method != "POST" or not form.is_valid():
        return _page(request, registration, form, now) if here else HttpResponseRedirect(browser.address(registration))
    check = actions.confirm_contact if browser.unreached(registration) else actions.verify_registration
    decision, checked = check(registration=registration, entered=form.cleaned_data["code"], now=now)
    if decision.taken and registration.renews_id:
        return renewing.finish(request, registration)
    if decision.taken or decision.stale or not here:
        return HttpResponseRedirect(browser.address(registration))
    if checked.right:
        return HttpResponseRedirect(browser.address(registration, "refused/"))
    return _wrong(request, registration, form, checked, now)


def _by_code_now(registration: Registration) -> bool:
    """Whether a code is what is asked of this person now."""
    return browser.unreached(registration) or (browser.by_code(registration) and registration.state == State.IDENTIFIED)


def _wrong(request: HttpRequest, registration: Registration, form: Code, checked: Check, now: datetime) -> HttpResponse:
    """Say what was wrong; where a second press was merely later than the first, go on."""
    stands = queries.registration(registration.pk)
    if stands is not None and browser.address(stands) != browser.address(registration):
        return HttpResponseRedirect(browser.address(stands))
    form.add_error("code", sentences.code_error(checked))
    return _page(request, registration, form, now)


def _page(request: HttpRequest, registration: Registration, form: Code, now: datetime) -> HttpResponse:
    known = queries.known(registration.person)
    sent = otp.latest(purpose="register", subject=registration.pk)
    channel = sent.channel if sent else registration.otp_channel or "sms"
    to = known.phone if channel == "sms" else known.mail
    context = {
        "form": form, "steps": browser.steps(registration), "sent": sent, "now": now, "channel": channel, "tries": otp.TRIES,
        "to": to.replace("+886", "0", 1), "left": otp.sendings_left(about=registration.about, now=now),
        "limit": sentences.sending_limit(request.GET.get("limit", ""), now), "just_sent": request.GET.get("sent") in CHANNELS,
        "back": "" if browser.unreached(registration) else browser.said(registration), "own": registration.renews_id is not None,
    }  # fmt: skip
    return render(request, "storefront/people/register/code.html", context)
