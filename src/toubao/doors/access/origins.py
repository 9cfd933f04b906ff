"""Two origins, where the settings name two: customers' pages on one, the console on the other, so that no script, cookie or form of the one
reaches the other. Who may do what behind each address is told elsewhere.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.doors.look import errors

CONSOLE: Final = "/console/"
OF_BOTH: Final = ("/static/", "/healthz", "/reports")


class Origins:
    """Middleware: each host answers only what is its own; everything else isn't there (404). On one origin it does nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what belongs to the host; the console's bare address leads to its start page."""
        if not settings.CONSOLE_URL or request.path.startswith(OF_BOTH):
            return self._next(request)
        desk = _host(request.get_host()) == urlsplit(settings.CONSOLE_URL).hostname
        request.at_desk = desk  # type: ignore[attr-defined]  # read by look/error.html, which leads back to what there is here
        if desk and request.path == "/":
            return HttpResponseRedirect(CONSOLE)
        if desk != request.path.startswith(CONSOLE):
            return errors.not_found(request)
        return self._next(request)


def _host(told: str) -> str | None:
    """A host without its port, as addresses write it."""
    return urlsplit(f"//{told}").hostname
