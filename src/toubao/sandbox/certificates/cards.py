"""The page of the demo's cards: whose they are, what to type for each, and how a card is revoked, suspended and restored."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toubao.sandbox import look
from toubao.sandbox.certificates.answers import state
from toubao.sandbox.certificates.authority import Authority, pem
from toubao.sandbox.certificates.holders import BY_KEY, HOLDERS, STATES
from toubao.sandbox.contract import Refusal, desk


async def page(request: Request) -> Response:
    """GET: all cards with their states."""
    store = desk(request)
    cards = [(one, "" if one.stranger else state(store, one.key, one.state)) for one in HOLDERS]
    return look.page(request, "certificates/cards.html", cards=cards, authority=request.app.state.certificates)


async def change(request: Request) -> Response:
    """POST: revoke, suspend or restore one card (`holder`, `state`)."""
    form = await request.form()
    holder, wanted = str(form.get("holder", "")), str(form.get("state", ""))
    if holder not in BY_KEY or wanted not in STATES:
        raise Refusal(422, "unknown-card", "沒有這張卡，或沒有這種狀態。")
    desk(request).keep_setting(f"certificates.{holder}", wanted)
    return RedirectResponse(f"/certificates/#{holder}", 303)


async def root(request: Request) -> Response:
    """GET: the root's certificate as PEM."""
    authority: Authority = request.app.state.certificates
    headers = {"Content-Disposition": 'attachment; filename="sandbox-certificates-root.pem"'}
    return Response(pem(authority.root.certificate), media_type="application/x-pem-file", headers=headers)


routes = [
    Route("/certificates/", page, methods=["GET"]),
    Route("/certificates/cards", change, methods=["POST"]),
    Route("/certificates/root", root, methods=["GET"]),
]
