"""The pages on which an application is entered: trip, traveller, beneficiary; what was agreed to before is void once something changes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from toubao.business.purchase import actions
from toubao.business.purchase.draft import Draft
from toubao.business.purchase.draft import screen as screen_all
from toubao.business.purchase.facts import newcomer
from toubao.doors.storefront.selling import words
from toubao.doors.storefront.selling.forms import MAILED, BeneficiaryForm, TravellerForm, beneficiary_of, traveller_of
from toubao.doors.storefront.selling.standing import Standing, again, at
from toubao.doors.storefront.selling.trip import MEANT, TripForm, asking, entries

pages = require_http_methods(["GET", "HEAD", "POST"])
UNPROCESSABLE = 422


@pages
@at("trip")
def trip(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Where to, when, and for how much; a trip that can't be insured any more says so at once."""
    if request.method == "POST":
        form = TripForm(request.POST)
        if request.POST.get("do") == "price" or MEANT in request.POST:
            return _trip(request, standing, form, ())
        if form.is_valid():
            draft = form.entered(standing.draft)
            others = _against(form, standing, draft)
            if not form.errors and not others:
                return keep(request, standing, draft)
            return _trip(request, standing, form, others, UNPROCESSABLE)
        return _trip(request, standing, form, (), UNPROCESSABLE)
    form = TripForm(entries(standing.draft)) if standing.draft.trip_entered else TripForm(initial=entries(standing.draft))
    others = _against(form, standing, standing.draft) if form.is_bound and form.is_valid() else ()
    return _trip(request, standing, form, others)


def _against(form: TripForm, standing: Standing, draft: Draft) -> tuple[words.Refused, ...]:
    """Put the insurer's reasons beside the fields; those against the person are given back."""
    found = screen_all(draft.with_(leaves_from_taiwan=True), standing.product, standing.known, now=standing.now)
    return tuple(words.refused("", refusal.sentence) for refusal in form.refuse(r for r in found if not r.refers))


def _trip(request: HttpRequest, standing: Standing, form: TripForm, others: tuple[words.Refused, ...], status: int = 200) -> HttpResponse:
    told = asking(standing.product, now=standing.now, newcomer=newcomer(standing.purchase.account, now=standing.now))
    return standing.show(request, "trip", status, form=form, asking=told, others=others)


@pages
@at("traveller")
def traveller(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The traveller's own data as it was verified, an address, and two declarations."""
    told: dict[str, Any] = {"known": standing.known, "ways": MAILED}
    proved = standing.purchase.account.mail_proved
    if request.method != "POST":
        form = TravellerForm(initial=traveller_of(standing.draft, standing.known), proved=proved)
        return standing.show(request, "traveller", form=form, beforehand=words.beforehand(standing.obstacle), **told)
    form = TravellerForm(request.POST, proved=proved)
    if form.is_valid():
        return keep(request, standing, form.entered(standing.draft))
    return standing.show(request, "traveller", UNPROCESSABLE, form=form, **told)


@pages
@at("beneficiary")
def beneficiary(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who gets the death benefit."""
    if request.method != "POST":
        return standing.show(request, "beneficiary", form=BeneficiaryForm(initial=beneficiary_of(standing.draft)))
    form = BeneficiaryForm(request.POST)
    if form.is_valid():
        return keep(request, standing, form.entered(standing.draft))
    return standing.show(request, "beneficiary", UNPROCESSABLE, form=form)


def keep(request: HttpRequest, standing: Standing, draft: Draft) -> HttpResponse:
    """Keep a changed draft and go on; an unchanged one leaves what was agreed to as it is."""
    if draft == standing.draft:
        return standing.lead()
    was_agreed = standing.agreed
    decision = actions.describe(purchase=standing.purchase, draft=draft, product=standing.product, now=standing.now)
    if not decision.taken:
        return again(standing.purchase, "moved")
    return standing.afresh().lead("changed" if was_agreed else "")
