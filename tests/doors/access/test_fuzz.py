"""Any request at any address, as a seed draws it, is answered and breaks nothing: hostile values in addresses, queries, forms, JSON and
headers, by whoever it may be.
"""

import json
import random
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from tests.doors.access.asking import METHODS, PLACES
from tests.doors.access.world import World, undone
from tests.doors.inputs import names
from toubao.doors.access.tables import Endpoint, endpoints
from toubao.doors.api.service import api

pytestmark = pytest.mark.django_db
REQUESTS, SEEDS = 250, range(4)
HOSTILE = (
    "", " ", "\x00", "%00", "'", '"', "--", "<script>", "{{7*7}}", "../../etc/passwd", "\\", "\r\nX: y", "-1", "0", "1e400", "NaN",
    "９９",
    "九", "2147483648", "-9223372036854775809", "9" * 400, "長" * 3000, "\u202e", "\U0001f600",
    "e\u0301" * 50, "0001-01-01", "9999-12-31", "2026-02-30", "24:60", "2026-12-01T00:00:00+99:00", "true", "null", "[]", "{", "on",
    "A123456789", "TB-0000-0000-0000", "00000000-0000-0000-0000-000000000000", "a@b", "+886900000000", "//evil.example", "javascript:1",
)  # fmt: skip
HEADERS = (
    "HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", "HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_HX_REQUEST", "HTTP_IDEMPOTENCY_KEY",
    "HTTP_IF_NONE_MATCH", "HTTP_ORIGIN", "HTTP_REFERER", "HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO",
    "HTTP_RANGE", "CONTENT_TYPE",
)  # fmt: skip
KINDS = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "")
DEEPEST = 4


class Fuzz:
    """Draws requests and sends them; keeps those that were answered with an error of ours."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.fields = sorted({*names(), *_properties()})
        self.broken: list[str] = []
        self.statuses: dict[int, int] = {}

    def send(self, count: int) -> None:
        """So many requests, each at any of the addresses there are, undone afterwards."""
        addresses = sorted(endpoints(), key=lambda each: each.route)
        askers = sorted(self.world.browsers)
        for _ in range(count):
            self._send(self.chance.choice(addresses), self.chance.choice(askers), self.chance.choice(METHODS))

    def _send(self, endpoint: Endpoint, asker: str, method: str) -> None:
        client, at = self.world.browsers[asker], self._address(endpoint)
        kept, sent = dict(client.cookies), self._sent(method)
        if endpoint.route.startswith("/api/") and asker in self.world.tokens:
            sent["HTTP_AUTHORIZATION"] = f"Bearer {self.world.tokens[asker]}"
        with undone():
            answer = client.generic(method, at, **sent)
        client.cookies.clear()
        client.cookies.update(kept)
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        if answer.status_code >= 500 and not _told(answer):
            self.broken.append(f"{answer.status_code} {asker} {method} {at[:120]} {str(sent)[:300]}")

    def _address(self, endpoint: Endpoint) -> str:
        """Its address, with real things in it or with anything."""
        real = self.chance.random() < 0.7

        def thing(found: re.Match[str]) -> str:
            if real and found[1] in PLACES:
                return str(PLACES[found[1]](self.world, endpoint.row or ""))
            return quote(self.value()[:300], safe="")

        return re.sub(r"<(?:\w+:)?(\w+)>", thing, endpoint.route)

    def _sent(self, method: str) -> dict[str, Any]:
        sent: dict[str, Any] = {name: self.value()[:200].encode("utf-8", "replace").decode("latin-1") for name in self._some(HEADERS, 2)}
        sent["QUERY_STRING"] = self._form()
        if method in ("GET", "OPTIONS"):
            return sent
        kind = self.chance.choice(KINDS)
        body = json.dumps(self._json(0)) if kind == "application/json" else self._form()
        return sent | {"data": body, "content_type": kind}

    def _form(self) -> str:
        return urlencode([(name, self.value()) for name in self._some(self.fields, 8) for _ in range(self.chance.choice((1, 1, 2)))])

    def _json(self, depth: int) -> Any:
        kind = self.chance.choice(("text", "number", "none", "list", "object", "object") if depth < DEEPEST else ("text", "number"))
        if kind == "list":
            return [self._json(depth + 1) for _ in range(self.chance.randrange(3))]
        if kind == "object":
            return {name: self._json(depth + 1) for name in self._some(self.fields, 5)}
        return {"text": self.value(), "number": self.chance.choice((0, -1, 2**63, 1e308, True)), "none": None}[kind]

    def _some(self, of: Any, most: int) -> list[str]:
        return self.chance.sample(list(of), self.chance.randrange(most + 1))

    def value(self) -> str:
        """Something that nobody would type who means well."""
        return self.chance.choice(HOSTILE)


def _told(answer: Any) -> bool:
    """Whether it says that it can't be done now, and when it can: an institution that isn't there is no fault of ours."""
    return answer.status_code == 503 and "Retry-After" in answer.headers


def _properties() -> set[str]:
    """The names of everything that programs may send."""
    schemas = api.get_openapi_schema()["components"]["schemas"]
    return {name for schema in schemas.values() for name in schema.get("properties", {})}


@pytest.mark.parametrize("seed", SEEDS)
def test_v1_4_2_no_request_at_any_address_breaks_anything(there: World, seed: int) -> None:
    fuzz = Fuzz(there, seed)
    fuzz.send(REQUESTS)
    assert fuzz.broken == []
    assert sum(fuzz.statuses.values()) == REQUESTS
    assert {200, 404, 405} <= set(fuzz.statuses), fuzz.statuses


def naive(request: HttpRequest, number: str) -> HttpResponse:
    """A view that believes what it is sent."""
    return HttpResponse(str(int(number) + int(request.GET.get("page", "0"))))


urlpatterns = [path("naive/<str:number>/", naive)]


def test_control_a_view_that_believes_what_it_is_sent_is_found(there: World) -> None:
    fuzz = Fuzz(there, 1)
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        fuzz.send(20)
    assert fuzz.broken
