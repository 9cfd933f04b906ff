"""Acting once on a request that may come twice (Idempotency-Key): claim, act, keep the answer; storing is `identity.programs.repeats`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header
from pydantic import BaseModel

from toubao.business.identity.programs import repeats
from toubao.business.identity.programs.repeats import Claim, Keyed, Standing
from toubao.doors.api.bearer import caller
from toubao.doors.api.problems import Problem, later, written
from toubao.doors.clock import now as clock
from toubao.doors.storefront.visitor import network

REPLAYED: Final = "Idempotency-Replayed"
KEY: Any = Header(
    ..., alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[!-~]+$", description="一件事一個鍵，建議用 UUID；保存 24 小時。"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request that was acted on is answered with."""

    status: int
    body: BaseModel


Act = Callable[[UUID], Answer]


def once(request: HttpRequest, key: str, act: Act) -> HttpResponse:
    """Act for the signed-in caller, once; `act` gets the name of what the request makes, the same however often it is tried."""
    account = caller(request).account
    return _once(Keyed(f"account:{account.pk}", key, _whole(request), account.person.key), act)


def once_from_network(request: HttpRequest, key: str, act: Act) -> HttpResponse:
    """Act for somebody who isn't signed in, once; keys count within their network."""
    return _once(Keyed(f"network:{network(request)}", key, _whole(request)), act)


def _once(asked: Keyed, act: Act) -> HttpResponse:
    claim = repeats.claim(asked, now=clock())
    if claim.standing is Standing.OTHER:
        raise Problem("key-reused")
    if claim.standing is Standing.RUNNING:
        raise later("key-running", 1)
    if claim.answer is not None:
        return written(claim.answer["status"], claim.answer["body"], {REPLAYED: "true"})
    return _act(asked, claim, act)


def _act(asked: Keyed, claim: Claim, act: Act) -> HttpResponse:
    """Act, and keep what came of it unless it may be another answer soon."""
    try:
        answer = act(claim.thing)
        status, body = answer.status, answer.body.model_dump(mode="json")
    except Problem as problem:
        if problem.passes:
            repeats.let_go(asked, claim)
            raise
        status, body = problem.status, problem.body()
    except BaseException:
        repeats.let_go(asked, claim)
        raise
    repeats.keep(asked, claim, {"status": status, "body": body})
    return written(status, body)


def _whole(request: HttpRequest) -> bytes:
    return f"{request.method} {request.path}\n".encode() + request.body
