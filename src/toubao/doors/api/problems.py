"""Problem details (RFC 9457): every kind of error the API answers with, and how one is written;
when it applies is told by whoever raises it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from pydantic import BaseModel

from toubao.doors.storefront.selling.words import verifies
from toubao.doors.storefront.visitor import verifying
from toubao.rules.kit import Verdict

MEDIA: Final = "application/problem+json"
Errors = list[dict[str, str]]


class FieldError(BaseModel):
    """One field and what is wrong with it."""

    field: str
    message: str
    reason: str | None = None


class VerdictOut(BaseModel):
    """One gate's ruling, with the clause."""

    clause: str
    gate: str
    ruling: str
    words: str


class ProblemOut(BaseModel):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None
    verify: str | None = None
    verdicts: list[VerdictOut] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its name in the address, status, title, and what a program can do, for the page that explains it."""

    name: str
    status: int
    title: str
    mend: str

    @property
    def type(self) -> str:
        """The URI that names this kind: its paragraph on the page of the API."""
        return f"{settings.PUBLIC_URL}/api/docs#problem-{self.name}"


# fmt: off
KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (
    Kind("malformed", 400, "讀不懂這個請求", "請求內容要是 UTF-8 的 JSON。修正後再送。"),
    Kind("key-missing", 400, "缺少 Idempotency-Key", "每個會建立或推進案件的 POST 都要帶 Idempotency-Key，一件事一個鍵，建議用 UUID。"),
    Kind("token", 401, "權杖無效", "權杖不存在、已過期，或授權已經取消。請用 refresh_token 換新的（POST /api/oauth/token），或請客戶重新授權。"),
    Kind(
        "not-encrypted", 403, "只接受 https",
        "請改用 https。這次送出的權杖沒有加密，可能已經被看到：請交回它（POST /api/oauth/revoke），再請客戶重新授權。",
    ),
    Kind("scope", 403, "沒有這項授權", "客戶授權時沒有包含這件事（scope）。請帶著需要的 scope 請客戶重新授權。"),
    Kind("forbidden", 403, "不能這樣做", "這個請求的來源或內容不被允許。"),
    Kind(
        "verify-identity", 403, "要先驗證身分",
        "這個帳號只能辦服務，或太久沒有投保。請帳號的持有人用瀏覽器打開 verify 的網址完成身分驗證，再送一次。",
    ),
    Kind("not-found", 404, "找不到", "網址打錯了，或這份資料不屬於這個帳號。兩種情況的答案一樣。"),
    Kind("method", 405, "這個網址不接受這個方法", "看回應的 Allow 標頭。"),
    Kind("key-running", 409, "同一個 Idempotency-Key 還在處理", "等 Retry-After 的秒數，再用同一個鍵送一次。"),
    Kind("moved-on", 409, "案件已經不在這一步", "先用 GET 讀案件現在的狀態和下一步。這次送出的內容沒有處理。"),
    Kind("too-large", 413, "請求太大", "請求內容最多 16 KB。"),
    Kind("not-json", 415, "只接受 JSON", "Content-Type 請用 application/json。"),
    Kind("invalid", 422, "有欄位要修正", "看 errors：field 是欄位，message 是要怎麼改。"),
    Kind("key-reused", 422, "這個 Idempotency-Key 用在別的請求", "同一個鍵只能配同一個請求。新的請求請換新的鍵。"),
    Kind("screened", 422, "這樣的行程不能在網路投保", "看 errors：reason 是原因的代號，message 是原因和可以怎麼改。"),
    Kind("refused", 422, "這一步沒有通過", "看 verdicts：clause 是條次，words 是原因和可以怎麼做。"),
    Kind("too-many", 429, "次數太多", "等 Retry-After 的秒數再試。"),
    Kind("broken", 500, "我們這邊出了問題", "請用同一個 Idempotency-Key 再送一次；不會做兩次。"),
    Kind("institution", 503, "對方機構暫時沒有回應", "等 Retry-After 的秒數，再用同一個 Idempotency-Key 送一次。"),
    Kind("shut", 503, "系統暫停服務，正在核對資料", "所有請求都暫時不受理。等 Retry-After 的秒數，再用同一個 Idempotency-Key 送一次。恢復後要請客戶重新授權。"),
    Kind("unavailable", 503, "系統暫時沒有回應", "等 Retry-After 的秒數，再用同一個 Idempotency-Key 送一次；不會做兩次。"),
    Kind("not-on-sale", 503, "這項商品現在沒有販售", "填過的資料都還在，恢復販售後可以繼續。"),
)}
# fmt: on
BY_STATUS: Final = {
    400: "malformed",
    401: "token",
    403: "forbidden",
    404: "not-found",
    405: "method",
    413: "too-large",
    415: "not-json",
    422: "invalid",
    429: "too-many",
    503: "unavailable",
}  # fmt: skip
VERIFY: Final = "verify-identity"
PASSING: Final = frozenset({404, 409, 429})
PASSING_KINDS: Final = frozenset({VERIFY, "screened"})
"""Beside 5xx, the answers that may be another one soon: they are not kept for an idempotency key. An account that waits after wrong
passwords is let in again, and a trip that is too far ahead comes nearer.
"""


@dataclass(eq=False)
class Problem(Exception):
    """An error to be answered: its kind, what happened in words, the fields to mend, and the verdicts of gates that refused.

    `for_now`: what is in the way can go away, though nothing is changed in the request.
    """

    kind: str
    detail: str = ""
    errors: Errors = field(default_factory=list)
    verdicts: tuple[Verdict, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    for_now: bool = False

    @property
    def status(self) -> int:
        """The HTTP status of its kind."""
        return KINDS[self.kind].status

    @property
    def passes(self) -> bool:
        """Whether the same request may well be answered otherwise later."""
        return self.for_now or self.status >= 500 or self.status in PASSING or self.kind in PASSING_KINDS

    def body(self) -> dict[str, Any]:
        """The members of RFC 9457, with ours."""
        kind = KINDS[self.kind]
        told: dict[str, Any] = {"type": kind.type, "title": kind.title, "status": kind.status, "detail": self.detail or kind.mend}
        if self.errors:
            told["errors"] = self.errors
        if self.kind == VERIFY:
            told["verify"] = f"{settings.PUBLIC_URL}{verifying('/members/')}"
        if self.verdicts:
            told["verdicts"] = [_verdict(each) for each in self.verdicts]
        return told

    def response(self) -> HttpResponse:
        """The answer."""
        return written(self.status, self.body(), self.headers)


def refused(verdicts: Iterable[Verdict], *, errors: Errors | None = None) -> Problem:
    """A step that gates did not let pass, with what each of them said."""
    shut = tuple(verdicts)
    return Problem(VERIFY if verifies(shut) else "refused", " ".join(dict.fromkeys(v.words for v in shut if v.words)), errors or [], shut)


def later(kind: str, seconds: int, detail: str = "") -> Problem:
    """A problem that passes: with Retry-After."""
    return Problem(kind, detail, headers={"Retry-After": str(max(1, seconds))})


def written(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A JSON answer that nobody keeps; problems have their own media type."""
    media = MEDIA if status >= 400 else "application/json"
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=media)
    for name, value in {"Cache-Control": "no-store", **(headers or {})}.items():
        response.headers[name] = value
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="toubao"'
    return response


def _verdict(verdict: Verdict) -> dict[str, str]:
    return {"clause": verdict.clause, "gate": verdict.gate, "ruling": verdict.ruling.value, "words": verdict.words}
