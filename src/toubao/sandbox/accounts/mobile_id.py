"""A mobile identity (in our contract): a person approves on its page, or not, and it tells the insurer what became of it."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toubao.sandbox import look
from toubao.sandbox.contract import Question, Refusal, desk, obey, question
from toubao.sandbox.store import Store, number

MOBILE_ID = "mobile_id"
LIFETIME = timedelta(minutes=10)
SOMEBODY_ELSE = "A223456781"
DECISIONS = {"approve": "approved", "approve_as_other": "approved", "refuse": "refused"}


async def begin(request: Request) -> Response:
    """POST: an insurer wants to know whether somebody is the person of this number."""
    store = desk(request)
    base = request.app.state.public_url or str(request.base_url).rstrip("/")

    def act(asked: Question) -> dict[str, Any]:
        reference, told = asked.text("reference"), {"id_number": asked.text("id_number", 20), "return_url": asked.text("return_url", 500)}
        return store.once((MOBILE_ID, "begin"), reference, told, lambda: _opened(store, reference, told, base))

    return await question(request, MOBILE_ID, act)


def _opened(store: Store, reference: str, told: dict[str, str], base: str) -> dict[str, Any]:
    handle = secrets.token_urlsafe(18)
    kept = {**told, "reference": reference, "status": "open", "at": store.now().isoformat(), "approved_as": ""}
    store.keep_setting(f"{MOBILE_ID}.{handle}", kept)
    store.keep_setting(f"{MOBILE_ID}.reference.{reference}", handle)
    return {"reference": reference, "page_url": f"{base}/mobile-id/sessions/{handle}"}


async def answer(request: Request) -> Response:
    """POST: what became of it."""
    store = desk(request)

    def act(asked: Question) -> dict[str, Any]:
        reference = asked.text("reference")
        handle = store.setting(f"{MOBILE_ID}.reference.{reference}")
        if handle is None:
            raise Refusal(404, "unknown-session", "查無這次身分確認。")
        kept = _now(store, handle)
        record = number("M", reference) if kept["status"] == "approved" else ""
        return {"reference": reference, "status": kept["status"], "id_number": kept["approved_as"], "record": record}

    return await question(request, MOBILE_ID, act)


async def page(request: Request) -> Response:
    """GET: the person's page."""
    handle = request.path_params["handle"]

    async def act(_: bytes) -> Response:
        kept = _waiting(desk(request), handle)
        parts = urlsplit(kept["return_url"])
        origin = f"{parts.scheme}://{parts.netloc}"
        return look.page(request, "accounts/mobile_id.html", form_to=origin, kept=kept, handle=handle, host=parts.netloc)

    return await obey(request, MOBILE_ID, act, refuse=lambda no: look.refused(request, no))


async def decide(request: Request) -> Response:
    """POST: approve, or not (`decision`: approve, approve_as_other, refuse); then back to the insurer."""
    handle = request.path_params["handle"]

    async def act(_: bytes) -> Response:
        form, store = await request.form(), desk(request)
        decision = str(form.get("decision", ""))
        if decision not in DECISIONS:
            here = (f"/mobile-id/sessions/{handle}", "回到身分確認")
            raise Refusal(422, "invalid-question", "請選擇同意或不同意。", onward=here)
        kept = _waiting(store, handle)
        approved_as = {"approve": kept["id_number"], "approve_as_other": SOMEBODY_ELSE}.get(decision, "")
        store.keep_setting(f"{MOBILE_ID}.{handle}", {**kept, "status": DECISIONS[decision], "approved_as": approved_as})
        return RedirectResponse(_way_back(kept, handle), 303)

    return await obey(request, MOBILE_ID, act, refuse=lambda no: look.refused(request, no))


async def log(request: Request) -> Response:
    """GET: who was asked about, newest first."""
    store = desk(request)
    rows = look.asked(store, MOBILE_ID)
    states = {row["reference"]: _now(store, store.setting(f"{MOBILE_ID}.reference.{row['reference']}"))["status"] for row in rows}
    return look.page(request, "accounts/mobile_ids.html", rows=rows, states=states)


def _now(store: Store, handle: str) -> dict[str, Any]:
    """A session as it is now: one that nobody decided is over after ten minutes. Raises Refusal."""
    kept: dict[str, Any] | None = store.setting(f"{MOBILE_ID}.{handle}")
    if kept is None:
        raise Refusal(404, "unknown-session", "查無這次身分確認。")
    over = kept["status"] == "open" and store.now() >= datetime.fromisoformat(kept["at"]) + LIFETIME
    return {**kept, "status": "expired"} if over else kept


def _waiting(store: Store, handle: str) -> dict[str, Any]:
    kept = _now(store, handle)
    if kept["status"] != "open":
        told = "這次身分確認已經結束。請回到保險公司看結果，或重新開始。"
        raise Refusal(409, "page-used", told, onward=(_way_back(kept, handle), "回到保險公司"))
    return kept


def _way_back(kept: dict[str, Any], handle: str) -> str:
    joint = "&" if "?" in kept["return_url"] else "?"
    return f"{kept['return_url']}{joint}{urlencode({'session': handle})}"


routes = [
    Route("/mobile-id/sessions", begin, methods=["POST"]),
    Route("/mobile-id/answers", answer, methods=["POST"]),
    Route("/mobile-id/sessions/{handle}", page, methods=["GET"]),
    Route("/mobile-id/sessions/{handle}", decide, methods=["POST"]),
    Route("/mobile-id/", log, methods=["GET"]),
]
