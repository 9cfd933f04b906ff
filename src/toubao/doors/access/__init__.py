"""Who may ask what, at every door: endpoint × method × who, in one table a door (beside its addresses), read together in
`tables.py`. An address without a row can't be built; the guard that stands before each view holds its row.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, URLResolver

View = Callable[..., HttpResponse]
Address = URLPattern | URLResolver


class Who(StrEnum):
    """Who may ask, and what everybody else is answered."""

    ANYBODY = "anybody"
    BROWSER = "the browser in which it was begun; any other gets nothing of it (400, 404), or is led to the sign-in"
    LINK = "whoever holds the link; without it there is nothing to see (404, or a page that says only that)"
    MEMBER = "whoever is signed in, for what is theirs; others sign in first (302)"
    FRESH = "whoever is signed in and has proved so just now; others do that first (302)"
    OWN = "whose it is; others find nothing (404), strangers sign in first (302)"
    OWN_OR_NOTHING = "whose it is, for others nothing happens (302); strangers sign in first (302)"
    PROGRAM = "a program with a token; others are not believed (401)"
    OWN_BY_PROGRAM = "a program with the token of whose it is; others find nothing (404) or are not believed (401)"
    MONITOR = "a monitor with the token of the figures (401); where none is set anybody in a demo, nobody in production (404)"
    SIGNED = "an institution that signs; whatever isn't signed is not believed (400)"


SIGNED_IN: Final = frozenset({Who.MEMBER, Who.FRESH, Who.OWN, Who.OWN_OR_NOTHING})
KEPT_NOWHERE: Final = "no-store, private"
"""What is somebody's stays in no cache, theirs neither: the next at this screen would find it by going back."""
BY_PROGRAM: Final = frozenset({Who.PROGRAM, Who.OWN_BY_PROGRAM})
Row = Mapping[str, Who]
Table = Mapping[str, Row]


def behind(table: Table, addresses: Iterable[Address], *, inside: str = "") -> list[Address]:
    """The same addresses, each behind its row, which is called as the address is (without a name: as its route). Raises KeyError for one
    without a row.
    """
    return [_behind(table, each, inside) for each in addresses]


def _behind(table: Table, address: Address, inside: str) -> Address:
    if isinstance(address, URLResolver):
        route = inside + str(address.pattern)
        return _Inside(address, behind(table, address.url_patterns, inside=route))
    name = address.name if address.name and address.name in table else inside + str(address.pattern)
    return URLPattern(address.pattern, guarded(table, name, address.callback), address.default_args, address.name)


class _Inside(URLResolver):
    """A resolver whose addresses were put behind their rows."""

    def __init__(self, before: URLResolver, addresses: list[Address]) -> None:
        super().__init__(before.pattern, addresses, before.default_kwargs, before.app_name, before.namespace)


def guarded(table: Table, name: str, view: View) -> View:
    """A view behind its row: other methods are 405, strangers to what needs somebody are turned away, and an answer of a view that never
    found out who asks is not given. What isn't for anybody stays in no cache.
    """
    row = table[name]

    @wraps(view)
    def guard(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        who = row.get("GET" if request.method == "HEAD" else str(request.method))
        if who is None:
            return HttpResponseNotAllowed(sorted(row))
        turned_away = _stranger(request, who, row)
        if turned_away is not None:
            return turned_away
        answer = view(request, *arguments, **named)
        if answer.status_code < 300 and not _recognised(request, who):
            raise RuntimeError(f"{name} answered somebody whom it has not recognised")
        if who is not Who.ANYBODY:
            answer.headers.setdefault("Cache-Control", KEPT_NOWHERE)
        return answer

    guard.row = name  # type: ignore[attr-defined]  # read by the test that every address has its row
    return guard


def _stranger(request: HttpRequest, who: Who, row: Row) -> HttpResponse | None:
    """What somebody is answered who brings neither session nor token; whether what they bring is good, the view finds out."""
    if who in SIGNED_IN and not request.session.get("signed_in"):
        here = request.get_full_path() if request.method in ("GET", "HEAD") else request.path if "GET" in row else "/members/"
        return HttpResponseRedirect(f"/sign-in/?{urlencode({'next': here})}")
    if who in BY_PROGRAM and not request.headers.get("Authorization", "").startswith("Bearer "):
        return HttpResponse(status=401)
    return None


def _recognised(request: HttpRequest, who: Who) -> bool:
    """Whether the view asked who it is, where that matters."""
    if who in SIGNED_IN:
        return getattr(request, "visitors_account", None) is not None
    return who not in BY_PROGRAM or getattr(request, "auth", None) is not None
