"""Every request has an id, and each that is refused (401, 403) or fails (5xx) stands once in the log: who, what, from where, and why.
Whether it is refused is decided elsewhere; whoever does says why by `because`.
"""

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

REFUSED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
LONGEST_PATH: Final = 200
_ID: Final = re.compile(r"[0-9a-f]{32}")
_PROBLEM: Final = "application/problem+json"
_log = structlog.get_logger("toubao.refusals")


class Refusals:
    """Middleware, round everything that may refuse: the request's id is in each line of its log and in the answer (`Request-Id`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and tell of a refusal."""
        named = _named(request)
        with structlog.contextvars.bound_contextvars(request=named):
            response = self._next(request)
            if response.status_code in REFUSED or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                _tell(request, response)
        response.headers["Request-Id"] = named
        return response


def because(request: HttpRequest, why: str) -> None:
    """Say why this request is refused, in a word for the log."""
    request.refused_because = why  # type: ignore[attr-defined]  # kept for the length of this request


def _named(request: HttpRequest) -> str:
    """The id that our proxy gave the request, or a new one; nobody else names it."""
    told = request.headers.get("X-Request-Id", "") if request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES else ""
    return told if _ID.fullmatch(told) else uuid4().hex


def _tell(request: HttpRequest, response: HttpResponse) -> None:
    """What failed is told with who was recognised; no session is read for it, since the database may be what failed."""
    said: dict[str, Any] = {
        "status": response.status_code, "method": request.method, "path": request.path[:LONGEST_PATH],
        "address": request.META.get("REMOTE_ADDR", ""),
    }  # fmt: skip
    if response.status_code in REFUSED:
        who = _recognised(request) or _of_session(request)
        _log.warning("request refused", because=_why(request, response), **said, **who)
    else:
        _log.warning("request failed", **said, **_recognised(request))


def _why(request: HttpRequest, response: HttpResponse) -> str:
    """The word of whoever refused; the API's is the kind of its problem."""
    if hasattr(request, "refused_because"):
        return str(request.refused_because)
    if response.headers.get("Content-Type") == _PROBLEM:
        return str(json.loads(response.content)["type"]).rpartition("#problem-")[2]
    return "not allowed"


def _recognised(request: HttpRequest) -> dict[str, str]:
    """Whom a door has recognised in this request, by id."""
    known: Any = {
        "staff": getattr(request, "staff_member", None), "account": getattr(request, "visitors_account", None) or _program(request),
    }  # fmt: skip
    return {kind: str(each.pk) for kind, each in known.items() if each is not None}


def _program(request: HttpRequest) -> Any:
    return getattr(getattr(request, "auth", None), "account", None)


def _of_session(request: HttpRequest) -> dict[str, str]:
    """Whom the browser's session names."""
    session = getattr(request, "session", None)
    if session is None:
        return {}
    try:
        return {kind: str(session[kind]) for kind in ("staff", "account") if session.get(kind)}
    except DatabaseError:
        return {}
