"""One policy of mine: facts, document, signature, timeline, messages; opening the document and signing for it."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from toubao.business.catalogue.queries import product
from toubao.business.correspondence import queries as correspondence
from toubao.business.identity.facts import asleep_to_be_served
from toubao.business.policies import delivering, making, queries
from toubao.business.policies.models import Policy
from toubao.business.policies.paper.signing import BROKEN, NotSigned, Verification
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.members import standing
from toubao.doors.storefront.people.members.asleep import not_served
from toubao.doors.storefront.people.members.letters import letters, masked_name
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.people.members.story import story
from toubao.doors.storefront.selling.forms import MAILED
from toubao.doors.storefront.visitor import me, signed_in
from toubao.journal.reading import entries
from toubao.law import words
from toubao.products.disclosures import shown

RESCISSION = "6.1.4"
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@signed_in
@never_cache
@require_safe
def policy(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one policy of mine."""
    found, now = own(request, number), clock()
    if asleep_to_be_served(me(request), now=now):
        return not_served(request, me(request), then=request.path)
    details, sold = queries.details(found), product(found.product, now=found.concluded_at)
    beneficiary = f"{masked_name(details.beneficiary_name)}（{details.beneficiary_relation}）" if details.beneficiary_name else "法定繼承人"
    at_hand = found.state in standing.AT_HAND
    rescission = next((item for item in shown(sold, settings.INSURER) if item.clause == RESCISSION), None)
    context = {
        "policy": found, "details": details, "product": sold, "name": masked_name(details.name), "beneficiary": beneficiary,
        "cover": standing.of_cover(found, now=now), "delivery": standing.of_delivery(found), "at_hand": at_hand,
        "rescission": rescission, "quote_rescission": words("6.1.4.2"), "story": story(entries(found.purchase)), "places_here": PLACES,
        "here": "/members/", "ways": MAILED, "proved": me(request).mail_proved, "told": request.GET.get("mailed", ""),
        "checked": _check(found, now) if at_hand else BROKEN, "letters": letters(correspondence.about([found.purchase]), name=details.name),
    }  # fmt: skip
    return render(request, "storefront/people/members/policy.html", context)


@signed_in
@require_GET
def document(request: HttpRequest, number: str) -> HttpResponse:
    """The signed PDF, opened or downloaded; each time is journaled (10.2.5), a browser's guess that it might be wanted is not."""
    found = own(request, number)
    if found.state not in standing.AT_HAND:
        raise Http404("the policy hasn't been sent yet")
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=503)
    pdf = queries.pdf(found)
    decision = delivering.open_document(policy=found, account=me(request), now=clock())
    if decision.shut:
        return not_served(request, me(request), decision, then=f"/members/policies/{found.number}/")
    response = HttpResponse(pdf, content_type="application/pdf")
    way = "attachment" if "download" in request.GET else "inline"
    response.headers["Content-Disposition"] = f'{way}; filename="{found.number}.pdf"'
    response.headers["Content-Security-Policy"] = PDF_POLICY
    add_never_cache_headers(response)
    return response


@signed_in
@require_POST
def sign_for(request: HttpRequest, number: str) -> HttpResponse:
    """Sign for the e-policy; a second press changes nothing."""
    found = own(request, number)
    if found.state in standing.AT_HAND:
        decision = delivering.sign_for(policy=found, account=me(request), now=clock())
        if decision.shut:
            return not_served(request, me(request), decision, then=f"/members/policies/{found.number}/")
    return HttpResponseRedirect(f"/members/policies/{found.number}/")


@signed_in
@never_cache
@require_safe
def signature(request: HttpRequest, number: str) -> HttpResponse:
    """What a check of the document's signature finds, now."""
    found, now = own(request, number), clock()
    if found.state not in standing.AT_HAND:
        raise Http404("the policy hasn't been sent yet")
    context = {"policy": found, "checked": _check(found, now), "now": now, "places_here": PLACES, "here": "/members/"}
    return render(request, "storefront/people/members/signature.html", context)


def own(request: HttpRequest, number: str) -> Policy:
    """The policy with this number, if it is mine; 404 for another's as for one that doesn't exist."""
    found = queries.own(number, me(request).person_id)
    if found is None:
        raise Http404("no such policy of this person")
    return found


def _check(found: Policy, now: datetime) -> Verification:
    """What a check of the document's signature finds; one without a signature is as bad as a broken one."""
    try:
        return making.check(queries.pdf(found), now=now)
    except NotSigned:
        return BROKEN
