"""Who has proved only just now who they are: what touches the keys of an account asks for that, and by how much."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.identity.devices.choices import choice_of
from toubao.business.identity.devices.lifetimes import lifetime
from toubao.doors.clock import now as clock
from toubao.doors.storefront.visitor import me, session, signed_in

View = Callable[..., HttpResponse]
_PROVED, _STRONGLY = "proved", "proved_strongly"
_PROVE: Final = "/members/account/prove/"


def proved_again(request: HttpRequest, *, strongly: bool = False) -> None:
    """Whoever is signed in here has just proved it again, after signing in (`strongly`: by a code or a passkey): the session goes on under
    a fresh key, and the one of before opens nothing. All of it is forgotten when somebody signs in.
    """
    request.session.cycle_key()
    at = int(clock().timestamp())
    request.session.update({_PROVED: at} | ({_STRONGLY: at} if strongly else {}))


def wants_second_step(request: HttpRequest) -> bool:
    """Whether whoever is signed in here has chosen that the password alone is not enough."""
    return choice_of(me(request)).second_factor


def freshly_proved(view: View) -> View:
    """Let only those pass who proved in the last ten minutes who they are, by signing in or since; others prove it and come back to the
    page (what they sent is not kept).
    """
    return _behind(_is_fresh, view)


def proved_for_this(*, strongly: bool = False) -> Callable[[View], View]:
    """The same, for what opens the account afterwards: having signed in just now is not enough, since whoever was handed a browser in which
    somebody had just signed in proved nothing. Nor is the password where a second step is wanted, or `strongly`: then a code or a passkey.
    """

    def enough(request: HttpRequest) -> bool:
        return _since(request, _STRONGLY if strongly or wants_second_step(request) else _PROVED)

    return lambda view: _behind(enough, view, strongly=strongly)


def beside_the_password(view: View) -> View:
    """For what asks for the password itself: where a second step is wanted, let only those pass who took it just now."""
    return _behind(lambda request: not wants_second_step(request) or _since(request, _STRONGLY), view)


def _is_fresh(request: HttpRequest) -> bool:
    found = session(request)
    return found is not None and _lately(found.proved_at)


def _since(request: HttpRequest, name: str) -> bool:
    """Whether what the session keeps under this name was just now, and the sign-in lives."""
    kept = request.session.get(name)
    return kept is not None and session(request) is not None and _lately(datetime.fromtimestamp(kept, UTC))


def _lately(at: datetime) -> bool:
    return clock() - at < lifetime("browser", "fresh")


def _behind(enough: Callable[[HttpRequest], bool], view: View, *, strongly: bool = False) -> View:
    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not enough(request):
            asked = {"next": _page_of(request), **({"strong": 1} if strongly else {})}
            return HttpResponseRedirect(f"{_PROVE}?{urlencode(asked)}")
        return view(request, *arguments, **named)

    return guarded


def _page_of(request: HttpRequest) -> str:
    """The page on which a request was made: what was pressed can't be opened, only the page of the account that had the button."""
    return request.path if request.method in ("GET", "HEAD") else "/".join(request.path.split("/")[:4]) + "/"
