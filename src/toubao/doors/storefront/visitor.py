"""Who is asking, from where, and on which channel: session, network address, host; whether they may is a gate's business."""

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from toubao.business.consents.actions import Where
from toubao.business.identity.devices import sessions
from toubao.business.identity.devices.entering import LONGEST_MARK, House
from toubao.business.identity.devices.entering import enter as entering_browser
from toubao.business.identity.devices.lifetimes import lifetime
from toubao.business.identity.devices.user_agents import kind_of
from toubao.business.identity.models import Account, BrowserSession
from toubao.business.steps import Actor
from toubao.doors.clock import now as clock
from toubao.doors.clock import real_now
from toubao.doors.look.brand import brand
from toubao.doors.sessions import admit
from toubao.doors.storefront.seen import Seldom

View = Callable[..., HttpResponse]
LONGEST_ADDRESS = 45
_ACCOUNT, _STAMP, _SESSION, _SINCE, _KIND = "account", "stamp", "signed_in", "since", "kind"
_seldom = Seldom()
_SHOWN = {"name": "會員中心", "href": "/members/", "role": ""}


class Visitors:
    """Middleware: tells the page's head whether somebody is signed in, read only if a page asks; no name, since screens are shared.
    It also marks a browser in which somebody has just signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Offer `request.visitor` to the page."""
        request.visitor = SimpleLazyObject(lambda: dict(_SHOWN) if account(request) else {})  # type: ignore[attr-defined]  # read by look/storefront.html
        response = self._next(request)
        if hasattr(request, "visitors_mark"):
            _mark(response, request.visitors_mark)
        return response


def _mark(response: HttpResponse, mark: str) -> None:
    """Let this browser be known again when somebody signs in here; the cookie is read for nothing else."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME, mark, max_age=lifetime("browser", "known"), secure=settings.SECURE, httponly=True, samesite="Lax"
    )


def account(request: HttpRequest) -> Account | None:
    """The account that is signed in, if its session has not ended and the stamp is still the same; read once a request."""
    if not hasattr(request, "visitors_account"):
        _keep(request, session(request))
    found: Account | None = request.visitors_account  # type: ignore[attr-defined]  # kept just above
    return found


def session(request: HttpRequest) -> BrowserSession | None:
    """The sign-in of this browser, with its account, person and key: one read by the primary key, once a request."""
    if not hasattr(request, "visitors_session"):
        wanted = named(request)
        found = sessions.live(wanted, real=real_now()) if wanted else None
        request.visitors_session = found if found and recognise(request, found.account) else None  # type: ignore[attr-defined]  # kept for the length of this request
    kept: BrowserSession | None = request.visitors_session  # type: ignore[attr-defined]  # kept just above
    return kept


def named(request: HttpRequest) -> UUID | None:
    """The id of the sign-in that the cookie's session names; read it, or something with it, before believing that it lives."""
    kept = request.session.get(_SESSION)
    return UUID(kept) if kept else None


def recognise(request: HttpRequest, found: Account) -> bool:
    """Whether this row, read together with a sign-in that lives, is the account that is signed in; then it needn't be read again."""
    same = str(found.pk) == request.session.get(_ACCOUNT) and str(found.stamp) == request.session.get(_STAMP)
    if same and not same_kind(request, request.session.get(_KIND)):
        somebody = Actor("unknown", network(request))
        sessions.end(account=found, session_id=UUID(request.session[_SESSION]), because="other browser", now=clock(), actor=somebody)
        request.session.flush()
        return False
    if same:
        request.visitors_account = found  # type: ignore[attr-defined]  # kept for the length of this request
        _note_use(request)
    return same


def kind(request: HttpRequest) -> str:
    """The kind of browser and system that asks, as a session keeps it: never a version, so that an update changes nothing."""
    return kind_of(request.headers.get("User-Agent", "")[:500]).words


def same_kind(request: HttpRequest, kept: str | None) -> bool:
    """Whether this kind of browser is the one in which somebody signed in. Another one has its key from somewhere else."""
    return kept is None or kept == kind(request)


def _keep(request: HttpRequest, found: BrowserSession | None) -> None:
    request.visitors_account = found.account if found else None  # type: ignore[attr-defined]  # kept for the length of this request


def _note_use(request: HttpRequest) -> None:
    """Write "last seen", at most once in a quarter of an hour; nothing is asked or written on any other page."""
    wanted, since, real = named(request), request.session.get(_SINCE, 0), real_now()
    if wanted and _seldom.due(wanted, since=since, at=real.timestamp(), every=lifetime("browser", "seen").total_seconds()):
        sessions.seen(wanted, now=clock(), real=real)


def enter(request: HttpRequest, entering: Account, *, by: str) -> None:
    """Sign an account in to this browser by this way, under a fresh session key; whoever was signed in here before is not any more."""
    before = session(request)
    if before is not None:
        after = Actor("person", str(entering.person_id))
        sessions.end(account=before.account, session_id=before.pk, because="replaced", now=clock(), actor=after)
    kept = {name: value for name, value in request.session.items() if name.startswith("draft")}
    request.session.flush()
    real = real_now()
    entered = entering_browser(
        account=entering, by=by, place=place(request), mark=mark(request),
        house=house(), now=clock(), real=real,
    )  # fmt: skip
    request.visitors_mark = entered.mark  # type: ignore[attr-defined]  # set as a cookie on the way out
    request.session.update(kept | {_SESSION: str(entered.session.pk), _SINCE: int(real.timestamp()), _KIND: kind(request)})
    renew(request, entering)


def mark(request: HttpRequest) -> str:
    """The mark of this browser, if somebody signed in here before."""
    told = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return told if len(told) <= LONGEST_MARK else ""


def renew(request: HttpRequest, entering: Account) -> None:
    """Stay signed in here with the account's new stamp, under a fresh session key."""
    request.session.cycle_key()
    request.session.update({_ACCOUNT: str(entering.pk), _STAMP: str(entering.stamp)})
    admit(request.session, entering.person_id, signed_in=True)
    request.visitors_account = entering  # type: ignore[attr-defined]  # kept for the length of this request


def leave(request: HttpRequest) -> None:
    """Sign out of this browser."""
    found = session(request)
    if found is not None:
        sessions.end(account=found.account, session_id=found.pk, because="signed out", now=clock())
    request.session.flush()
    request.visitors_account = None  # type: ignore[attr-defined]  # kept for the length of this request


def signed_in(view: View) -> View:
    """Let only signed-in visitors pass; others sign in first and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if account(request) is None:
            here = request.get_full_path() if request.method == "GET" else "/members/"
            return HttpResponseRedirect(f"/sign-in/?{urlencode({'next': here})}")
        return view(request, *arguments, **named)

    return guarded


def me(request: HttpRequest) -> Account:
    """The signed-in account, behind `signed_in`. Raises RuntimeError elsewhere."""
    found = account(request)
    if found is None:
        raise RuntimeError("this view must stand behind signed_in")
    return found


def next_place(request: HttpRequest, default: str = "/members/") -> str:
    """Where to go after signing in: a path of ours, nothing else."""
    wanted = request.POST.get("next") or request.GET.get("next") or default
    return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else default


def verifying(then: str, *, purpose: str = "purchase") -> str:
    """The address at which the holder of an account is verified anew, or for more, and from which they come back to `then`."""
    return f"/register/?{urlencode({'for': purpose, **({'next': then} if then else {})})}"


def house() -> House:
    """Who writes to people, and whom they can call."""
    return House(brand().short_name, brand().phone)


def place(request: HttpRequest) -> sessions.From:
    """Where a request comes from, as sessions keep it."""
    return sessions.From(network(request), request.headers.get("User-Agent", "")[:500])


def where(request: HttpRequest) -> Where:
    """Where a consent comes from, as it is kept for proof."""
    address = str(request.META.get("REMOTE_ADDR", ""))[:LONGEST_ADDRESS]
    return Where(address, request.headers.get("User-Agent", ""), str(named(request) or ""))


def network(request: HttpRequest) -> str:
    """The network address that asks, for allowances; an IPv6 address counts with its /64, however it is written."""
    told = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(told.partition("%")[0])
    except ValueError:
        return told[:LONGEST_ADDRESS]
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def channel(request: HttpRequest) -> tuple[str, bool]:
    """The host that is asked, and whether it is a channel registered to the insurer (2.3)."""
    host = request.get_host()
    return host, host in settings.CHANNELS or host.rpartition(":")[0] in settings.CHANNELS
