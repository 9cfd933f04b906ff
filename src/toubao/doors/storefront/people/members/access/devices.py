"""Where I am signed in: browsers and programs, since when, from where; ending one, or all but this one."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from toubao.business.identity.devices import sessions
from toubao.business.identity.devices.user_agents import Kind
from toubao.business.identity.models import Account, BrowserSession
from toubao.business.identity.programs import granting
from toubao.doors.api.oauth.words import SCOPES
from toubao.doors.clock import now as clock
from toubao.doors.clock import real_now
from toubao.doors.storefront.fresh import freshly_proved
from toubao.doors.storefront.people.members.access import TABS
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.visitor import me, named, signed_in

HERE: Final = "/members/account/devices/"
MOST_ENDED: Final = 5
WAYS: Final = {
    "password": "密碼",
    "registration": "註冊",
    "password+code": "密碼和驗證碼",
    "password+passkey": "密碼和通行密鑰",
    "passkey": "通行密鑰",
}
ENDED: Final = {
    "signed out": "登出",
    "other device": "從別的裝置結束",
    "new password": "更改登入密碼",
    "new contact": "變更手機號碼或電子信箱",
    "recovered": "重新設定登入密碼",
    "staff": "由本公司登出",
    "everybody": "由本公司登出所有人",
    "closed": "關閉帳號",
    "blocked": "停用帳號",
    "restored": "系統從備份還原，全部登出",
    "replaced": "在同一個瀏覽器重新登入",
    "other browser": "換了另一種瀏覽器使用，為了安全登出",
    "idle": "太久沒有使用，自動登出",
    "longest": "登入時間到，自動登出",
}
DONE: Final = {"one": "已經結束那個裝置的登入。", "others": "其他裝置和程式都已經登出。", "program": "已經取消那個程式的授權。"}


@signed_in
@never_cache
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Every sign-in that has not ended, this one first, and the last ones that have."""
    mine, real = me(request), real_now()
    ended = sessions.over(mine, real=real)[:MOST_ENDED]
    context = {
        "browsers": _browsers(request, mine, real), "programs": _programs(mine, clock()), "ended": [_ended(each) for each in ended],
        "done": DONE.get(request.GET.get("ended", ""), ""), "tabs": TABS, "tab": HERE,
        "places_here": PLACES, "here": HERE,
    }  # fmt: skip
    return render(request, "storefront/people/members/access/devices.html", context)


@freshly_proved
@require_POST
def end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End one of my sign-ins; somebody else's, or one that has ended, is left alone."""
    sessions.end(account=me(request), session_id=session_id, because="other device", now=clock())
    return HttpResponseRedirect(f"{HERE}?ended=one")


@freshly_proved
@require_POST
def end_program(request: HttpRequest, handle: str) -> HttpResponse:
    """Take back what I let one program do."""
    granting.end_one(account=me(request), handle=handle, because="other device", now=clock())
    return HttpResponseRedirect(f"{HERE}?ended=program")


@freshly_proved
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of my sign-ins but this one."""
    sessions.end_others(account=me(request), keep=named(request), because="other device", now=clock())
    return HttpResponseRedirect(f"{HERE}?ended=others")


def _browsers(request: HttpRequest, mine: Account, real: datetime) -> list[dict[str, Any]]:
    own = named(request)
    found = sorted(sessions.living(mine, real=real), key=lambda each: each.pk != own)
    return [
        {
            "id": each.pk, "this": each.pk == own, "kind": _kind(each), "way": WAYS.get(each.by, each.by), "opened_at": each.opened_at,
            "seen_at": each.seen_at, "network": sessions.network_of(each, mine),
        }
        for each in found
    ]  # fmt: skip


def _programs(mine: Account, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "handle": granting.handle_of(each), "name": each.program.name, "owner": each.program.owner, "given_at": each.given_at,
            "ends_at": each.ends_at, "scopes": [SCOPES[scope] for scope in each.scopes],
        }
        for each in granting.living(mine, now=now)
    ]  # fmt: skip


def _ended(each: BrowserSession) -> dict[str, Any]:
    return {"kind": _kind(each), "opened_at": each.opened_at, "why": ENDED[sessions.why_over(each)]}


def _kind(each: BrowserSession) -> str:
    return Kind(each.browser, each.system).words
