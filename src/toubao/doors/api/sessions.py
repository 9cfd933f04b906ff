"""Tokens: opened with phone or mail and password, ended at will; the same answer whatever was wrong."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from toubao.business.identity import actions
from toubao.business.identity.programs import sessions
from toubao.doors.api import told
from toubao.doors.api.bearer import Bearer, caller, spared
from toubao.doors.api.once import KEY, Answer, once_from_network
from toubao.doors.api.problems import Problem
from toubao.doors.api.shapes import SessionIn
from toubao.doors.storefront.visitor import network

router = Router(tags=["登入"])


@router.post("/sessions", response={201: told.Session}, summary="登入，取得權杖")
def open_session(request: HttpRequest, body: SessionIn, key: str = KEY) -> HttpResponse:
    """權杖有效 30 分鐘，只在這裡告訴您一次；我們只保存它的指紋。"""
    now = spared(request, "api_session_network")

    def act(_: UUID) -> Answer:
        try:
            account = actions.sign_in(typed=body.who, password=body.password, network=network(request), now=now)
        except actions.Outgrown as outgrown:
            raise Problem("password") from outgrown
        if account is None:
            raise Problem("sign-in")
        token, opened = sessions.open_session(account=account, now=now)
        return Answer(201, told.Session(token=token, expires_at=opened.ends_at))

    return once_from_network(request, key, act)


@router.delete("/sessions/current", auth=Bearer(), response={204: None}, summary="登出")
def end_session(request: HttpRequest) -> HttpResponse:
    """權杖立刻失效。"""
    asking = caller(request)
    sessions.end_session(asking.session, network=network(request), now=asking.now)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
