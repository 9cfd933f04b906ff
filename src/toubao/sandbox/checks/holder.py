"""The card centre that knows whose card it is (in our contract); which cards there are is in card/numbers.py."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toubao.sandbox import look
from toubao.sandbox.card.numbers import by_token
from toubao.sandbox.contract import Question, Refusal, desk, question


async def check(request: Request) -> Response:
    """POST: does the card belong to the person? Every test card is the asker's own but the one that says otherwise."""

    def act(asked: Question) -> dict[str, Any]:
        reference = asked.text("reference")
        told = {"card_token": asked.text("card_token"), "id_number": asked.text("id_number", 20)}
        return desk(request).once(("holder_check", "check"), reference, told, lambda: _compare(reference, told["card_token"]))

    return await question(request, "holder_check", act)


def _compare(reference: str, token: str) -> dict[str, Any]:
    card = by_token(token)
    if card is None:
        raise Refusal(404, "unknown-card", "查無這張卡。")
    return {"reference": reference, "matched": card.own}


async def page(request: Request) -> Response:
    """GET: what was asked."""
    rows = look.asked(desk(request), "holder_check")
    return look.page(request, "holder_check.html", rows=rows)


routes = [Route("/holder-check", check, methods=["POST"]), Route("/holder-check", page, methods=["GET"])]
