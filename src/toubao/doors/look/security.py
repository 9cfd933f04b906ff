"""What every response says to the browser about safety, and which cross-site requests are turned away; nothing about who may see what."""

import secrets
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from whitenoise.middleware import WhiteNoiseMiddleware

from toubao.doors.refusals import because

Handler = Callable[[HttpRequest], HttpResponse]

URLENCODED = "application/x-www-form-urlencoded"
FORMS = frozenset({URLENCODED, "multipart/form-data"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Institutions and integrators call these from no page of any browser; each has its own proof of who calls.
OPEN_TO_MACHINES = ("/webhooks/", "/api/")
NOBODYS = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
    "payment", "usb", "browsing-topics",
)  # fmt: skip
REPORTS = "/reports"
SERVED = frozenset({"css", "js", "svg", "png", "jpg", "jpeg", "webp", "ico", "woff2"})
_OWN = "<own>"
OURS = ("publickey-credentials-get", "publickey-credentials-create")
PERMISSIONS = ", ".join([*(f"{feature}=()" for feature in NOBODYS), *(f"{feature}=(self)" for feature in OURS)])


class RealAddress:
    """Puts the visitor's own address in place of our proxy's, and believes nobody else about it, or about how it was asked."""

    def __init__(self, get_response: Handler) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the last address that a trusted proxy added (settings.TRUSTED_PROXIES); from anyone else the headers mean nothing."""
        if request.META.get("REMOTE_ADDR") in settings.TRUSTED_PROXIES:
            told = _without_port(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip())
            request.META["REMOTE_ADDR"] = told or request.META["REMOTE_ADDR"]
        else:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self._next(request)


def _without_port(told: str) -> str:
    """An address as a proxy tells it, alone: some add the port, which is another for every connection."""
    if told.startswith("["):
        return told[1:].partition("]")[0]
    return told.partition(":")[0] if told.count(":") == 1 else told


class SecurityHeaders:
    """Adds the content security policy, with a nonce of its own for each response that asks for one, and its companions."""

    def __init__(self, get_response: Handler) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Offer `request.csp_nonce` to the page and set the headers on the way out."""
        issued: list[str] = []
        _offer_nonce(request, issued)
        response = self._next(request)
        response.headers.setdefault("Content-Security-Policy", policy(issued[0] if issued else None))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _offer_nonce(request: Any, issued: list[str]) -> None:
    def issue() -> str:
        issued.append(secrets.token_urlsafe(18))
        return issued[0]

    request.csp_nonce = SimpleLazyObject(issue)


def policy(nonce: str | None, *, also: str = "") -> str:
    """The Content-Security-Policy: our own files alone; forms to us, the card page and who says who people are; framed by nobody.
    `also`: one more origin to which this page's forms may lead.
    """
    forms = (*settings.CARD_PAGE_ORIGINS, *settings.PROVIDER_ORIGINS, *settings.WAY_ORIGINS, *([also] if also else []))
    before, between, after = _policy(forms, settings.SECURE)
    own = "'self'" if nonce is None else f"'self' 'nonce-{nonce}'"
    return f"{before}{own}{between}{own}{after}"


@cache
def _policy(forms: tuple[str, ...], secure: bool) -> list[str]:
    """The policy, open where scripts and styles of our own are named."""
    rules = {
        "default-src": "'none'",
        "script-src": _OWN,
        "style-src": _OWN,
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": " ".join(dict.fromkeys(["'self'", *forms])),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
        "report-uri": REPORTS,  # and not `report-to`, for which a browser would pass it over and tell later, or never over plain http
    }
    if secure:
        rules["upgrade-insecure-requests"] = ""
    return "; ".join(f"{name} {value}".strip() for name, value in rules.items()).split(_OWN)


class Readable:
    """Turns away null bytes, which nobody's form or page sends and no view expects (encodings: doors/edge.py)."""

    def __init__(self, get_response: Handler) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """400 for what can't be read; everything else goes on."""
        if not readable(request):
            return HttpResponse("這個請求的內容無法讀取。", status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")
        return self._next(request)


def readable(request: HttpRequest) -> bool:
    """Whether no address, query or form of a request has a null byte, which no database keeps."""
    if "\0" in request.path or _null(request.META.get("QUERY_STRING", "").encode()):
        return False
    if request.method != "POST" or request.content_type not in FORMS:
        return True
    body = request.body  # bounded, and kept: whoever reads it after us, and not as a form, finds it whole
    if request.content_type == URLENCODED:
        return not _null(body)
    return not any("\0" in text for name, values in request.POST.lists() for text in (name, *map(str, values)))


def _null(encoded: bytes) -> bool:
    """Whether a query or a form, still encoded, has a null byte: there is one way to encode it, and one not to."""
    return b"%00" in encoded or b"\0" in encoded


class NoFiles(FileUploadHandler):
    """What Django calls where a form carries files, which none of ours does: nothing of one is read or written to disk, and the request is
    turned away. Django's own bound on a body leaves files out.
    """

    def handle_raw_input(self, _stream: Any, _headers: Any, content_length: int, *_: Any) -> None:
        """Turn a body that is too large away before any of it is read."""
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("a form larger than any of ours")

    def new_file(self, *_: Any, **__: Any) -> NoReturn:
        """Turn the request away as soon as a file begins in it."""
        raise SuspiciousOperation("a form with a file, and none of ours takes one")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Never called, since no file begins."""
        raise NotImplementedError

    def file_complete(self, file_size: int) -> None:
        """As above."""


class OurFiles(WhiteNoiseMiddleware):
    """WhiteNoise, serving files of the kinds that pages use and no others that may lie in the folder, such as the manifest."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        """Take a file among those that are served, if pages use its kind."""
        if url.rpartition(".")[2] in SERVED:
            super().add_file_to_dictionary(url, path, stat_cache=stat_cache)


class FetchMetadata:
    """Turns away what another site's page makes a browser send (Sec-Fetch-Site), before anything reads the request."""

    def __init__(self, get_response: Handler) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """403 for a cross-site request that could change something; everything else goes on."""
        if foreign(request):
            because(request, "another site's page")
            return HttpResponse(
                "這個請求是從別的網站送來的，為了您的安全，我們沒有處理。",
                status=HTTPStatus.FORBIDDEN,
                content_type="text/plain; charset=utf-8",
            )
        return self._next(request)


def foreign(request: HttpRequest) -> bool:
    """Whether a browser sent this from another site's page in order to change something.
    No header (no browser, or an old one): the CSRF token judges.
    """
    if request.method in SAFE_METHODS or request.path.startswith(OPEN_TO_MACHINES):
        return False
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
