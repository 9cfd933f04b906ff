"""The second step of registration: who one is (7.1, 7.2.1.2); and the page that says why a step was refused."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from toubao.business.identity import actions, queries
from toubao.business.identity.models import Registration
from toubao.doors.clock import now as clock
from toubao.doors.look.brand import brand
from toubao.doors.look.words import local_day
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.register import browser
from toubao.doors.storefront.people.register.forms import Identity
from toubao.doors.storefront.visitor import network
from toubao.journal.reading import last_refusal
from toubao.rules.flows.registration import State

OWN_PAGE: Final = ("otp_entered_to_register", "otp_entered_to_be_served", "otp_confirms_contact", "verified_at_once")


@browser.running(State.NOTICED, State.IDENTIFIED)
def you(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask who the person is; send the one-time password if that is enough. Who lets an account say it is led there, and what they send in
    all the same is judged.
    """
    now = clock()
    form = _form(request, registration, now)
    if request.method != "POST" or not form.is_valid():
        if browser.by_account(registration):
            return HttpResponseRedirect(browser.address(registration))
        context = {"form": form, "steps": browser.steps(registration), "registration": registration, "coded": browser.by_code(registration)}
        return render(request, "storefront/people/register/you.html", context)
    decision = actions.identify(registration=registration, known=form.known(), now=now)
    if decision.outcome == "refused":
        return HttpResponseRedirect(browser.address(registration, "refused/"))
    if not decision.taken:
        return HttpResponseRedirect(browser.address(registration))
    if not browser.by_code(registration):
        return HttpResponseRedirect(browser.address(registration))
    return send_code(request, registration, form.cleaned_data["channel"])


def send_code(request: HttpRequest, registration: Registration, channel: str) -> HttpResponse:
    """Send a one-time password, and go to where it is entered; the address says whether it was sent."""
    sending = actions.send_registration_code(
        registration=registration, channel=channel, insurer=brand().short_name, network=network(request), now=clock()
    )
    told = {"sent": channel} if sending.sent else {"limit": sending.limit}
    return HttpResponseRedirect(f"{browser.address(registration, 'code/')}?{urlencode(told)}")


@browser.running(State.NOTICED, State.IDENTIFIED)
def refused(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Why the last step was refused, as the journal has it."""
    entry = last_refusal(registration.pk)
    shut = sentences.refused(entry.verdicts) if entry is not None else None
    if shut is None or shut.gate in OWN_PAGE:
        return HttpResponseRedirect(browser.address(registration))
    context = {
        "refused": shut, "account": browser.by_account(registration), "back": browser.saying(registration), "anew": "",
        "first": browser.first(registration), "steps": browser.steps(registration),
    }  # fmt: skip
    return render(request, "storefront/people/register/refused.html", context)


def _form(request: HttpRequest, registration: Registration, now: datetime) -> Identity:
    """What is asked: where the code goes only if one does; phone and mailbox only of those who have no account yet."""
    own = queries.known(registration.renews.person) if registration.renews else None
    coded = browser.by_code(registration)
    return Identity(request.POST or None, initial=_kept(registration), on=local_day(now), own=own, coded=coded)


def _kept(registration: Registration) -> dict[str, Any]:
    """What was said before, for somebody who comes back to change it."""
    if registration.state == State.NOTICED:
        return {}
    known = queries.known(registration.person)
    phone = known.phone.replace("+886", "0", 1)
    return {
        "name": known.name, "id_number": known.id_number, "birth_date": known.birth_date, "phone": phone, "mail": known.mail,
        "guardianship": "no", "channel": registration.otp_channel,
    }  # fmt: skip
