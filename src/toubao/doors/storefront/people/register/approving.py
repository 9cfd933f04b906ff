"""Registration by a way that the authority approved: what happens there, the way there, and the way back (7.2)."""

from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from toubao.business.identity import actions, queries
from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.models import Registration
from toubao.business.identity.proving import ways
from toubao.doors.clock import now as clock
from toubao.doors.look.words import local_day
from toubao.doors.storefront.people.register import browser, outcomes
from toubao.doors.storefront.visitor import network
from toubao.gateways.evidence import Crowded, GatewayError
from toubao.rules.flows.registration import State

LONGEST: Final = 500
MOST: Final = 10


@browser.running(State.IDENTIFIED)
def approved(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say what happens there, and send the person there; or say that the way isn't offered any more."""
    way = ways.approved().get(registration.way)
    if way is None:
        return HttpResponseRedirect("/register/" if ways.way(registration.way) is None else browser.address(registration))
    in_use = way in ways.offered(local_day(clock()))
    if request.method == "POST" and in_use:
        return _send(request, registration)
    context = {
        "way": way, "in_use": in_use, "steps": browser.steps(registration), "first": browser.first(registration),
        "came": outcomes.approved(request.GET.get("came", ""), way.title),
    }  # fmt: skip
    return render(request, "storefront/people/register/approved.html", context)


@never_cache
@require_safe
def back(request: HttpRequest, way: str) -> HttpResponse:
    """Take what the browser brought back, once; a second load, a late or a foreign one changes nothing."""
    given = {name[:LONGEST]: str(value)[:LONGEST] for name, value in list(request.GET.items())[:MOST] if name != "state"}
    came = actions.come_back_approved(
        way=way, state=request.GET.get("state", "")[:LONGEST], given=given, running=browser.all_running(request), now=clock()
    )
    if came.registration is None:
        return render(request, "storefront/people/register/lost.html", {"steps": browser.STEPS, "elsewhere": False}, status=400)
    if came.decision is not None:
        return outcomes.after(came.registration, came.decision, came.outcome, "approved/")
    stands = queries.registration(came.registration.pk) or came.registration
    again = came.outcome == "expired" and stands.state == State.IDENTIFIED
    return _again(stands, came.outcome) if again else HttpResponseRedirect(browser.address(stands))


def _send(request: HttpRequest, registration: Registration) -> HttpResponse:
    if spend(("approved_network", network(request)), now=clock()):
        return _again(registration, "busy")
    try:
        address = actions.send_to_approved(registration=registration, back=_back(request, registration.way), now=clock())
    except GatewayError as error:
        return _again(registration, "crowded" if isinstance(error, Crowded) else "unreachable")
    return HttpResponseRedirect(address)


def _back(request: HttpRequest, way: str) -> str:
    """Our address to which people come back: always the public one, but in a demo at the host that the person is at, or they would be
    somebody else there.
    """
    path = f"/register/approved/back/{way}/"
    return f"{settings.PUBLIC_URL}{path}" if settings.PROFILE == "production" else request.build_absolute_uri(path)


def _again(registration: Registration, outcome: str) -> HttpResponse:
    return HttpResponseRedirect(f"{browser.address(registration, 'approved/')}?{urlencode({'came': outcome})}")
