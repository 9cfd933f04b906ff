"""Using a passkey: to sign in, as the second step, or to prove once more that it is me; the same answer whatever was wrong."""

from typing import Final
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from toubao.business.identity import actions
from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.devices.passkeys import offering, using
from toubao.business.identity.devices.passkeys.verifying import Fault
from toubao.business.identity.models import Account
from toubao.doors import passkeys
from toubao.doors.clock import now as clock
from toubao.doors.storefront.fresh import proved_again
from toubao.doors.storefront.people import second
from toubao.doors.storefront.visitor import account, enter, house, me, named, network, next_place, signed_in

FAILED: Final = "?passkey=failed"
WHOEVERS: Final = (offering.SIGN_IN, offering.RECOVER)
"""Purposes for which nobody is known yet: whichever passkey the device offers."""


@never_cache
@require_POST
def question(request: HttpRequest, purpose: str) -> HttpResponse:
    """A question for a passkey, for one of these purposes."""
    asking = {**dict.fromkeys(WHOEVERS, lambda _: None), offering.SECOND: second.held, offering.PROVE: account}
    if purpose not in asking:
        raise Http404("nobody asks for a passkey for that")
    ours, owner = passkeys.ours_at(request), asking[purpose](request)
    if ours is None or (owner is None and purpose not in WHOEVERS):
        return passkeys.unavailable()
    if spend(("passkey_network", network(request)), now=clock()):
        return passkeys.busy()
    return passkeys.question(request, *offering.to_use(purpose=purpose, account=owner, party=ours, now=clock()))


@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey; the device has verified who holds it, so that is enough here. What a purchase asks for stays."""
    then = next_place(request)
    found = used(request, offering.SIGN_IN, None)
    if found is None:
        return HttpResponseRedirect(f"/sign-in/{FAILED}")
    actions.signed_in(account=found, by="passkey", network=network(request), now=clock())
    enter(request, found, by="passkey")
    return HttpResponseRedirect(then)


@never_cache
@require_POST
def second_step(request: HttpRequest) -> HttpResponse:
    """A passkey after the password."""
    held = second.held(request)
    if held is None:
        return HttpResponseRedirect("/sign-in/")
    if used(request, offering.SECOND, held) is None:
        return HttpResponseRedirect(f"{second.HERE}{FAILED}")
    return second.finish(request, held, by="password+passkey")


@signed_in
@never_cache
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """A passkey instead of the password, to prove once more that it is me."""
    mine, here = me(request), named(request)
    if here is None or used(request, offering.PROVE, mine) is None:
        return HttpResponseRedirect(f"/members/account/prove/{FAILED}")
    actions.proved(account=mine, session_id=here, by="passkey", now=clock())
    proved_again(request, strongly=True)
    return HttpResponseRedirect(next_place(request, "/members/account/devices/"))


def used(request: HttpRequest, purpose: str, owner: Account | None) -> Account | None:
    """The account whose passkey answered this browser's question. An answer without a question is refused, and journaled, as any other."""
    ours = passkeys.ours_at(request)
    if ours is None:
        return None
    text = request.POST.get("answer", "")
    answer = using.Answer(passkeys.asked(request) or uuid4(), purpose, text, network(request), owner)
    found = using.use(answer, party=ours, house=house(), now=clock())
    return None if isinstance(found, Fault) else found
