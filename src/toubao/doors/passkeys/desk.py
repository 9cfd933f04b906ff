"""Passkeys at the console: in place of the authenticator's code when signing in, and a member's own list."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance import passkeys
from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.devices.passkeys.verifying import Fault
from toubao.business.identity.devices.user_agents import kind_of
from toubao.doors.clock import now as clock
from toubao.doors.clock import real_now
from toubao.doors.console import staff
from toubao.doors.console.entrance import come_in, inside
from toubao.doors.console.frame import show
from toubao.doors.passkeys import asked, busy, ours_at, place_of, question, unavailable
from toubao.doors.storefront.visitor import network, place

HERE: Final = "/console/passkeys/"
DONE: Final = {"added": "通行密鑰已新增", "removed": "通行密鑰已移除"}
FAULTS: Final = {
    Fault.TAKEN: "這個通行密鑰已經登錄過了。",
    Fault.MANY: f"最多 {passkeys.MOST} 個通行密鑰。請先移除不用的。",
    Fault.CODE: "驗證碼不正確，或已經用過。請等下一組再試一次。",
    Fault.VERIFICATION: "裝置沒有確認是您本人（指紋、臉或 PIN 碼）。請先設定螢幕鎖，再試一次。",
}
FAILED: Final = "沒有新增成功。請再試一次。"


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The question for a passkey at the console's door."""
    ours = ours_at(request)
    if ours is None:
        return unavailable()
    if spend(("passkey_network", network(request)), now=clock()):
        return busy()
    return question(request, *passkeys.to_sign_in(party=ours, now=clock()))


def sign_in(request: HttpRequest) -> HttpResponse:
    """Password and passkey together; the same answer for whatever was wrong."""
    ours, answer = ours_at(request), _answer(request)
    posted = request.POST
    member = ours and passkeys.sign_in(
        username=posted.get("username", ""), password=posted.get("password", ""), answer=answer, party=ours, now=clock()
    )
    if not member:
        return HttpResponseRedirect(f"/console/sign-in/?{urlencode({'passkey': 'failed', 'next': inside(posted.get('next', ''))})}")
    return come_in(request, member, "password+passkey", posted.get("next", ""))


def mine(request: HttpRequest) -> HttpResponse:
    """My passkeys, and how to add one."""
    told = request.GET.get("fault", "").upper()
    shown: dict[str, Any] = {
        "passkeys": passkeys.of_member(staff.me(request)), "passkey_place": place_of(request), "most": passkeys.MOST,
        "longest": passkeys.LONGEST_NAME, "suggested": kind_of(place(request).agent).words,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "fault": FAULTS.get(Fault[told], FAILED) if told in Fault.__members__ else FAILED if told else "",
    }  # fmt: skip
    return show(request, "passkeys.html", here=HERE, **shown)


def to_add(request: HttpRequest) -> HttpResponse:
    """The question by which my device makes a passkey."""
    ours = ours_at(request)
    return question(request, *passkeys.to_add(member=staff.me(request), party=ours, now=clock())) if ours else unavailable()


def add(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that my device made."""
    ours = ours_at(request)
    if ours is None:
        return HttpResponseRedirect(f"{HERE}?fault=place")
    kept = passkeys.add(
        member=staff.me(request), answer=_answer(request), name=request.POST.get("name", "").strip() or kind_of(place(request).agent).words,
        code=request.POST.get("code", "").replace(" ", ""), party=ours, now=clock(), code_at=real_now(),
    )  # fmt: skip
    return HttpResponseRedirect(f"{HERE}?fault={kept.name.lower()}" if isinstance(kept, Fault) else f"{HERE}?done=added")


def remove(request: HttpRequest, passkey: UUID) -> HttpResponse:
    """Remove one of mine."""
    passkeys.remove(member=staff.me(request), passkey=passkey, network=network(request), now=clock())
    return HttpResponseRedirect(f"{HERE}?done=removed")


def _answer(request: HttpRequest) -> passkeys.Answer:
    return passkeys.Answer(asked(request) or uuid4(), request.POST.get("answer", ""), network(request))
