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

from toubao.business.identity import queries
from toubao.business.identity.models import Account

View = Callable[..., HttpResponse]
LONGEST_ADDRESS = 45
_ACCOUNT, _STAMP = "account", "stamp"
_SHOWN = {"name": "會員中心", "href": "/members/", "role": ""}


class Visitors:
    """Middleware: tells the page's head whether somebody is signed in, read only if a page asks; no name, since screens are shared."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Offer `request.visitor` to the page."""
        request.visitor = SimpleLazyObject(lambda: dict(_SHOWN) if account(request) else {})  # type: ignore[attr-defined]  # read by look/storefront.html
        return self._next(request)


def account(request: HttpRequest) -> Account | None:
    """The account that is signed in, if its stamp is still the one of the session; read once a request."""
    if not hasattr(request, "visitors_account"):
        request.visitors_account = _read(request)  # type: ignore[attr-defined]  # kept for the length of this request
    found: Account | None = request.visitors_account  # type: ignore[attr-defined]  # kept just above
    return found


def named(request: HttpRequest) -> UUID | None:
    """The id of the account that the session names; `recognise` its row before believing it."""
    kept = request.session.get(_ACCOUNT)
    return UUID(kept) if kept else None


def recognise(request: HttpRequest, found: Account) -> bool:
    """Whether this row, read with something of its own, is the account that is signed in; then it needn't be read again."""
    same = str(found.pk) == request.session.get(_ACCOUNT) and str(found.stamp) == request.session.get(_STAMP)
    if same:
        request.visitors_account = found  # type: ignore[attr-defined]  # kept for the length of this request
    return same


def _read(request: HttpRequest) -> Account | None:
    kept = request.session.get(_ACCOUNT)
    found = queries.account(UUID(kept)) if kept else None
    return found if found and str(found.stamp) == request.session.get(_STAMP) else None


def enter(request: HttpRequest, entering: Account) -> None:
    """Sign an account in to this browser, under a fresh session key."""
    kept = {name: value for name, value in request.session.items() if name.startswith("draft")}
    request.session.flush()
    request.session.update(kept | {_ACCOUNT: str(entering.pk), _STAMP: str(entering.stamp)})
    request.visitors_account = entering  # type: ignore[attr-defined]  # kept for the length of this request


def leave(request: HttpRequest) -> None:
    """Sign out of this browser."""
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
