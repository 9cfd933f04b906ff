"""The pages of the bank and the partner in the customer's browser: sign in as one of the sample customers, see what will be told, agree."""

from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toubao.sandbox import look
from toubao.sandbox.accounts import grants
from toubao.sandbox.accounts.api import issuer, provider
from toubao.sandbox.accounts.customers import CUSTOMERS
from toubao.sandbox.contract import Refusal, desk, obey

WORDS = {
    "name": "姓名", "national_id": "身分證字號", "birthdate": "出生日期", "phone_number": "手機號碼", "email": "電子信箱",
}  # fmt: skip


async def authorize(request: Request) -> Response:
    """GET: begin to sign in for somebody who asks who one is."""

    async def act(_: bytes) -> Response:
        grant = grants.asked(desk(request), provider(request), dict(request.query_params))
        if grant["error"]:
            return RedirectResponse(grants.way_back(grant, issuer(request), error=grant["error"]), 303)
        return _page(request, grant)

    return await obey(request, provider(request), act, refuse=lambda no: look.refused(request, no))


async def decide(request: Request) -> Response:
    """POST: sign in (`customer`), then agree or not (`decision`: agree, deny)."""

    async def act(_: bytes) -> Response:
        form, store = await request.form(), desk(request)
        grant = grants.by_handle(store, provider(request), request.path_params["handle"])
        decision = str(form.get("decision", ""))
        if decision == "deny":
            return RedirectResponse(grants.way_back(grant, issuer(request), error="access_denied"), 303)
        if decision == "agree" and grant["customer"]:
            code = grants.agreed(store, grant)["code"]
            return RedirectResponse(grants.way_back(grant, issuer(request), code=code), 303)
        return _page(request, grants.chosen(store, grant, str(form.get("customer", ""))))

    return await obey(request, provider(request), act, refuse=lambda no: look.refused(request, no))


async def log(request: Request) -> Response:
    """GET: who was told what, newest first."""
    rows = desk(request).rows("SELECT * FROM grants WHERE provider = ? ORDER BY seq DESC LIMIT 100", provider(request))
    samples = CUSTOMERS[provider(request)]
    return look.page(request, "accounts/log.html", provider=provider(request), rows=rows, customers=samples)


def _page(request: Request, grant: dict[str, Any]) -> Response:
    parts = urlsplit(grant["asked"]["redirect_uri"])
    origin = f"{parts.scheme}://{parts.netloc}"
    if grant["code"]:
        onward = (f"{origin}/", "回到保險公司")
        raise Refusal(409, "page-used", "這個登入頁已經用過了。請回到保險公司看結果，或重新開始。", onward=onward)
    who = grants.customer(grant) if grant["customer"] else None
    template = "accounts/consent.html" if who else "accounts/sign_in.html"
    told = {"grant": grant, "provider": grant["provider"], "who": who, "host": parts.netloc, "words": WORDS}
    return look.page(request, template, form_to=origin, customers=CUSTOMERS[grant["provider"]], **told)


routes = [
    Route("/{provider}/authorize", authorize, methods=["GET"]),
    Route("/{provider}/authorize/{handle}", decide, methods=["POST"]),
    Route("/{provider}/accounts", log, methods=["GET"]),
]
