"""The last step for an account that is there: its holder was verified anew, and it can be used again, or for more (7.3, 8.2)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from toubao.business.identity import actions
from toubao.business.identity.models import Registration
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.register import browser
from toubao.rules.facts import Purpose
from toubao.rules.flows.registration import State


@browser.running(State.VERIFIED)
def renew(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Who was verified says that the account shall be used again."""
    if browser.unreached(registration) or not registration.renews_id:
        return HttpResponseRedirect(browser.address(registration))
    if request.method == "POST":
        return finish(request, registration)
    return render(request, "storefront/people/register/renew.html", {"registration": registration, "steps": browser.AGAIN})


def finish(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Let the account be used again, and lead back to where the person was; or say why not."""
    decision = actions.renew_account(registration=registration, now=clock())
    if decision.shut:
        shut = [{"gate": v.gate, "ruling": v.ruling.value, "words": v.words} for v in decision.shut]
        again = f"/register/?for={Purpose(registration.purpose)}"
        context = {"refused": sentences.refused(shut), "anew": again, "back": "", "account": False, "steps": browser.AGAIN}
        return render(request, "storefront/people/register/refused.html", context)
    return HttpResponseRedirect(browser.afterwards(request, registration, told="verified"))
