"""The electronic proof of a policy that this browser looked up (8.3): applied for, waited for, fetched; elsewhere it isn't there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from toubao.business import whose
from toubao.business.motor import proving, queries
from toubao.business.motor.models import ElectronicProof
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.members.policy import PDF_POLICY
from toubao.doors.storefront.people.motor import kept, telling
from toubao.doors.storefront.people.motor.looking import FOUND, HERE, gone
from toubao.doors.storefront.visitor import network

View = Callable[..., HttpResponse]
SLOW: Final = 60
"""Seconds after which the page says that it takes longer than it should."""


def _of_this_browser(*, in_time: bool = True) -> Callable[[Callable[[HttpRequest, kept.Kept, UUID], HttpResponse]], View]:
    """Let only the browser pass that looked the policy up, with the key that it was given, `in_time` only while that is kept; it sees that
    insured's rows meanwhile.
    """

    def wrap(view: Callable[[HttpRequest, kept.Kept, UUID], HttpResponse]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, key: str) -> HttpResponse:
            found = kept.with_key(request, key, now=clock() if in_time else None)
            if found is None:
                return gone(request)
            there, policy = found
            with whose.person(there.insured):
                return view(request, there, policy)

        return guarded

    return wrap


@never_cache
@require_POST
@_of_this_browser(in_time=False)
def apply(request: HttpRequest, there: kept.Kept, policy: UUID) -> HttpResponse:
    """Apply for the proof; a second press leads to the same one. Whose look-up is over is judged, and refused."""
    about, now = queries.policy(policy), clock()
    if about is None:
        return gone(request)
    matched = now < there.until
    applied = proving.apply(policy=about, ticket=there.digest, matched=matched, until=there.until, network=network(request), now=now)
    if not matched:
        return gone(request)
    if applied.proof is None:
        return HttpResponseRedirect(f"{FOUND}?{urlencode({'no': 'limit' if applied.limit else 'cover'})}", status=303)
    return HttpResponseRedirect(f"{HERE}proofs/{there.key(policy)}/", status=303)


@never_cache
@require_safe
@_of_this_browser()
def proof(request: HttpRequest, there: kept.Kept, policy: UUID) -> HttpResponse:
    """How far the proof is; asked for its part alone it answers 204 while nothing has changed, and reads the page anew when it is made,
    or takes long.
    """
    made, now = queries.proof_of(policy, there.digest), clock()
    if made is None or made.state == "lapsed":
        return gone(request)
    ready = made.issued_at is not None
    slow = not ready and (now - made.applied_at).total_seconds() > SLOW
    if request.GET.get("part") == "progress":
        turned = ready or (slow and "slow" not in request.GET)
        return HttpResponse(headers={"HX-Refresh": "true"}) if turned else HttpResponse(status=204)
    context: dict[str, Any] = {
        "number": made.policy.number, "stages": telling.stages(made), "ready": ready, "until": there.until, "again": (made.issue or 1) - 1,
        "poll": "" if ready else f"{request.path}?part=progress{'&slow' if slow else ''}", "here": HERE,
        "slow": slow,
    }  # fmt: skip
    return kept.gone_in_time(render(request, "storefront/people/motor/proof.html", context), there, now=now)


@require_GET
@_of_this_browser()
def document(request: HttpRequest, there: kept.Kept, policy: UUID) -> HttpResponse:
    """The signed PDF, opened or downloaded; each time is journaled, a browser's guess that it might be wanted is not."""
    made = queries.proof_of(policy, there.digest)
    if made is None:
        return gone(request)
    if made.issued_at is None:
        return HttpResponseRedirect(f"{HERE}proofs/{there.key(policy)}/")
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=503)
    return _handed_over(request, made)


def _handed_over(request: HttpRequest, made: ElectronicProof) -> HttpResponse:
    pdf = queries.pdf(made)
    if not proving.fetch(proof=made, network=network(request), now=clock()).taken:
        return gone(request)
    response = HttpResponse(pdf, content_type="application/pdf")
    way = "attachment" if "download" in request.GET else "inline"
    response.headers["Content-Disposition"] = f'{way}; filename="{made.policy.number}.pdf"'
    response.headers["Content-Security-Policy"] = PDF_POLICY
    add_never_cache_headers(response)
    return response
