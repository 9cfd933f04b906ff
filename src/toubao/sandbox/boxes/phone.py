"""A phone with its messages: the carrier takes them (in our contract) and every number's inbox can be seen; mail is in mailbox.py."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from toubao.sandbox import look, switches
from toubao.sandbox.contract import Question, Refusal, Wanted, books, desk, question, reply
from toubao.sandbox.store import Store, number

NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
SHOWN = 200


def canonical(to: str) -> str:
    """A number as +886912345678; one written 0912-345-678 is Taiwan's. What isn't a number comes back as it is."""
    digits = re.sub(r"[ ()-]", "", to)
    return "+886" + digits[1:] if re.fullmatch(r"0[0-9]{8,9}", digits) else digits


async def send(request: Request) -> Response:
    """POST: deliver one message; with the switch "twice" on, the phone gets it twice."""
    store = desk(request)

    def act(asked: Question) -> dict[str, Any]:
        reference, to = asked.text("reference"), canonical(asked.text("to", 40))
        told = {"to": to, "text": asked.text("text", 2000)}
        if not NUMBER.fullmatch(to):
            raise Refusal(422, "bad-number", "這不是電話號碼。")
        return store.once(("phone", "send"), reference, told, lambda: _deliver(store, reference, to, told["text"]))

    return await question(request, "phone", act)


def _deliver(store: Store, reference: str, to: str, words: str) -> dict[str, Any]:
    id_ = number("M", reference)
    for copy in range(2 if switches.read(store, "phone").answer_twice else 1):
        values = (id_, reference, to, words, store.now().isoformat(), copy)
        store.write("INSERT INTO messages (id, reference, recipient, words, at, copy) VALUES (?, ?, ?, ?, ?, ?)", *values)
    return {"reference": reference, "id": id_}


async def moved(request: Request) -> Response:
    """GET: a page of the messages that went out within a time, without numbers and words; or of one (?reference=)."""

    def find(wanted: Wanted) -> list[dict[str, Any]]:
        sql = (
            "SELECT seq, reference, id, at FROM messages WHERE copy = 0 AND seq > ? AND ? IN ('', reference) AND at >= ? AND at < ?"
            " ORDER BY seq LIMIT ?"
        )
        return desk(request).rows(sql, wanted.after, wanted.reference, wanted.since, wanted.until, wanted.limit)

    return await books(request, "phone", "messages", find)


async def listed(request: Request) -> Response:
    """GET: the messages of one number (?to=) or of all, as JSON, newest first."""
    return reply(_messages(desk(request), _wanted(request)))


async def page(request: Request) -> Response:
    """GET: the phone, of one number (?to=) or of all."""
    store, to = desk(request), _wanted(request)
    numbers = store.rows("SELECT recipient, count(*) AS many FROM messages GROUP BY recipient ORDER BY max(seq) DESC LIMIT 50")
    return look.live(request, "boxes/phone.html", to=to, numbers=numbers, messages=_messages(store, to))


def _wanted(request: Request) -> str:
    to = request.query_params.get("to", "")
    return canonical("+" + to.lstrip() if to.startswith(" ") else to)


def _messages(store: Store, to: str) -> list[dict[str, Any]]:
    found = store.rows("SELECT * FROM messages WHERE ? IN ('', recipient) ORDER BY seq DESC LIMIT ?", to, SHOWN)
    return [{"id": m["id"], "reference": m["reference"], "to": m["recipient"], "text": m["words"], "at": m["at"]} for m in found]


routes = [
    Route("/phone/messages", send, methods=["POST"]),
    Route("/phone/messages", moved, methods=["GET"]),
    Route("/phone/messages.json", listed, methods=["GET"]),
    Route("/phone/", page, methods=["GET"]),
]
