"""The quote: a price that changes as the trip is typed, and the way from it into a purchase; nothing typed is lost at the sign-in."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from toubao.business.catalogue import queries as catalogue
from toubao.business.identity.models import Account
from toubao.business.purchase import actions, queries
from toubao.business.purchase.draft import Draft, premium
from toubao.business.purchase.facts import newcomer
from toubao.business.purchase.models import Purchase
from toubao.business.steps import Decision
from toubao.doors.clock import now
from toubao.doors.storefront import visitor
from toubao.doors.storefront.selling import daily, words
from toubao.doors.storefront.selling.standing import ENTERING, Standing, again
from toubao.doors.storefront.selling.trip import MEANT, PICKED, TYPED, Quoted, TripForm, asking, entries, in_words
from toubao.doors.storefront.selling.trip import quote as price
from toubao.products import NotOnSale, Product

ASKED = frozenset({"destinations", TYPED, PICKED, MEANT, "departs_day", "departs_time", "returns_day", "returns_time", "sum_insured"})
PARTS = {"summary": "summary", "places": "places", "names": "names"}
UNPROCESSABLE = 422
CARRIED = "carried"
"""What the pages of sign-in and registration show of the trip that was priced before them (look/carried.html)."""


@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest, product: str) -> HttpResponse:
    """Ask about the trip and show its price; POST asks for the price (without JavaScript) or goes on into the purchase."""
    found = _product(product)
    if request.method != "POST":
        return _asked(request, found)
    form = TripForm(request.POST)
    quoted = price(form, found, now=now())
    if request.POST.get("do") == "price" or MEANT in request.POST:
        return HttpResponseRedirect(f"/quote/{product}/?{_kept(request.POST).urlencode()}&see=1")
    if quoted.draft is None or quoted.premium is None:
        return _page(request, found, form, quoted, UNPROCESSABLE)
    account = visitor.account(request)
    if account is None:
        _carry(request, found, quoted.draft)
        return HttpResponseRedirect(f"/sign-in/?next=/quote/{product}/on/")
    return _go_on(request, found, account, quoted.draft)


@never_cache
@require_safe
def onward(request: HttpRequest, product: str) -> HttpResponse:
    """After the sign-in or the registration: on into the purchase with the trip that was priced before, by a form that sends itself,
    without JavaScript by a press. Where there is no such trip, or it has no price any more, the quote.
    """
    found = _product(product)
    kept = request.session.get(f"draft-{product}")
    quoted = price(TripForm(kept or {}), found, now=now())
    if visitor.account(request) is None or quoted.draft is None or quoted.premium is None:
        return HttpResponseRedirect(f"/quote/{product}/")
    context = {"product": found, "quoted": quoted, "kept": kept, "begin": uuid4(), "told": request.GET.get("told", "")}
    return render(request, "storefront/selling/onward.html", context)


@require_safe
def fragment(request: HttpRequest, product: str) -> HttpResponse:
    """The price alone, asked for while somebody types; `as=summary` in the purchase's summary, `as=places` the question of places.
    Reads no database.
    """
    found = _product(product)
    form = TripForm(request.GET)
    context: dict[str, Any] = {"product": found, "form": form, "quoted": price(form, found, now=now())}
    context["asking"] = asking(found, now=now())
    part = PARTS.get(request.GET.get("as", ""), "price")
    return render(request, f"storefront/selling/_{part}.html", context)


def _asked(request: HttpRequest, product: Product) -> HttpResponse:
    """The page for GET: with what the address says, else with what was typed before the sign-in, else empty."""
    kept = request.session.get(f"draft-{product.code}")
    given: Any = request.GET if ASKED & set(request.GET) else kept
    if not given and _begun(request, product) is None:
        return daily.page(request, "quote", product, _blank if _newcomer(request) else _blank_for_customers)
    if not given:
        return _page(request, product, TripForm(), price(TripForm({}), product, now=now()))
    form = TripForm(given)
    quoted = price(form, product, now=now())
    show_errors = "see" in request.GET or quoted.draft is not None
    return _page(request, product, form if show_errors else TripForm(initial=_initial(given)), quoted, kept=given is kept)


def _page(request: HttpRequest, product: Product, form: TripForm, quoted: Quoted, status: int = 200, *, kept: bool = False) -> HttpResponse:
    context = {
        "product": product, "form": form, "quoted": quoted, "begin": uuid4(), "kept": kept,
        "asking": asking(product, now=now(), newcomer=_newcomer(request)),
        "going_on": _begun(request, product), "told": request.GET.get("told", ""),
    }  # fmt: skip
    return render(request, "storefront/selling/quote.html", context, status=status)


def _blank(product: Product, moment: datetime) -> dict[str, Any]:
    """The context of the page on which nothing was entered yet."""
    quoted = price(TripForm({}), product, now=moment)
    return {"form": TripForm(), "quoted": quoted, "asking": asking(product, now=moment), "kept": False, "going_on": None, "told": ""}


def _blank_for_customers(product: Product, moment: datetime) -> dict[str, Any]:
    """The same for those for whom a newcomer's limit doesn't hold."""
    return _blank(product, moment) | {"asking": asking(product, now=moment, newcomer=False)}


def _newcomer(request: HttpRequest) -> bool:
    """Whether a newcomer's limit holds for the visitor, or may: nobody is signed in."""
    account = visitor.account(request)
    return account is None or newcomer(account, now=now())


def _begun(request: HttpRequest, product: Product) -> Purchase | None:
    """A purchase of the visitor's that was begun and not sent in."""
    account = visitor.account(request)
    return queries.open_of(account.pk, product.code) if account else None


def _initial(given: Any) -> dict[str, Any]:
    """Entries of an address or a session as they are shown again, without judging them."""
    return {name: TripForm.base_fields[name].widget.value_from_datadict(given, {}, name) for name in TripForm.base_fields}


def _kept(posted: QueryDict) -> QueryDict:
    kept = posted.copy()
    for name in set(kept) - ASKED:
        del kept[name]
    return kept


def _go_on(request: HttpRequest, product: Product, account: Account, draft: Draft) -> HttpResponse:
    """Into the purchase: the one that this form began already, or that is open for the same trip, or a new one; the same form sent twice,
    or in two tabs, begins one. Its id is made of the account's and what the form says, so that no form names a thing that is there already.
    """
    first = uuid5(account.pk, request.POST.get("begin", "") or str(uuid4()))
    second = uuid5(first, str(draft.values()))
    with transaction.atomic():
        found = {each.pk: each for each in actions.begun(account=account, product=product, draft=draft, names=(first, second))}
        still = [each for each in (found.get(first), *found.values()) if each and each.state in ENTERING]
        if not still and second not in found:
            return _start(request, product, account, draft, second if first in found else first)
    _forget(request, product)
    return _change(still[0], product, draft) if still else again(found[second])


def _change(found: Purchase, product: Product, draft: Draft) -> HttpResponse:
    """The trip of a purchase that is still being entered was changed on the quote's page."""
    whole = queries.draft(found)
    changed = whole.with_(destinations=draft.destinations, departs=draft.departs, returns=draft.returns, sum_insured=draft.sum_insured)
    if changed != whole:
        actions.describe(purchase=found, draft=changed, product=product, now=now())
    return again(found)


def _start(request: HttpRequest, product: Product, account: Account, draft: Draft, wanted: UUID) -> HttpResponse:
    host, ours = visitor.channel(request)
    purchase, decision = actions.start(
        account=account, product=product, channel=host, channel_is_ours=ours, draft=draft, now=now(), as_id=wanted
    )
    if not decision.taken:
        return _not_begun(request, product, decision, draft)
    _forget(request, product)
    return Standing(purchase, product, now()).lead()


def _carry(request: HttpRequest, product: Product, draft: Draft) -> None:
    """Keep a trip with its price, and have both in sight, until the purchase begins."""
    request.session[f"draft-{product.code}"] = entries(draft)
    told = {"product": product.name, "trip": in_words(draft), "sum_insured": draft.sum_insured, "premium": premium(draft, product)}
    request.session[CARRIED] = told


def _forget(request: HttpRequest, product: Product) -> None:
    """What was typed before the sign-in is in a purchase now."""
    if CARRIED in request.session:
        del request.session[CARRIED]
    if f"draft-{product.code}" in request.session:
        del request.session[f"draft-{product.code}"]


def _not_begun(request: HttpRequest, product: Product, decision: Decision, draft: Draft) -> HttpResponse:
    """Why the purchase can't begin; what was typed is kept for when it can."""
    _carry(request, product, draft)
    context = {
        "product": product, "refusals": words.of_verdicts(decision.shut), "verifies": words.verifies(decision.shut),
        "verifying": visitor.verifying(f"/quote/{product.code}/on/"),
    }  # fmt: skip
    return render(request, "storefront/selling/not_begun.html", context, status=UNPROCESSABLE)


def _product(code: str) -> Product:
    try:
        return catalogue.product(code, now=now())
    except NotOnSale:
        raise Http404(code) from None
