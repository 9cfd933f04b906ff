"""A member whose password would not be taken any more sets another one, before they are let in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from toubao.business import whose
from toubao.business.governance import actions, passwords
from toubao.business.governance.models import Staff
from toubao.doors.clock import now
from toubao.doors.console import staff
from toubao.doors.console.team.joining import Own
from toubao.doors.storefront.visitor import network


class Another(Own):
    """The other password; what the authenticator shows was asked for already."""

    code = None  # type: ignore[assignment]  # takes the field of the other form away, as Django has it


def password(request: HttpRequest) -> HttpResponse:
    """Ask for another password; then in."""
    held = staff.held(request)
    if held is None:
        return HttpResponseRedirect("/console/sign-in/")
    member, kept = held
    whose.admit(member.pk)
    form = Another(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        return _in(request, member, form.cleaned_data["password"], kept)
    response = render(request, "console/team/renew_password.html", {"form": form}, status=422 if form.is_bound else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _in(request: HttpRequest, member: Staff, chosen: str, kept: dict[str, str]) -> HttpResponse:
    if not passwords.change(member=member, password=chosen, now=now()):
        return HttpResponseRedirect("/console/sign-in/")
    actions.signed_in(member=member, by=kept["by"], network=network(request), now=now())
    staff.enter(request, member)
    return HttpResponseRedirect(kept["next"])
