"""Pages are compressed as Django does it, at a level that costs half as much and leaves them two parts in a hundred larger."""

import gzip
from secrets import randbelow
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

LEVEL: Final = 4
LEAST: Final = 200
"""Bytes below which nothing is gained."""
_FNAME: Final = 8
_HEADER: Final = 10


class Compressed(GZipMiddleware):
    """Middleware: whole pages at our level; streams and what has a tag are Django's."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a page for a browser that takes it so."""
        if not isinstance(response, HttpResponse) or response.has_header("ETag") or response.has_header("Content-Encoding"):
            return super().process_response(request, response)
        whole = response.content
        if len(whole) < LEAST:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return response
        packed = compressed(whole, padded=self.max_random_bytes)
        if len(packed) < len(whole):
            response.content = packed
            response.headers["Content-Length"] = str(len(packed))
            response.headers["Content-Encoding"] = "gzip"
        return response


def compressed(whole: bytes, *, padded: int) -> bytes:
    """The bytes as gzip, behind a file's name of a length by chance below `padded`: theirs tells nothing of what is in them (BREACH)."""
    packed = gzip.compress(whole, LEVEL, mtime=0)
    header = bytearray(packed[:_HEADER])
    header[3] |= _FNAME
    return b"".join((bytes(header), b"-" * randbelow(padded), b"\0", packed[_HEADER:]))
