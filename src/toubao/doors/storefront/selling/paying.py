"""Payment: the page before the acquirer's, the hand-over, the way back, and giving up; card numbers are never here."""

from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toubao.business.payment import opening
from toubao.business.payment import queries as payments
from toubao.business.purchase import actions
from toubao.business.steps import Actor
from toubao.business.underwriting import queries as underwriting
from toubao.doors.storefront.selling import words
from toubao.doors.storefront.selling.standing import Standing, again, at
from toubao.gateways.evidence import GatewayError
from toubao.gateways.operations import CARD_OPEN
from toubao.journal.reading import latest
from toubao.rules.events import Event
from toubao.rules.flows.purchase import State

LONGEST_STAMP = 11
"""Digits of a time in seconds."""
LOOKED_AT = 3
"""Failures looked at, of which the worker's own look-up may be one."""
TROUBLES: Final = frozenset({Event.INSTITUTION_FAILED, Event.INSTITUTION_NOT_ASKED})
GIVEN_UP = "要保人在付款前放棄投保"


@require_http_methods(["GET", "HEAD", "POST"])
@at("pay")
def pay(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Where you go next and what happens there; the button leads to the acquirer's own page (12.1, 17.1)."""
    if request.method != "POST":
        tried = payments.of(standing.purchase.pk)
        last = tried[-1] if tried else None
        ended = last is not None and last.state in ("declined", "voided", "refunded")
        cleared = ended and underwriting.cleared(standing.purchase.pk)
        failed = words.of_decline(last.reason) if last and ended and not cleared else ""
        open_already = bool(last and last.state == "intended" and last.page)
        refunded = last is not None and last.state == "refunded"
        handed = words.of_handing_over(standing.purchase.account, standing.known, standing.draft.mailed)
        return standing.show(request, "pay", handed=handed, failed=failed, cleared=cleared, refunded=refunded, open_already=open_already)
    purchase = standing.purchase
    scheme = "https" if settings.SECURE else request.scheme
    try:
        page = actions.pay(
            purchase=purchase, product=standing.product, return_url=standing.back(scheme),
            webhook_url=f"{settings.PUBLIC_URL}/webhooks/card", now=standing.now,
        )  # fmt: skip
    except opening.StillOpening:
        return HttpResponseRedirect(f"{standing.path('opening')}?{urlencode({'since': int(standing.now.timestamp())})}", status=303)
    except opening.TooMany:
        return _unreachable(request, standing, crowded=True)
    except GatewayError:
        return _unreachable(request, standing)
    return HttpResponseRedirect(page, status=303) if page else again(purchase, "moved")


def _unreachable(request: HttpRequest, standing: Standing, *, crowded: bool = False) -> HttpResponse:
    response = standing.show(request, "unreachable", 503, crowded=crowded)
    response.headers["Retry-After"] = "20"
    return response


@require_safe
@at("opening")
def page_opening(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The acquirer takes longer than a moment: this page goes on to its page by itself, or says that it can't be opened, once it is so."""
    meant = payments.live(standing.purchase.pk)
    if meant is not None and meant.page:
        return HttpResponse(headers={"HX-Refresh": "true"}) if "part" in request.GET else HttpResponseRedirect(meant.page, status=303)
    since = request.GET.get("since", "")
    begun = int(since) if since.isascii() and since.isdigit() and len(since) <= LONGEST_STAMP else 0
    if meant is None or _over(standing, begun):
        return HttpResponse(headers={"HX-Refresh": "true"}) if "part" in request.GET else _unreachable(request, standing)
    if "part" in request.GET:
        return HttpResponse(status=204)
    poll = f"{standing.path('opening')}?{urlencode({'since': since, 'part': 1})}"
    return standing.show(request, "opening", poll=poll)


def _over(standing: Standing, begun: int) -> bool:
    """Whether nobody opens the page any more that was begun then, in seconds: its time is over, or the acquirer gave none."""
    if not 0 <= standing.now.timestamp() - begun < opening.WITHIN:
        return True
    failed = latest(standing.purchase.pk, TROUBLES, most=LOOKED_AT)
    return any(each.facts["operation"] == CARD_OPEN.name and each.at.timestamp() >= begun for each in failed)


@require_safe
@at("back")
def back(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Back from the acquirer's page: what the browser says of it is not believed, the worker looks it up."""
    if standing.purchase.state == State.CONFIRMED:
        actions.look_again(standing.purchase)
    return HttpResponseRedirect(standing.path("status"), status=303)


@require_POST
@at("")
def give_up(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Give the application up before anything was paid; nothing happens to one that went further."""
    actor = Actor("person", str(standing.purchase.person_id))
    decision = actions.withdraw(purchase=standing.purchase, because=GIVEN_UP, actor=actor, now=standing.now)
    return standing.afresh().lead() if decision.taken else again(standing.purchase, "moved")


@require_safe
@at("")
def resume(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A purchase's bare address leads to where it stands."""
    return standing.lead(request.GET.get("told", ""))
