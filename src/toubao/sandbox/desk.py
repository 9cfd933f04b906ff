"""The sandbox's own desk: the front page with every switch, the clock, the ledger of what was asked, and the reset."""

import json
from datetime import timedelta
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toubao.sandbox import look, switches
from toubao.sandbox.contract import Refusal, desk, reply

FURTHEST = 100 * 366 * 86400
TURNS = ((1, "1 天"), (8, "8 天"), (31, "31 天"))


async def front(request: Request) -> Response:
    """GET: all institutions with their switches."""
    store = desk(request)
    states = {institution: switches.read(store, institution) for institution in switches.INSTITUTIONS}
    return look.page(
        request, "front.html", states=states, offset=store.offset(), now=store.now(), turns=TURNS, follows=store.clock_file is not None
    )


async def see_switches(request: Request) -> Response:
    """GET: all switches as JSON."""
    return reply(switches.shown(desk(request)))


async def change_switches(request: Request) -> Response:
    """POST: change switches, as JSON {institution: {switch: value}} or by a form of one institution (what isn't ticked is off)."""
    store = desk(request)
    by_form = not _is_json(request)
    wanted = await _from_form(request) if by_form else await _json(request)
    try:
        switches.change(store, wanted)
    except switches.WrongSwitch as wrong:
        raise Refusal(422, "unknown-switch", f"沒有這個開關，或不能設成這個值：{wrong}") from None
    request.app.state.courier.wake()
    return RedirectResponse(f"/#{next(iter(wanted))}", 303) if by_form else reply(switches.shown(store))


async def restore_switches(request: Request) -> Response:
    """DELETE, or POST from the form: everything back to normal."""
    switches.restore(desk(request))
    request.app.state.courier.wake()
    return reply(switches.shown(desk(request))) if request.method == "DELETE" else RedirectResponse("/", 303)


async def clock(request: Request) -> Response:
    """GET the clock; POST to set it, on top of the file that it may follow.

    JSON {offset_seconds}, or a form with `days` to add or `now` to return to the machine's time.
    """
    store = desk(request)
    if request.method == "POST":
        by_form = not _is_json(request)
        offset = await _turned(request, store.own_offset()) if by_form else (await _json(request)).get("offset_seconds")
        if not isinstance(offset, int | float) or isinstance(offset, bool) or abs(offset) > FURTHEST:
            raise Refusal(422, "invalid-clock", "offset_seconds 應為秒數，最多一百年。")
        store.keep_setting("clock_offset", offset)
        if by_form:
            return RedirectResponse("/#clock", 303)
    return reply({"now": store.now().isoformat(), "offset_seconds": store.offset(), "own_offset_seconds": store.own_offset()})


async def reset(request: Request) -> Response:
    """POST: forget messages, letters, orders, reports and switches; the clock and the authority's keys stay."""
    desk(request).empty()
    return reply({"reset": True}) if _is_json(request) else RedirectResponse("/", 303)


async def ledger(request: Request) -> Response:
    """GET: what was asked (?institution=, ?reference=), as JSON, newest first, with how often."""
    store, wanted = desk(request), (request.query_params.get("institution", ""), request.query_params.get("reference", ""))
    sql = "SELECT * FROM ledger WHERE ?1 IN ('', institution) AND ?2 IN ('', reference) ORDER BY rowid DESC LIMIT 1000"
    return reply(
        [{**row, "question": json.loads(row["question"]), "answer": json.loads(row["answer"])} for row in store.rows(sql, *wanted)]
    )


async def health(request: Request) -> Response:
    """GET: whether the sandbox and its file are there."""
    desk(request).row("SELECT 1 FROM settings")
    return reply({"status": "ok", "smtp_port": request.app.state.smtp_port})


def _is_json(request: Request) -> bool:
    return "json" in request.headers.get("Content-Type", "")


async def _json(request: Request) -> dict[str, Any]:
    try:
        wanted = await request.json()
    except ValueError:
        wanted = None
    if not isinstance(wanted, dict):
        raise Refusal(422, "invalid-question", "內容不是 JSON 物件。")
    return wanted


async def _from_form(request: Request) -> dict[str, Any]:
    form = await request.form()
    institution = str(form.get("institution", ""))
    ticks = ["down", "unreachable", "lose_answers", "answer_twice", "repeat_question", "long_numbers", "without_numbers"]
    numbers = ["answer_status"]
    values: dict[str, Any] = {"refuse_with": str(form.get("refuse_with", ""))}
    if institution == "card":
        values["webhook"] = str(form.get("webhook", "normal"))
        ticks, numbers = [*ticks, "auto_capture"], [*numbers, "answer_amount"]
    if institution == "mailbox":
        ticks = [*ticks, "hide_starttls", "hide_auth"]
    if institution == "industry_query":
        ticks = [*ticks, "with_own"]
    values |= {name: name in form for name in ticks} | {name: int(_number(form, name)) for name in numbers}
    return {institution: {**values, "slow_seconds": _number(form, "slow_seconds")}}


def _number(form: FormData, name: str) -> float:
    """A number of a form; zero if it is empty, and one that no switch takes if it is none."""
    try:
        return float(str(form.get(name, "")) or 0)
    except ValueError:
        return -1.0


async def _turned(request: Request, offset: float) -> float:
    form = await request.form()
    if "now" in form:
        return 0.0
    try:
        return offset + timedelta(days=int(str(form.get("days", "0")))).total_seconds()
    except (ValueError, OverflowError):
        raise Refusal(422, "invalid-clock", "天數應為整數。") from None


routes = [
    Route("/", front, methods=["GET"]),
    Route("/switches", see_switches, methods=["GET"]),
    Route("/switches", change_switches, methods=["POST"]),
    Route("/switches", restore_switches, methods=["DELETE"]),
    Route("/switches/normal", restore_switches, methods=["POST"]),
    Route("/clock", clock, methods=["GET", "POST"]),
    Route("/reset", reset, methods=["POST"]),
    Route("/ledger.json", ledger, methods=["GET"]),
    Route("/healthz", health, methods=["GET"]),
]
