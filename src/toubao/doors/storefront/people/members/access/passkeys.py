"""My passkeys: listed, added, removed, with a fresh proof that it is me, by a code or a passkey: a sign-in alone is not enough."""

from typing import Any, Final
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from toubao.business.identity.devices.passkeys import keeping, offering
from toubao.business.identity.devices.passkeys.verifying import Fault
from toubao.business.identity.devices.user_agents import kind_of
from toubao.doors import passkeys
from toubao.doors.clock import now as clock
from toubao.doors.storefront.fresh import proved_for_this
from toubao.doors.storefront.people.members.access import TABS
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.visitor import house, me, network, place

HERE: Final = "/members/account/passkeys/"
DONE: Final = {"added": "通行密鑰已新增", "removed": "通行密鑰已移除"}
FAULTS: Final = {
    Fault.TAKEN: "這個通行密鑰已經登錄過了。",
    Fault.MANY: f"一個帳號最多 {keeping.MOST} 個通行密鑰。請先移除不用的。",
    Fault.VERIFICATION: "您的裝置沒有確認是您本人（指紋、臉或 PIN 碼）。請先在裝置上設定螢幕鎖，再試一次。",
}
FAILED: Final = "沒有新增成功。請再試一次。"


@proved_for_this(strongly=True)
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My passkeys, and how to add one."""
    account = me(request)
    kept = keeping.of_account(account)
    context: dict[str, Any] = {
        "passkeys": kept, "passkey_place": passkeys.place_of(request), "suggested": kind_of(place(request).agent).words,
        "done": DONE.get(request.GET.get("done", ""), ""), "fault": _fault(request.GET.get("fault", "")),
        "most": keeping.MOST, "longest": keeping.LONGEST_NAME,
        "tabs": TABS, "tab": HERE, "places_here": PLACES, "here": TABS[0][1],
    }  # fmt: skip
    return render(request, "storefront/people/members/access/passkeys.html", context)


@proved_for_this(strongly=True)
@never_cache
@require_POST
def question(request: HttpRequest) -> HttpResponse:
    """The question by which my device makes a passkey."""
    ours = passkeys.ours_at(request)
    if ours is None:
        return passkeys.unavailable()
    return passkeys.question(request, *offering.to_add(account=me(request), party=ours, now=clock()))


@proved_for_this(strongly=True)
@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that my device made."""
    ours = passkeys.ours_at(request)
    if ours is None:
        return HttpResponseRedirect(f"{HERE}?fault=place")
    kept = keeping.add(
        account=me(request), challenge=passkeys.asked(request) or uuid4(), answer=request.POST.get("answer", ""),
        name=request.POST.get("name", "").strip() or kind_of(place(request).agent).words, party=ours, house=house(),
        network=network(request), now=clock(),
    )  # fmt: skip
    return HttpResponseRedirect(f"{HERE}?fault={kept.name.lower()}" if isinstance(kept, Fault) else f"{HERE}?done=added")


@proved_for_this()
@require_POST
def remove(request: HttpRequest, passkey: UUID) -> HttpResponse:
    """Remove one of mine."""
    keeping.remove(account=me(request), passkey=passkey, house=house(), network=network(request), now=clock())
    return HttpResponseRedirect(f"{HERE}?done=removed")


def _fault(name: str) -> str:
    """What went wrong, in words; most of it is nobody's fault who reads this."""
    if not name:
        return ""
    return FAULTS.get(Fault[name.upper()], FAILED) if name.upper() in Fault.__members__ else FAILED
