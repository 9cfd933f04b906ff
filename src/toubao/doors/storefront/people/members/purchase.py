"""One purchase of mine that has no policy: how it stands, why it was refused, what happened."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from toubao.business.catalogue.queries import product
from toubao.business.correspondence import queries as correspondence
from toubao.business.identity.queries import known as known_of
from toubao.business.policies.queries import of_purchase
from toubao.business.purchase import queries
from toubao.business.underwriting import queries as underwriting
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.members import standing
from toubao.doors.storefront.people.members.letters import letters
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.people.members.story import story
from toubao.doors.storefront.visitor import me, signed_in
from toubao.journal.reading import entries
from toubao.law import UnknownClause, words


@signed_in
@never_cache
@require_safe
def purchase(request: HttpRequest, purchase_id: UUID) -> HttpResponse:
    """How an application of mine stands; one that became a policy is shown as that."""
    found, now = queries.own(purchase_id, me(request).pk), clock()
    if found is None:
        raise Http404("no such purchase of this account")
    policy = of_purchase(found.pk)
    if policy is not None:
        return HttpResponseRedirect(f"/members/policies/{policy.number}/")
    stands = standing.of_purchase(found, now=now, cleared=underwriting.cleared(found.pk))
    context = {
        "purchase": found, "product": product(found.product, now=found.began_at), "stands": stands, "story": story(entries(found.pk)),
        "letters": letters(correspondence.about([found.pk]), name=known_of(found.person).name),
        "reasons": [{**reason, "quote": _words(reason["clause"])} for reason in found.refusal], "places_here": PLACES, "here": "/members/",
    }  # fmt: skip
    return render(request, "storefront/people/members/purchase.html", context)


def _words(clause: str) -> str:
    """The clause's words; none for the insurer's own reasons."""
    try:
        return words(clause)
    except UnknownClause:
        return ""
