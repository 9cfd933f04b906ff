"""Questions to passkeys and their answers, as browsers carry them: the question by a script, the answer in a form."""

import json
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from toubao.business.identity.devices.passkeys.party import Party, party
from toubao.doors.access.origins import CONSOLE

_ASKED: Final = "passkey_challenge"
FAILED: Final = "通行密鑰沒有通過。請再試一次，或用密碼。"
NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Place:
    """Whether passkeys work at the address that this page was opened at; if not, at which address they do (in the demo)."""

    works: bool
    elsewhere: str


def place_of(request: HttpRequest) -> Place:
    """Whether this page was opened at the one origin for which passkeys are made."""
    ours = _party(request)
    works = ours is not None and f"{request.scheme}://{request.get_host()}" == ours.origin
    shown = ours.origin if ours and not works and settings.PROFILE != "production" else ""
    return Place(works, shown)


def ours_at(request: HttpRequest) -> Party | None:
    """For whom passkeys are made, if this request came to that address."""
    return _party(request) if place_of(request).works else None


def _party(request: HttpRequest) -> Party | None:
    return party(staff=request.path.startswith(CONSOLE))


def offered(request: HttpRequest) -> dict[str, Any]:
    """What a page needs that offers a passkey: whether that works here, and whether the last try failed."""
    return {"passkey_place": place_of(request), "failed": FAILED if request.GET.get("passkey") == "failed" else ""}


def question(request: HttpRequest, challenge: UUID, options: str) -> HttpResponse:
    """Hand a question to the browser, and bind its challenge to the browser's session; an earlier one can't be answered any more."""
    request.session[_ASKED] = str(challenge)
    return JsonResponse(json.loads(options), headers=NO_STORE)


def asked(request: HttpRequest) -> UUID | None:
    """The challenge that this browser was handed; it is handed out to one answer only."""
    kept = request.session.pop(_ASKED, None)
    return UUID(kept) if kept else None


def unavailable() -> HttpResponse:
    """No question here."""
    return JsonResponse({"reason": "unavailable"}, status=404, headers=NO_STORE)


def busy() -> HttpResponse:
    """Too many questions from this network."""
    return JsonResponse({"reason": "busy"}, status=429, headers=NO_STORE)
