"""Somebody whose password would not be taken any more sets another one, after the second step and before they are signed in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.identity import actions
from toubao.business.identity.models import Account
from toubao.business.identity.queries import known
from toubao.doors.clock import now as clock
from toubao.doors.look.brand import brand
from toubao.doors.storefront.people import second
from toubao.doors.storefront.people.register.forms import NewPassword
from toubao.doors.storefront.visitor import network

UNPROCESSABLE = 422


@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Ask for another password; then in."""
    proved = second.proved(request)
    if proved is None:
        return HttpResponseRedirect("/sign-in/")
    account, by = proved
    form = NewPassword(request.POST or None, known=known(account.person))
    if request.method == "POST" and form.is_valid():
        return _in(request, account, by, form.cleaned_data["password"])
    return render(request, "storefront/people/outgrown.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


def _in(request: HttpRequest, account: Account, by: str, chosen: str) -> HttpResponse:
    if not actions.set_password(account=account, password=chosen, insurer=brand().short_name, network=network(request), now=clock()):
        return HttpResponseRedirect("/sign-in/")
    return second.come_in(request, account, by=by)
