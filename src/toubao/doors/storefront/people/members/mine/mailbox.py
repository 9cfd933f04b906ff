"""Confirming my mailbox: a press sends the link, the link opens a page, a press there proves it; no look at a page changes anything."""

from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from toubao.business.identity.proving import mailbox
from toubao.business.identity.queries import known as known_of
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.visitor import me, network, signed_in

HERE: Final = "/members/account/"
GONE: Final = 410
AGAIN: Final = "請回「我的帳號」再寄一個連結。"
WHY: Final = {
    mailbox.WRONG: ("這個連結不對", "網址可能沒有複製完整。請從信裡直接打開；還是不行，" + AGAIN),
    mailbox.OTHER: ("這個連結不是給這個帳號的", "它是給另一個帳號的。請登出，用收到這封信的帳號登入後再打開。"),
    mailbox.CHANGED: ("電子信箱已經換過了", "這個連結是寄到之前的信箱的，確認不了現在的信箱。現在的信箱還沒有確認的話，" + AGAIN),
    mailbox.OLDER: ("這不是最新的連結", "後來又寄了一個，這一個就失效了。請打開最新的那封信，或回「我的帳號」再寄一個連結。"),
    mailbox.TAKEN: ("這個信箱已經由另一個帳號確認", "同一個信箱只能確認給一個帳號。請到「我的帳號」更改電子信箱，或打客服電話。"),
    mailbox.PROVED: ("這個信箱已經確認過了", "不必再做什麼。"),
    "used": (
        "這個連結已經用過了",
        "一個連結只能用一次。用它確認過的信箱，不必再確認；「我的帳號」上寫著還沒有確認的話，請在那裡再寄一個連結。",
    ),
    "expired": ("這個連結已經過期", "連結 10 分鐘內有效，這一個超過了。" + AGAIN),
    "exhausted": ("這個連結已經失效", "用它試錯了太多次。" + AGAIN),
    "longer": ("這個連結已經失效", "現在有人在大量猜驗證碼，先前寄出的都不能用了。" + AGAIN),
}
"""Why a link opens nothing, and the way on."""


@signed_in
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send the link to my mailbox, if it is not confirmed yet."""
    mine = me(request)
    if mine.mail_proved:
        return HttpResponseRedirect(f"{HERE}?changed=mail-proved")
    sending = mailbox.send(account=mine, network=network(request), now=clock())
    told = {"changed": "mail-link"} if sending.sent else {"limit": sending.limit}
    return HttpResponseRedirect(f"{HERE}?{urlencode(told)}")


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What the link would confirm, or why nothing; confirmed by one press."""
    mine, now = me(request), clock()
    if request.method == "POST":
        stands = mailbox.confirm(account=mine, token=token, now=now)
        if stands == mailbox.CONFIRMED:
            return HttpResponseRedirect(f"{HERE}?changed=mail-proved")
    else:
        stands = mailbox.looked_at(account=mine, token=token, now=now)
    ready = stands == mailbox.READY
    title, why = ("", "") if ready else WHY[stands]
    context = {
        "ready": ready, "title": title, "why": why, "mail": known_of(mine.person).mail if ready else "",
        "places_here": PLACES, "here": HERE,
    }  # fmt: skip
    return render(request, "storefront/people/members/mine/mailbox.html", context, status=200 if ready else GONE)
