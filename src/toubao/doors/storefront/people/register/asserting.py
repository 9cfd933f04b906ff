"""Registration by the account at a bank or a partner: what will be asked, the way there, the way back, what was said (7.2.1.2)."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from toubao.business.identity import actions, queries
from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.models import Registration
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import providers
from toubao.business.identity.proving.providers import Offered
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.register import browser
from toubao.doors.storefront.people.register.forms import ByAccount, Channel
from toubao.doors.storefront.people.register.identifying import send_code
from toubao.doors.storefront.visitor import network
from toubao.gateways.evidence import Crowded, GatewayError
from toubao.rules.flows.registration import State

LONGEST: Final = 2000
UNASKED: Final = "請勾選同意，才能前往。"


@browser.running(State.NOTICED, State.IDENTIFIED)
def account(request: HttpRequest, registration: Registration, provider: str) -> HttpResponse:
    """Say what the institution will be asked, and with the person's consent send them there."""
    asked = providers.provider(provider)
    if asked is None or asked.way != registration.way:
        raise Http404(provider)
    form = ByAccount(request.POST or None)
    if request.method == "POST" and form.is_valid() and (sent := _send(request, registration, asked, form)) is not None:
        return sent
    context = {
        "form": form, "asked": asked, "steps": browser.steps(registration),
        "came": sentences.came_back(request.GET.get("came", ""), asked.title), "first": browser.first(registration),
    }  # fmt: skip
    return render(request, "storefront/people/register/account.html", context)


@never_cache
@require_safe
def back(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what the browser brought back from an institution, once; a second load, a late or a foreign one changes nothing."""
    given = {name: request.GET.get(name, "")[:LONGEST] for name in ("state", "code", "iss", "error")}
    brought = actions.Brought(given["state"], given["code"], given["iss"], given["error"])
    came = actions.come_back(name=provider, brought=brought, running=browser.all_running(request), now=clock())
    if came.registration is None:
        return render(request, "storefront/people/register/lost.html", {"steps": browser.STEPS, "elsewhere": False}, status=400)
    registration = queries.registration(came.registration.pk) or came.registration
    if came.outcome == "refused":
        return HttpResponseRedirect(browser.address(registration, "refused/"))
    if came.outcome in ("asserted", "stale", "used"):
        return HttpResponseRedirect(browser.address(registration))
    return HttpResponseRedirect(_again(registration, provider, came.outcome))


@browser.running(State.IDENTIFIED)
def told(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show what the institution said, masked, and ask where the one-time password goes."""
    if not browser.by_account(registration):
        return HttpResponseRedirect(browser.address(registration, "you/"))
    form = Channel(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return send_code(request, registration, form.cleaned_data["channel"])
    context = {
        "form": form,
        "known": _masked(queries.known(registration.person)),
        "steps": browser.steps(registration),
        "way": registration.way,
    }
    context["first"] = browser.first(registration)
    return render(request, "storefront/people/register/told.html", context)


def _send(request: HttpRequest, registration: Registration, asked: Offered, form: ByAccount) -> HttpResponse | None:
    """There, or back with why not; None where it was refused, which the form then says."""
    said: Mapping[str, Any] = form.cleaned_data
    if spend(("account_network", network(request)), now=clock()):
        return HttpResponseRedirect(_again(registration, asked.name, "busy"))
    try:
        address = actions.send_to_provider(
            registration=registration,
            name=asked.name,
            consented=said["consent"],
            guardianship_declared=said["guardianship"] == "yes",
            assistance_declared=said["guardianship"] == "assisted",
            back=_back(request, asked.name),
            now=clock(),
        )
    except GatewayError as error:
        return HttpResponseRedirect(_again(registration, asked.name, "crowded" if isinstance(error, Crowded) else "unreachable"))
    if address is None:
        stands = queries.registration(registration.pk)
        if stands is not None and stands.state != registration.state:
            return HttpResponseRedirect(browser.address(stands))
        form.add_error("consent", UNASKED)
        return None
    return HttpResponseRedirect(address)


def _back(request: HttpRequest, name: str) -> str:
    """Our address to which people come back: always the public one, but in a demo at the host that the person is at, or they would be
    somebody else there.
    """
    path = f"/register/back/{name}/"
    return f"{settings.PUBLIC_URL}{path}" if settings.PROFILE == "production" else request.build_absolute_uri(path)


def _again(registration: Registration, name: str, outcome: str) -> str:
    return f"{browser.address(registration, f'account/{name}/')}?{urlencode({'came': outcome})}"


def _masked(known: Known) -> dict[str, str]:
    """A person's data as one recognises one's own, and nobody else learns them."""
    first, last = known.name[:1], known.name[-1:] if len(known.name) > 2 else ""
    return {
        "name": f"{first}○{last}", "id_number": known.id_number, "born": f"{known.birth_date.year} 年",
        "phone": known.phone.replace("+886", "0", 1), "mail": known.mail,
    }  # fmt: skip
