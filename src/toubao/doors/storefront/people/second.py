"""The second step of signing in, for those who need one after their password: a one-time password, or a passkey."""

from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.identity import actions, queries
from toubao.business.identity.actions.second_step import channels_to_prove
from toubao.business.identity.codes import otp
from toubao.business.identity.devices.choices import choice_of
from toubao.business.identity.devices.passkeys import keeping
from toubao.business.identity.models import Account
from toubao.doors import passkeys
from toubao.doors.clock import now as clock
from toubao.doors.clock import real_now
from toubao.doors.look.brand import brand
from toubao.doors.sessions import admit
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.register.forms import Code
from toubao.doors.storefront.visitor import enter, network, next_place

HERE: Final = "/sign-in/second/"
ANOTHER: Final = "/sign-in/password/"
WAITS: Final = timedelta(minutes=15)
_HALF: Final = "half_signed_in"


def hold(request: HttpRequest, account: Account, *, outgrown: bool = False) -> HttpResponse:
    """Keep in this browser whose password was right, under a fresh session key, and go on to the second step."""
    then = next_place(request)
    request.session.cycle_key()
    until = real_now() + WAITS
    request.session[_HALF] = {
        "account": str(account.pk), "stamp": str(account.stamp), "until": until.isoformat(), "next": then, "outgrown": outgrown,
    }  # fmt: skip
    admit(request.session, account.person_id)
    return HttpResponseRedirect(HERE)


def held(request: HttpRequest) -> Account | None:
    """Whose password was right in this browser a short while ago."""
    kept = request.session.get(_HALF)
    if not kept or datetime.fromisoformat(kept["until"]) <= real_now():
        return None
    found = queries.account(UUID(kept["account"]))
    barred = found is None or bool(found.blocked or found.closed_at)
    return found if found is not None and not barred and str(found.stamp) == kept["stamp"] else None


def finish(request: HttpRequest, account: Account, *, by: str) -> HttpResponse:
    """Both steps were right: sign in, and go on to where the person wanted to go; whose password is outgrown sets another first."""
    if request.session[_HALF]["outgrown"]:
        request.session[_HALF] |= {"proved": by}
        request.session.modified = True
        return HttpResponseRedirect(ANOTHER)
    return come_in(request, account, by=by)


def proved(request: HttpRequest) -> tuple[Account, str] | None:
    """Whose both steps were right in this browser a short while ago, and by which: they have to set another password."""
    account = held(request)
    by = request.session[_HALF].get("proved", "") if account else ""
    return (account, by) if account and by else None


def come_in(request: HttpRequest, account: Account, *, by: str) -> HttpResponse:
    """Sign in, and go on to where the person wanted to go."""
    then = str(request.session[_HALF]["next"])
    actions.signed_in(account=account, by=by, network=network(request), now=clock())
    enter(request, account, by=by)
    return HttpResponseRedirect(then)


@never_cache
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Send a code, or check the one that was entered."""
    account, now = held(request), clock()
    if account is None:
        return HttpResponseRedirect("/sign-in/")
    if request.POST.get("send") in channels_to_prove(account):
        return _send(request, account, request.POST["send"], now)
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        checked = actions.check_sign_in_code(account=account, entered=form.cleaned_data["code"], now=now)
        if checked.right:
            return finish(request, account, by="password+code")
        form.add_error("code", sentences.code_error(checked))
    return _page(request, account, form, now)


def _send(request: HttpRequest, account: Account, channel: str, now: datetime) -> HttpResponse:
    sending = actions.send_sign_in_code(account=account, channel=channel, insurer=brand().short_name, network=network(request), now=now)
    return HttpResponseRedirect(f"{HERE}?{urlencode({'sent': channel} if sending.sent else {'limit': sending.limit})}")


def _page(request: HttpRequest, account: Account, form: Code, now: datetime) -> HttpResponse:
    known, sent = queries.known(account.person), otp.latest(purpose=actions.SIGN_IN_CODE, subject=account.pk)
    context: dict[str, Any] = {
        "form": form, "sent": sent if sent and not otp.void(sent, now) else None,
        "channels": channels_to_prove(account), "phone": known.phone.replace("+886", "0", 1), "mail": known.mail, "tries": otp.TRIES,
        "has_passkey": keeping.has_some(account), "chosen": choice_of(account).second_factor, **passkeys.offered(request),
        "outgrown": request.session[_HALF]["outgrown"], "limit": sentences.sending_limit(request.GET.get("limit", ""), now),
    }  # fmt: skip
    return render(request, "storefront/people/second.html", context)
