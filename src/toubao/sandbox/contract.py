"""What all institutions do alike: obey their switches, check signatures, read questions, answer in JSON or with a problem (RFC 9457)."""

import asyncio
import hashlib
import hmac
import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import Response

from toubao.sandbox import switches
from toubao.sandbox.store import ReferenceReused, Store

LARGEST_PAGE = 200
LARGEST_QUESTION = 1024 * 1024
NONCES_KEPT = 10_000
NUMBERS = ("number", "id", "authorisation_code")
SIGNATURE = re.compile(r"nonce=([0-9a-zA-Z_-]{16,128}); v1=([0-9a-f]{64})")


class Refusal(Exception):
    """The institution says no: an HTTP status, a word for programs, a sentence for people, and where those go on from there: address and
    words, empty where nobody knows.
    """

    def __init__(self, status: int, code: str, detail: str, *, onward: tuple[str, str] = ("", "")) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.onward = status, code, detail, onward


class Connections(Protocol):
    """The connections that are open, so that one can be cut."""

    def cut(self, client: tuple[str, int] | None) -> None:
        """Close the connection of this client at once, without an answer."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What each institution shares with the insurer: its own secret, or the one of all that have none."""

    usual: bytes
    own: Mapping[str, bytes]

    def of(self, institution: str) -> bytes:
        """The secret of one institution."""
        return self.own.get(institution, self.usual)


class Signatures:
    """Checks `Insurer-Signature`; each nonce counts once (the last ten thousand are remembered)."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._seen: OrderedDict[str, None] = OrderedDict()

    def check(self, request: Request, institution: str, body: bytes) -> None:
        """Raise Refusal 401 unless the request is signed with this institution's secret, for this address and body, with a new nonce."""
        found = SIGNATURE.fullmatch(request.headers.get("Insurer-Signature", ""))
        if not found:
            raise Refusal(401, "unsigned", "請求沒有簽章，或簽章的寫法不對。")
        nonce, signature = found.groups()
        query: bytes = request.scope["query_string"]
        target: bytes = request.scope["raw_path"] + (b"?" + query if query else b"")
        text = b"\n".join((nonce.encode(), request.method.encode(), target, body))
        if not hmac.compare_digest(hmac.new(self._secrets.of(institution), text, hashlib.sha256).hexdigest(), signature):
            raise Refusal(401, "wrong-signature", "簽章和內容不符。")
        if nonce in self._seen:
            raise Refusal(401, "replayed", "這個簽章已經用過一次。")
        self._seen[nonce] = None
        if len(self._seen) > NONCES_KEPT:
            self._seen.popitem(last=False)


class Question:
    """The fields of a question; each reader raises Refusal 422 unless the field is what it must be."""

    def __init__(self, body: bytes) -> None:
        try:
            fields = json.loads(body)
        except (ValueError, RecursionError):
            fields = None
        if not isinstance(fields, dict):
            raise Refusal(422, "invalid-question", "內容不是 JSON 物件。")
        self.fields: dict[str, Any] = fields

    def text(self, name: str, longest: int = 200) -> str:
        """A string, not empty."""
        value = self.fields.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            raise Refusal(422, "invalid-question", f"{name} 應為 1 到 {longest} 個字。")
        return value

    def amount(self, name: str) -> int:
        """Whole New Taiwan dollars, at least one."""
        value = self.fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10**12:
            raise Refusal(422, "invalid-question", f"{name} 應為大於零的整數（新臺幣元）。")
        return value

    def day(self, name: str) -> date:
        """A day such as 2026-11-22."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            raise Refusal(422, "invalid-question", f"{name} 應為日期，例如 2026-11-22。") from None

    def moment(self, name: str) -> datetime:
        """A time with its zone."""
        try:
            value: datetime | None = datetime.fromisoformat(self.text(name))
        except ValueError:
            value = None
        if value is None or value.tzinfo is None:
            raise Refusal(422, "invalid-question", f"{name} 應為含時區的時間，例如 2026-11-22T10:00:00+08:00。")
        return value


def desk(request: Request) -> Store:
    """The store of the server that got this request."""
    store: Store = request.app.state.store
    return store


async def obey(
    request: Request,
    institution: str,
    act: Callable[[bytes], Awaitable[Response]],
    refuse: Callable[[Refusal], Response] | None = None,
) -> Response:
    """Let the institution's switches have their way round one question, which `act(body)` answers; `refuse` says no (else a problem)."""
    say_no = refuse or problem
    store = desk(request)
    state, resets = switches.read(store, institution), store.resets
    body = await request.body()  # before the wait: who asked may be gone after it, and is still obeyed
    await asyncio.sleep(state.slow_seconds)
    if state.unreachable or store.resets != resets:
        return await hang_up(request)
    if state.down:
        return say_no(Refusal(503, "down", "這個示範機構已切換為「故障」。"))
    if len(body) > LARGEST_QUESTION:
        return say_no(Refusal(413, "too-large", "內容太大。"))
    response = await act(body)
    if state.answer_twice or state.repeat_question:
        response = await act(body)
    if state.answer_status:
        return Response(f"<h1>{state.answer_status}</h1>", state.answer_status, media_type="text/html")
    return await hang_up(request) if state.lose_answers else response


async def question(request: Request, institution: str, act: Callable[[Question], dict[str, Any]]) -> Response:
    """Answer one signed JSON question: switches, signature, `act` in a transaction, and its refusals as problems."""
    first, state = True, switches.read(desk(request), institution)

    async def answer(body: bytes) -> Response:
        nonlocal first
        try:
            if first or state.repeat_question:
                request.app.state.signatures.check(request, institution, body)
            first = False
            if state.refuse_with:
                return problem(Refusal(409, state.refuse_with, "這個示範機構已切換為「拒絕」。"))
            with desk(request).transaction():
                return reply(_changed(act(Question(body or b"{}")), state))
        except ReferenceReused:
            return problem(Refusal(422, "reference-reused", "同一個編號先前送過不同的內容。"))
        except Refusal as no:
            return problem(no)

    return await obey(request, institution, answer)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of a book are asked for: moved from `since` until before `until` (UTC, as written), after entry `after`; or of one
    `reference`; `limit` at most.
    """

    since: str
    until: str
    after: int
    reference: str
    limit: int


async def books(request: Request, institution: str, name: str, find: Callable[[Wanted], list[dict[str, Any]]]) -> Response:
    """Answer one signed question for a page of an institution's books: `find` gives its entries in order, each with its `seq`."""

    def act(_: Question) -> dict[str, Any]:
        wanted = _wanted(request)
        entries = find(wanted)
        following = str(entries[-1]["seq"]) if len(entries) == wanted.limit else ""
        return {name: [{key: value for key, value in each.items() if key != "seq"} for each in entries], "next": following}

    return await question(request, institution, act)


def _wanted(request: Request) -> Wanted:
    told = request.query_params
    cursor, limit = told.get("cursor", "0"), told.get("limit", "50")
    if not (cursor.isdecimal() and limit.isdecimal() and 1 <= int(limit) <= LARGEST_PAGE and len(cursor) < 16):
        raise Refusal(422, "invalid-question", f"cursor 應為上一頁給的值，limit 應為 1 到 {LARGEST_PAGE}。")
    if "reference" in told:
        return Wanted("", "9", int(cursor), told["reference"], int(limit))
    window = Question(json.dumps(dict(told)).encode())
    since, until = (window.moment(name).astimezone(UTC).isoformat() for name in ("since", "until"))
    return Wanted(since, until, int(cursor), "", int(limit))


def _changed(answer: dict[str, Any], state: switches.Switches) -> dict[str, Any]:
    """The answer as the switches change it on its way."""
    for each in (entry for listed in answer.values() if isinstance(listed, list) for entry in listed):
        each.update(_changed(each, state))
    if state.long_numbers:
        answer = {name: value * 300 if name in NUMBERS and value else value for name, value in answer.items()}
    if state.without_numbers:
        answer = {name: "" if name in NUMBERS else value for name, value in answer.items()}
    if state.answer_amount and "amount" in answer:
        answer = {**answer, "amount": state.answer_amount}
    return answer


async def hang_up(request: Request) -> Response:
    """Close the connection without an answer; the response returned never arrives."""
    client = request.client
    connections: Connections = request.app.state.connections
    connections.cut((client.host, client.port) if client else None)
    await asyncio.sleep(0)
    return Response()


def reply(answer: Any, status: int = 200) -> Response:
    """A JSON answer."""
    content = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Response(content, status, media_type="application/json", headers={"Cache-Control": "no-store"})


def problem(no: Refusal) -> Response:
    """A refusal as problem details (RFC 9457), with `code` for programs."""
    told = {"type": f"urn:toubao-sandbox:{no.code}", "title": no.code, "status": no.status, "code": no.code, "detail": no.detail}
    return Response(json.dumps(told, ensure_ascii=False), no.status, media_type="application/problem+json")
