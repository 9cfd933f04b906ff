"""The pages for when something went wrong: what happened, that nothing was lost, where to go. They need no database."""

import sys
from http import HTTPStatus
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout

from toubao.doors.refusals import because

AWAY = (OperationalError, InterfaceError, PoolTimeout)
SECONDS = 10
NO_DATABASE = "我們的資料庫現在沒有回應，通常一分鐘內恢復。如果您正在付款，請先查案件進度，不要重複付款。"
TRY_AGAIN = "過幾分鐘再試一次；您填過的資料會保留。"
TITLES = {
    400: ("這個請求我們讀不懂", "網址或送出的內容不完整，所以沒有處理。您的資料沒有變動。"),
    403: ("這一頁您不能看", "您登入的身分沒有這一頁的權限，或這一頁放太久過期了。您的資料沒有變動。"),
    404: ("找不到這一頁", "網址可能打錯了，或這一頁已經搬走。"),
    500: ("我們這邊出了問題", "不是您的錯，我們已經收到通知。如果您正在付款，請先查案件進度，不要重複付款。"),
    503: ("系統暫時休息中", "我們正在維護或等候一個外部機構恢復。您填過的資料會保留。"),
}
WAYS = {
    400: ["回上一頁，重新整理後再試一次。"],
    403: ["回上一頁，重新整理後再試一次。", "如果您有別的帳號，請先登出再登入。"],
    404: ["檢查網址有沒有打錯。", "從首頁找您要的商品或服務。"],
    500: [TRY_AGAIN, "用序號查案件進度。"],
    503: [TRY_AGAIN, "有急事請打客服電話。"],
}
PLAIN = (
    "<!doctype html><html lang=zh-Hant-TW><meta charset=utf-8><title>{title}</title>"
    "<h1>{title}</h1><p>{words}</p><p><a href=/>回首頁</a></p></html>"
)


def answer(
    request: HttpRequest | None, status: int, *, title: str = "", words: str = "", can_do: list[str] | None = None, english: str = ""
) -> HttpResponse:
    """An error page of the given status; title, words and ways out replace the usual ones. Where it says the same in English, nothing
    else answers either, so it leads nowhere.
    """
    usual_title, usual_words = TITLES[status]
    context = {
        "code": status,
        "title": title or usual_title,
        "words": words or usual_words,
        "can_do": WAYS[status] if can_do is None else can_do,
        "english": english,
    }
    return HttpResponse(render_to_string("look/error.html", context, request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400."""
    return answer(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return answer(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    return answer(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500; 503 where it is the database that doesn't answer, which passes. If even the page fails, plain words are sent."""
    away = isinstance(sys.exception(), AWAY)
    status = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.INTERNAL_SERVER_ERROR
    words = NO_DATABASE if away else TITLES[status][1]
    try:
        response = answer(None, status, words=words, can_do=WAYS[500])
    except Exception:  # noqa: BLE001 - the last page there is must not fail, whatever broke
        response = HttpResponse(PLAIN.format(title=TITLES[status][0], words=words), status=status)
    if away:
        response.headers["Retry-After"] = str(SECONDS)
    return response


FROM_ELSEWHERE: Final = ("Origin checking failed", "Referer checking failed")
"""How Django begins its reasons where a browser names another origin, or none."""


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: a form that was open too long, or was sent from elsewhere."""
    because(request, f"form: {reason}")
    if reason.startswith(FROM_ELSEWHERE):
        return answer(
            request,
            HTTPStatus.FORBIDDEN,
            title="看不出表單是從本站送出的",
            words="瀏覽器沒有說表單來自本站的頁面，所以這次沒有送出。您的資料沒有變動。",
            can_do=["回到本站的頁面，重新整理後再送一次。", "隱私設定或外掛把來源藏起來的話，請對本站關閉。"],
        )
    return answer(
        request,
        HTTPStatus.FORBIDDEN,
        title="這一頁放太久了",
        words="為了您的安全，表單在一段時間後會失效，所以這次沒有送出。您的資料沒有變動。",
        can_do=["回上一頁，重新整理後再送一次。", "請確認瀏覽器沒有封鎖本站的 Cookie。"],
    )


def shut(request: HttpRequest | None) -> HttpResponse:
    """503, while nothing at all is answered, since the database may be an older state, and nobody can say for how long."""
    return answer(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        title="系統暫停服務，正在核對資料",
        words="為了確定沒有遺漏任何一筆投保，我們先核對資料，再恢復服務。這段時間送出的內容都沒有處理。",
        can_do=["如果您剛付過款，請不要重複付款；恢復後可以請客服查詢。", "恢復後可能要重新登入。", "有急事請打客服電話。"],
        english=(
            "This site is closed while we make sure that no purchase is missing from our records. Nothing sent to us now is processed. "
            "If you have just paid, please do not pay again: customer service can look it up once we are open. "
            "You may have to sign in again."
        ),
    )


def unavailable(request: HttpRequest | None, until: str = "") -> HttpResponse:
    """503, for maintenance; until: when it ends, in words. Tells programs to come back in a minute."""
    words = f"我們正在維護系統，預計 {until} 恢復。您填過的資料會保留。" if until else ""
    response = answer(request, HTTPStatus.SERVICE_UNAVAILABLE, words=words)
    response.headers["Retry-After"] = "60"
    return response
