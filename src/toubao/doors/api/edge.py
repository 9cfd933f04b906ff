"""The edge of the API: whatever goes wrong below /api/, also before a view is found, is answered as problem details."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from toubao.doors.api.problems import BY_STATUS, MEDIA, Problem
from toubao.doors.edge import MOST_DIGITS

PREFIX, CALLED, OAUTH = "/api/", ("/api/v1/", "/api/oauth/"), "/api/oauth/"
MOST_BYTES = 16 * 1024
_OURS = frozenset({"content-type", "content-length", "content-language", "content-encoding", "etag"})


class ProblemsOnly:
    """Middleware: pages that say what went wrong are for people; a program gets the same status with problem details (RFC 9457)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Turn away what is too large unread, pass everything else on, and translate what comes back."""
        if not request.path_info.startswith(PREFIX):
            return self._next(request)
        if settings.SECURE and request.path_info.startswith(CALLED) and not request.is_secure():
            return Problem("not-encrypted").response()  # never a redirect: what was sent in the clear must not be sent again
        if _length(request) > MOST_BYTES:
            return Problem("too-large").response()
        response = self._next(request)
        return response if response.status_code < 400 or _told_already(request, response) else _translated(response)


def _told_already(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a program can read what went wrong: as problem details, or where it asks for tokens in OAuth's own words (RFC 6749, 5.2)."""
    kind = response.headers.get("Content-Type", "")
    return kind == MEDIA or (request.path_info.startswith(OAUTH) and kind == "application/json")


def _translated(response: HttpResponse) -> HttpResponse:
    kind = "broken" if response.status_code == 500 else BY_STATUS.get(response.status_code, "malformed")
    told = Problem(kind).response()
    for name, value in response.headers.items():
        if name.lower() not in _OURS:
            told.headers[name] = value
    return told


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdecimal():
        return 0
    return int(told) if len(told) <= MOST_DIGITS else MOST_BYTES + 1
