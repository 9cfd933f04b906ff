"""The link in a notice of a change or of a new password: whoever opens it sees what happened, and stops it with one press; nobody need be
signed in.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from toubao.business.identity.changes import facts, queries, stopping
from toubao.business.recovery import facts as recoveries
from toubao.business.recovery import finishing
from toubao.business.recovery import queries as recovery
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.members.mine import words
from toubao.doors.storefront.visitor import network
from toubao.rules.flows.change import State
from toubao.rules.flows.recovery import State as Recovered

STOPPABLE = (State.WAITING, State.REVIEWED, State.APPLIED)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link would stop; stop it on POST. An unknown, used or late link says the same, and nothing of anybody."""
    now = clock()
    if request.method == "POST":
        found, decision = stopping.stop(token=token, network=network(request), now=now)
        if found is None:
            decision = finishing.disown(token=token, network=network(request), now=now)
        return _shown(request, "stopped" if decision.taken else "over", "")
    if _disowns(token, now):
        return _shown(request, "disown", "")
    found = queries.stopped_by(token)
    live = found is not None and found.state in STOPPABLE and facts.stopping(found, mac=queries.stop_mac(token), now=now).in_time
    return _shown(request, "ask" if live else "over", words.NAMES[found.kind] if found and live else "")


def _disowns(token: str, now: datetime) -> bool:
    """Whether the link is one that disowns a new password, in time."""
    found = recovery.disowned_by(token)
    return found is not None and found.state == Recovered.RECOVERED and recoveries.disowned(found, now=now).in_time


def _shown(request: HttpRequest, stands: str, what: str) -> HttpResponse:
    return render(request, "storefront/people/members/mine/not_me.html", {"stands": stands, "what": what})


@never_cache
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """What somebody sees who has left."""
    return render(request, "storefront/people/members/mine/closed.html", {})
