"""Asking one row as one of the askers: its address with real things in it, a body that can be read, and nothing left behind."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from tests.builders import NOW
from tests.doors.access.world import OTHER, OWN, World, undone
from tests.fixtures.programs import program
from toubao.doors.access.tables import Endpoint, endpoints

SOMETHING = UUID("00000000-0000-4000-8000-000000000000")
SENT = frozenset({"purchase-pay", "purchase-status", "purchase-back"})
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PLACES: Mapping[str, Callable[[World, str], Any]] = {
    "purchase": lambda w, row: w.confirmed.pk if row in SENT else w.informed.pk,
    "purchase_id": lambda w, row: w.policy.purchase if row == "console-case-policy" else w.informed.pk,
    "application": lambda w, row: w.confirmed.pk if row.endswith("/payment") else w.informed.pk,
    "registration_id": lambda w, row: (w.by_bank if row == "register-account" else w.registration).pk,
    "change_id": lambda w, row: w.change.pk,
    "session_id": lambda w, row: w.session,
    "account_id": lambda w, row: w.owner.pk,
    "difference_id": lambda w, row: SOMETHING,
    "report_id": lambda w, row: w.death,
    "request_id": lambda w, row: w.request,
    "release_id": lambda w, row: SOMETHING,
    "review_id": lambda w, row: SOMETHING,
    "staff_id": lambda w, row: SOMETHING,
    "program_id": lambda w, row: program(NOW).pk,
    "passkey": lambda w, row: w.passkey.pk,
    "handle": lambda w, row: w.handle,
    "number": lambda w, row: w.policy.number,
    "serial": lambda w, row: "0000000000",
    "token": lambda w, row: w.link if row == "console-join" else w.activation if row == "activate" else "nothing",
    "key": lambda w, row: w.motor_key,
    "visit_id": lambda w, row: w.visit.pk,
    "product": lambda w, row: "travel-accident",
    "code": lambda w, row: "travel-accident",
    "name": lambda w, row: "terms" if row.startswith("document") else "sharing" if row.startswith("members-consent") else "online",
    "provider": lambda w, row: "bank",
    "purpose": lambda w, row: "sign-in",
    "digest": lambda w, row: w.text,
    "way": lambda w, row: "mobile-id",
    "person_id": lambda w, row: w.owner.person_id,
    "kind": lambda w, row: "phone",
    "clause_id": lambda w, row: "10.1.3",
    "what": lambda w, row: "programs",
    "layout": lambda w, row: "storefront",
}
BODIES: Mapping[str, Any] = {
    "entries": {"beneficiary": {"heirs": True}},
    "agreement": {"shown": [], "agreed": []},
    "codes": {"channel": "sms"},
    "confirmation": {"code": "123456"},
    "text-to-sign": {"authority": "sample"},
    "signature": {"text": "00000000-0000-0000-0000-000000000000", "message": "AAAA"},
    "applications": {},
    "look-ups": {"number": "A123456789", "plate": "NO-0001"},
    "quotes": {"trip": {"destinations": ["JP"], "departs": "2026-12-01T10:00:00+08:00", "returns": "2026-12-03T10:00:00+08:00",
               "sum_insured": 5000000}},
}  # fmt: skip


@cache
def _addresses() -> tuple[Endpoint, ...]:
    """All of them, looked up once."""
    return tuple(endpoints())


def address(world: World, row: str, door: str) -> str:
    """The address of a row with the owner's things in it."""
    inside = {"api": "/api/", "console": "/console/"}.get(door, "/")
    named = [each.route for each in _addresses() if each.row == row and each.route.startswith(inside)]
    route = next(each for each in named if door in ("api", "console") or not each.startswith(("/api/", "/console/")))
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(PLACES[found[1]](world, row)), route)


Answer = tuple[int, str, str, Any]


def ask(world: World, asker: str, method: str, row: str, door: str, *, look: Callable[[], Any] = lambda: None) -> Answer:
    """The answer to one asker: status, place, body, and what a look right after it found. What was written, and what became of their
    cookies, is undone.
    """
    client = world.browsers[asker]
    kept = dict(client.cookies)
    headers: dict[str, Any] = {"HTTP_IDEMPOTENCY_KEY": str(uuid4())} if door == "api" and method == "POST" else {}
    if door == "api" and asker in (OWN, OTHER):
        headers["HTTP_AUTHORIZATION"] = f"Bearer {world.tokens[asker]}"
    with undone():
        answer = client.generic(method, address(world, row, door), **_body(row, door, method), **headers)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen = look()
    client.cookies.clear()
    client.cookies.update(kept)
    return answer.status_code, answer.headers.get("Location", ""), content.decode("utf-8", "replace"), seen


def _body(row: str, door: str, method: str) -> dict[str, Any]:
    if door != "api" or method in ("GET", "DELETE"):
        return {"data": "", "content_type": "application/x-www-form-urlencoded"}
    return {"data": json.dumps(BODIES.get(row.rpartition("/")[2], {})), "content_type": "application/json"}
