"""What is turned away before Django makes a request of it, an encoding that Django would trip over while it reads the headers;
and what is left unread of a body that was turned away.
"""

import codecs
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.conf import settings

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
SMALL: Final = 16 * 1024
"""Bytes of a body that have come with the headers, or nearly: nothing is left of them to be read."""
MOST_DIGITS: Final = 18
"""More than any body has, and fewer than make an integer that can't be read."""
CLOSE: Final = ("Connection", "close")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';]+)", re.IGNORECASE)


def legible(application: Application) -> Application:
    """The application, which only sees what names no encoding or UTF-8; everything else is a bad request."""

    def edge(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_legible(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        start_response("400 Bad Request", safely())
        return ["這個請求的編碼無法讀取，請用 UTF-8。".encode()]

    return edge


def is_legible(content_type: str) -> bool:
    """Whether a content type names no encoding, or UTF-8 under one of its names."""
    named = _CHARSET.search(content_type)
    if named is None:
        return True
    try:
        return codecs.lookup(named[1]).name == "utf-8"
    except LookupError:
        return False


def safely() -> list[tuple[str, str]]:
    """The headers of a sentence that no middleware sees: what it is, that it is nothing else, and that everything here stays https."""
    told = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"),
    ]
    if settings.SECURE_HSTS_SECONDS:
        told.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"))
    return told


class Body:
    """A request's body that knows how much of it is still unread."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self.left = stream, length

    def read(self, size: int = -1) -> bytes:
        """As a file."""
        return self._counted(self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        """As a file."""
        return self._counted(self._stream.readline(size))

    def _counted(self, read: bytes) -> bytes:
        self.left -= len(read)
        return read


def finished(application: Application) -> Application:
    """The application; where it leaves a body unread, its answer says that the connection ends: a client that sent the next request
    after it would lose that one. Nothing is waited for, or whoever sends slowly would hold a thread. A body without a length is turned
    away, since nobody could know where it ends.
    """

    def edge(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told = environ.get("CONTENT_LENGTH") or ""
        if not told and "HTTP_TRANSFER_ENCODING" in environ:
            start_response("411 Length Required", [*safely(), CLOSE])
            return ["這個請求沒有說它有多長，請加上 Content-Length。".encode()]
        if not told.isdecimal() or len(told) > MOST_DIGITS or int(told) <= SMALL:
            return application(environ, start_response)
        body = Body(environ["wsgi.input"], int(told))

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, headers if body.left <= 0 else [*headers, CLOSE], *more)

        return application({**environ, "wsgi.input": body}, start)

    return edge
