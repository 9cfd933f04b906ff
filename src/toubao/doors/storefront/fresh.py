"""Who has proved only just now who they are: what touches the keys of an account asks for that."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.identity.devices.lifetimes import lifetime
from toubao.doors.clock import now as clock
from toubao.doors.storefront.visitor import last_proved_again, session, signed_in

View = Callable[..., HttpResponse]
_STEPPED = "stepped_up"


def is_fresh(request: HttpRequest) -> bool:
    """Whether whoever is signed in here entered a password or a code, or used a passkey, in the last ten minutes."""
    found = session(request)
    return found is not None and clock() - found.proved_at < lifetime("browser", "fresh")


def is_proved_again(request: HttpRequest) -> bool:
    """Whether they did so again after signing in, in the last ten minutes: whoever was handed a browser in which somebody had just
    signed in, did not.
    """
    again = last_proved_again(request)
    return is_fresh(request) and again is not None and clock() - again < lifetime("browser", "fresh")


def step_up(request: HttpRequest) -> None:
    """Whoever is signed in here has just proved with another factor than the password who they are; forgotten when somebody signs in."""
    request.session[_STEPPED] = clock().isoformat()


def is_stepped_up(request: HttpRequest) -> bool:
    """Whether that was in the last ten minutes; signing in alone, however lately, is not enough."""
    kept = request.session.get(_STEPPED)
    if not kept or session(request) is None:
        return False
    return clock() - datetime.fromisoformat(kept) < lifetime("browser", "fresh")


def stepped_up(view: View) -> View:
    """Let only those pass who proved just now with a code or a passkey who they are; others do, and come back to the page."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not is_stepped_up(request):
            return HttpResponseRedirect(f"/members/account/prove/?{urlencode({'next': page_of(request), 'strong': 1})}")
        return view(request, *arguments, **named)

    return guarded


def page_of(request: HttpRequest) -> str:
    """The page on which a request was made: what was pressed can't be opened, only the page of the account that had the button."""
    return request.path if request.method in ("GET", "HEAD") else "/".join(request.path.split("/")[:4]) + "/"


def freshly_proved(view: View) -> View:
    """Let only those pass who proved just now who they are; others prove it and come back to the page (what they sent is not kept)."""
    return _behind(is_fresh, view)


def proved_for_this(view: View) -> View:
    """The same, for what opens the account afterwards: having signed in just now is not enough."""
    return _behind(is_proved_again, view)


def _behind(enough: Callable[[HttpRequest], bool], view: View) -> View:
    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not enough(request):
            return HttpResponseRedirect(f"/members/account/prove/?{urlencode({'next': page_of(request)})}")
        return view(request, *arguments, **named)

    return guarded
