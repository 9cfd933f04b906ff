"""What is said when a service is refused: why, and how to go on (2.7, 8.2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from toubao.business.identity.models import Account
from toubao.business.steps import Decision
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.people.members.use import purpose_of
from toubao.doors.storefront.visitor import verifying
from toubao.rules.articles import art08_service as art08

FORBIDDEN = 403
ASLEEP = {"gate": art08.awake_to_be_served.name, "ruling": "shut", "words": ""}


def not_served(request: HttpRequest, account: Account, decision: Decision | None = None, *, then: str) -> HttpResponse:
    """The refusal in plain words, with the way to verify one's identity again and come back; of an account asleep, if nothing was tried."""
    shut = [{"gate": v.gate, "ruling": v.ruling.value, "words": v.words} for v in decision.shut] if decision else [ASLEEP]
    context = {
        "refused": sentences.refused(shut), "verifying": verifying(then, purpose=purpose_of(account)), "places_here": PLACES,
        "here": "/members/",
    }  # fmt: skip
    return render(request, "storefront/people/members/not_served.html", context, status=FORBIDDEN)
