"""The register of identity documents (in our contract): how a document stands follows from its number and its day of issue alone."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toubao.sandbox import look
from toubao.sandbox.contract import Question, Refusal, desk, question
from toubao.sandbox.store import Store

KINDS = {"national_id": "國民身分證", "resident_certificate": "居留證"}
STATES = {"current": "有效", "superseded": "已換發", "reported_lost": "已掛失", "annulled": "已註銷", "not_found": "查無"}
BY_LAST_SIGN = {"6": "annulled", "7": "reported_lost", "8": "superseded", "9": "not_found"}


async def check(request: Request) -> Response:
    """POST: how does this document stand?"""

    def act(asked: Question) -> dict[str, Any]:
        told = {name: asked.text(name, 20) for name in ("kind", "id_number", "document_number")}
        if told["kind"] not in KINDS:
            raise Refusal(422, "unknown-kind", "沒有這種證件。")
        store, reference, issued = desk(request), asked.text("reference"), asked.day("issued_on").isoformat()
        place = ("document_check", "document")
        return store.once(
            place, reference, told | {"issued_on": issued}, lambda: _stands(store, reference, told["document_number"], issued)
        )

    return await question(request, "document_check", act)


def _stands(store: Store, reference: str, number: str, issued: str) -> dict[str, Any]:
    to_come = issued > look.day(store.now())
    return {"reference": reference, "state": "not_found" if to_come else BY_LAST_SIGN.get(number[-1], "current")}


async def page(request: Request) -> Response:
    """GET: what was asked."""
    rows = look.asked(desk(request), "document_check")
    return look.page(request, "document_check.html", rows=rows, kinds=KINDS, states=STATES)


routes = [Route("/document-check", check, methods=["POST"]), Route("/document-check", page, methods=["GET"])]
