"""Where browsers tell that a page wanted something which its policy forbids: one line of the log each, bounded; nothing is kept."""

import json
import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from toubao.business.identity.codes.allowances import spend
from toubao.doors.clock import now as clock
from toubao.doors.storefront.visitor import network

_logger = logging.getLogger(__name__)
LARGEST: Final = 8 * 1024
LONGEST: Final = 120
MOST: Final = 5
# What is kept of a report, by its names in both forms: that of `report-uri`, and that of the Reporting API.
_NAMES: Final = (("effectiveDirective", "violated-directive"), ("blockedURL", "blocked-uri"), ("documentURL", "document-uri"))


@csrf_exempt
def reports(request: HttpRequest) -> HttpResponse:
    """Take what a browser tells. What can't be read is passed over, and what is over the allowance too: nobody waits for an answer."""
    told = list(read(request.body)) if int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST else []
    for directive, blocked, page in told[:MOST]:
        if spend(("reports_network", network(request)), ("reports_all", "all"), now=clock()):
            break
        _logger.warning("a browser kept to the policy: %s forbids %s on %s", directive, blocked, page)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def read(body: bytes) -> Iterator[tuple[str, str, str]]:
    """Of each report in a body: directive, what was forbidden, on which page. Addresses are without query, which may name somebody."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return
    for each in told if isinstance(told, list) else [told]:
        found = each.get("csp-report") or each.get("body") if isinstance(each, dict) else None
        if isinstance(found, dict):
            directive, blocked, page = (_first(found, names) for names in _NAMES)
            yield directive, blocked, page


def _first(found: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of these that is a text: bounded, and an address without query, fragment and name."""
    text = next((value for name in names if isinstance(value := found.get(name), str)), "")[: LONGEST * 4]
    try:
        parts = urlsplit(text)
    except ValueError:
        return "?"
    plain = f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if parts.netloc else text.partition("?")[0]
    return plain.encode("ascii", "replace").decode()[:LONGEST]
