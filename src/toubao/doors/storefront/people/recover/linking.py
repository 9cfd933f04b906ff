"""The one-time link that a branch released: whose account, masked; the last signs of one's own number, and a new password."""

from datetime import datetime
from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.branches import places
from toubao.business.identity.codes.allowances import opens_again, spend
from toubao.business.identity.queries import known as known_of
from toubao.business.recovery import linking
from toubao.business.recovery.models import Recovery
from toubao.doors.clock import now as clock
from toubao.doors.look import words
from toubao.doors.storefront.people.recover.browser import finished
from toubao.doors.storefront.people.register.activating import BUSY, Own
from toubao.doors.storefront.visitor import network
from toubao.rules.personal import masked_name

GONE: Final = {"stands": "gone"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show whose account the link opens; set its password on POST. One that is unknown, used, late or tried too often says only that."""
    now: datetime = clock()
    if request.method == "POST" and spend(("activation_network", network(request)), now=now):
        return _page(request, {"stands": "busy", "said": BUSY.format(when=words.clock(opens_again("activation_network", now=now)))}, 429)
    found = linking.open_link(token, now=now)
    if found is None or found.account is None:
        return _page(request, GONE, 404)
    known = known_of(found.account.person)
    form = Own(request.POST if request.method == "POST" else None, known=known, prove=partial(_prove, found, now))
    if form.is_valid():
        given = form.cleaned_data
        came = linking.set_password(token=token, last=given["last"], password=given["password"], network=network(request), now=now)
        return HttpResponseRedirect(finished(found, now=now)) if came == "done" else _page(request, GONE, 404)
    if form.is_bound and linking.open_link(token, now=now) is None:
        return _page(request, GONE, 404)
    context = {"stands": "ask", "form": form, "name": masked_name(known.name), "until": found.expires_at}
    return _page(request, context | {"branch": places.branch(found.branch).name}, 422 if form.is_bound else 200)


def _prove(found: Recovery, now: datetime, last: str) -> str:
    return linking.proved(found, last=last, now=now)


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "storefront/people/recover/link.html", context, status=status)
