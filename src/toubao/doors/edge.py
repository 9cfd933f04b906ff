"""What is turned away before Django makes a request of it: an encoding that Django would trip over while it reads the headers."""

import codecs
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';]+)", re.IGNORECASE)


def legible(application: Application) -> Application:
    """The application, which only sees what names no encoding or UTF-8; everything else is a bad request."""

    def edge(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_legible(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
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
