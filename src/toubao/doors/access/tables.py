"""The tables of all doors, read together: for the test that asks every row, and for whoever wants to see who may ask what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from toubao.doors.access import Table, Who
from toubao.doors.api.urls import TABLE as API
from toubao.doors.console.access import TABLE as CONSOLE
from toubao.doors.storefront.access import TABLE as STOREFRONT

OUTSIDE: Final[Table] = {
    "healthz": {"GET": Who.ANYBODY},
    "metrics": {"GET": Who.MONITOR},
    "reports": {"POST": Who.ANYBODY},
    "style": {"GET": Who.ANYBODY},
    "style-layout": {"GET": Who.ANYBODY},
}
"""What belongs to no door: whether we live, our figures, where browsers tell of what they kept from a page, and
the demo's page of parts."""
DOORS: Final[Mapping[str, Mapping[str, Mapping[str, Any]]]] = {
    "storefront": STOREFRONT, "api": API, "console": CONSOLE, "outside": OUTSIDE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of ours with the row behind which it stands; `row` is None for one that stands behind none."""

    route: str
    row: str | None


def endpoints(resolver: URLResolver | None = None, inside: str = "") -> Iterator[Endpoint]:
    """Every address that is answered."""
    for each in (resolver or get_resolver()).url_patterns:
        route = inside + str(each.pattern)
        if isinstance(each, URLPattern):
            yield Endpoint(f"/{route}", getattr(each.callback, "row", None))
        else:
            yield from endpoints(each, route)
