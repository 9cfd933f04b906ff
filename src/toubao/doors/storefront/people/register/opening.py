"""The last step of registration: a password, and the account is open (7.1)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from toubao.business.identity import actions, queries
from toubao.business.identity.models import Registration
from toubao.business.identity.proving import numbers
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.register import browser
from toubao.doors.storefront.people.register.forms import NewPassword
from toubao.doors.storefront.visitor import enter
from toubao.rules.flows.registration import State

TAKEN = {"gate": "first_registration", "ruling": "shut", "words": ""}


@browser.running(State.VERIFIED)
def password(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask for a password; open the account with it and sign in. Who isn't there yet, or has an account, is led on, and a password that
    they send in all the same is judged.
    """
    elsewhere = bool(registration.renews_id) or browser.unreached(registration)
    form = NewPassword(request.POST or None, known=queries.known(registration.person))
    if request.method != "POST" or not form.is_valid():
        if elsewhere:
            return HttpResponseRedirect(browser.address(registration))
        taking = numbers.yields(queries.known(registration.person), way=registration.way)
        context = {"form": form, "steps": browser.steps(registration), "takes_over": taking}
        return render(request, "storefront/people/register/password.html", context)
    opened = actions.open_account(registration=registration, password=form.cleaned_data["password"], now=clock())
    if opened is None and elsewhere:
        return HttpResponseRedirect(browser.address(registration))
    if opened is None:
        context = {"refused": sentences.refused([TAKEN]), "back": "", "anew": "", "account": False, "steps": browser.steps(registration)}
        return render(request, "storefront/people/register/refused.html", context)
    then = browser.afterwards(request, registration, told="opened")
    enter(request, opened, by="registration")
    return HttpResponseRedirect(then)
