"""What is said when a service is refused: why, and how to go on (2.7, 8.2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from toubao.business.steps import Decision
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.members.lists import PLACES

FORBIDDEN = 403


def not_served(request: HttpRequest, decision: Decision) -> HttpResponse:
    """The refusal in plain words, with the way to verify one's identity again."""
    shut = [{"gate": v.gate, "ruling": v.ruling.value, "words": v.words} for v in decision.shut]
    context = {"refused": sentences.refused(shut), "places_here": PLACES, "here": "/members/account/"}
    return render(request, "storefront/people/members/not_served.html", context, status=FORBIDDEN)
