"""How the sandbox's pages look: rendering, its stylesheet, and how values are written for people; what is on a page is in its template."""

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from toubao.sandbox import switches
from toubao.sandbox.contract import Refusal, desk
from toubao.sandbox.store import Store

HERE = Path(__file__).parent
TAIPEI = timezone(timedelta(hours=8))
REFRESH_SECONDS = 5
LINK = re.compile(r"https?://[^\s<>\"'，。、；）」]+")
CODE = re.compile(r"(?<![0-9,.$A-Za-z/-])[0-9]{6}(?![0-9,.元A-Za-z/-])")
NAMES = {
    "phone": "示範電信",
    "mailbox": "示範信箱",
    "card": "示範收單銀行",
    "holder_check": "示範持卡人查驗中心",
    "industry_query": "示範公會：投保查詢",
    "industry_report": "示範公會：收件與承保通報",
    "tsa": "示範時戳中心",
    "ocsp": "示範憑證：即時查詢（OCSP）",
    "crl": "示範憑證：廢止清冊（CRL）",
    "bank": "示範銀行",
    "partner": "示範旅遊網",
    "mobile_id": "示範行動身分識別",
    "document_check": "示範證件查驗中心",
}
STATUS_WORDS = {
    "open": "尚未付款",
    "opened": "開啟付款頁",
    "authorised": "已授權",
    "declined": "授權失敗",
    "captured": "已請款",
    "voided": "已取消授權",
    "refunded": "已退款",
    "expired": "已逾期",
    "cancelled": "買方離開付款頁",
    "received": "已收件",
    "issued": "已承保",
    "withdrawn": "已撤回",
}


def page(
    request: Request, template: str, status: int = 200, *, form_to: str = "", headers: dict[str, str] | None = None, **told: Any
) -> Response:
    """A page; `form_to` is one more origin to which its forms may lead (by redirect)."""
    store = desk(request)
    content = PAGES.get_template(template).render(path=request.url.path, clock=store.now(), offset_seconds=store.offset(), **told)
    rules = f"default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self' {form_to}".strip()
    kept = {
        "Content-Security-Policy": f"{rules}; base-uri 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(content, status, headers={**kept, **(headers or {})})


def live(request: Request, template: str, **told: Any) -> Response:
    """A page that fetches itself again every few seconds, without JavaScript, unless the reader stopped that (?live=no)."""
    moving = request.query_params.get("live") != "no"
    toggled = request.url.remove_query_params("live") if not moving else request.url.include_query_params(live="no")
    headers = {"Refresh": str(REFRESH_SECONDS)} if moving else {}
    return page(request, template, headers=headers, moving=moving, toggle=f"{toggled.path}?{toggled.query}".rstrip("?"), **told)


def refused(request: Request, no: Refusal) -> Response:
    """A refusal as a page."""
    return page(request, "refused.html", no.status, no=no)


def asked(store: Store, institution: str) -> list[dict[str, Any]]:
    """The last hundred questions to an institution, newest first."""
    rows = store.rows("SELECT * FROM ledger WHERE institution = ? ORDER BY rowid DESC LIMIT 100", institution)
    return [{**row, "question": json.loads(row["question"]), "answer": json.loads(row["answer"])} for row in rows]


async def stylesheet(request: Request) -> Response:
    """GET: the one stylesheet."""
    headers = {"Cache-Control": "max-age=300", "X-Content-Type-Options": "nosniff"}
    return Response((HERE / "style.css").read_bytes(), media_type="text/css", headers=headers)


def day(value: datetime) -> str:
    """The day in Taiwan, as 2026-11-22."""
    return f"{value.astimezone(TAIPEI):%Y-%m-%d}"


def taipei(value: str | datetime) -> Markup:
    """A time as people in Taiwan read it, in a `time` element."""
    at = (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(TAIPEI)
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), f"{at:%Y-%m-%d %H:%M:%S}")


def money(amount: int) -> str:
    """An amount such as NT$1,234."""
    return f"NT${amount:,}"


def masked(value: str) -> str:
    """All but the last three characters hidden."""
    return "•••" + value[-3:]


def words(text: str) -> Markup:
    """A message with its links and its six-digit codes marked."""
    made, at = Markup(), 0
    for link in LINK.finditer(text):
        made += _coded(text[at : link.start()])
        made += Markup('<a href="{0}" rel="noreferrer" target="_blank">{0}</a>').format(link.group())
        at = link.end()
    return made + _coded(text[at:])


def _coded(text: str) -> Markup:
    made, at = Markup(), 0
    for code in CODE.finditer(text):
        made += escape(text[at : code.start()]) + Markup('<strong class="code">{}</strong>').format(code.group())
        at = code.end()
    return made + escape(text[at:])


PAGES = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
PAGES.filters |= {"taipei": taipei, "money": money, "masked": masked, "words": words}
PAGES.globals |= {"NAMES": NAMES, "STATUS": STATUS_WORDS, "INSTITUTIONS": switches.INSTITUTIONS}

routes = [Route("/style.css", stylesheet, methods=["GET"])]
