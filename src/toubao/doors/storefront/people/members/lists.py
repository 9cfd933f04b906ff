"""My policies and purchases under way, messages to me, and my account."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from toubao.business.catalogue.queries import product
from toubao.business.correspondence import queries as correspondence
from toubao.business.identity.changes.queries import of_account as changes_of
from toubao.business.identity.models import Account
from toubao.business.identity.proving import policyholders
from toubao.business.identity.queries import cooling
from toubao.business.identity.queries import known as known_of
from toubao.business.policies import queries as policies
from toubao.business.policies.models import Policy
from toubao.business.purchase import queries as purchases
from toubao.business.purchase.models import Purchase
from toubao.doors.clock import now as clock
from toubao.doors.look.lists import around, place
from toubao.doors.storefront.people.members import standing
from toubao.doors.storefront.people.members.letters import letters, masked_name
from toubao.doors.storefront.people.members.mine import words as told
from toubao.doors.storefront.people.members.use import Use, use_of
from toubao.doors.storefront.people.sentences import link_limit
from toubao.doors.storefront.visitor import me, signed_in
from toubao.journal.reading import latest
from toubao.rules.events import Event

PLACES = (
    ("我的保單", "/members/"),
    ("訊息", "/members/messages/"),
    ("我的帳號", "/members/account/"),
    ("登入與裝置", "/members/account/devices/"),
    ("我的同意", "/members/account/consents/"),
)
JUST_NOW = timedelta(hours=1)
MOST_ROWS, A_PAGE, MOST_CHANGES = 100, 20, 10
ENDED = ("refused", "withdrawn")
SIGN_INS = {
    Event.SIGNED_IN: ("登入", "good"),
    Event.SIGN_IN_FAILED: ("登入沒有成功", "warn"),
    Event.ACCOUNT_LOCKED: ("暫停登入 15 分鐘", "bad"),
    Event.SIGNED_OUT: ("登出", ""),
    Event.PASSWORD_CHANGED: ("更改密碼", "warn"),
    Event.PASSWORD_OUTGROWN: ("密碼太容易被猜到，要換過才能登入", "warn"),
}


@signed_in
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My policies, and applications that are under way or have ended."""
    account, now = me(request), clock()
    use = use_of(account, then="/members/", now=now)
    held = list(policies.of_person(account.person_id)[:MOST_ROWS])
    served = [] if use.asleep_to_be_served else held
    concluded = {policy.purchase for policy in held}
    others = [p for p in purchases.of_account(account.pk)[:MOST_ROWS] if p.pk not in concluded]
    rows = [_purchase_row(p, now) for p in others if p.state not in ENDED]
    context = {
        "use": use, "told": _told(request.GET.get("told", ""), account, use, now),
        "policies": [_policy_row(policy, now) for policy in served], "under_way": rows,
        "elsewhere": [] if use.asleep_to_be_served else [_held_row(each, now) for each in policyholders.held(account.person_id)],
        "lost": correspondence.lost_ways(account.person_id),
        "ended": [_purchase_row(p, now) for p in others if p.state in ENDED],
        "to_sign": [policy for policy in served if policy.state in standing.TO_SIGN], "places_here": PLACES, "here": "/members/",
    }  # fmt: skip
    return render(request, "storefront/people/members/home.html", context)


def _told(word: str, account: Account, use: Use, now: datetime) -> str:
    """What has come about, as the address says, where that is so: an account opened just now, or one that is awake."""
    so = {"opened": now - account.opened_at < JUST_NOW, "verified": not use.asleep}
    return word if so.get(word) else ""


@signed_in
@never_cache
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """Everything that was sent to me, newest first."""
    person = me(request).person
    found = correspondence.page_to_person(person.pk, size=A_PAGE, at=place(request))
    shown = letters([correspondence.read(each) for each in found.rows], name=known_of(person).name)
    here = "/members/messages/"
    context = {"letters": shown, "pages": around(here, {}, found), "places_here": PLACES, "here": here}
    return render(request, "storefront/people/members/messages.html", context)


@signed_in
@never_cache
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What we know of me, masked, and who signed in lately."""
    mine = me(request)
    known = known_of(mine.person)
    lately = latest(mine.pk, SIGN_INS, most=A_PAGE)
    rows = [{"at": e.at, "what": SIGN_INS[Event(e.event)], "network": e.facts.get("network", "—")} for e in lately]
    context = {
        "name": masked_name(known.name), "id_number": known.id_number, "phone": known.phone.replace("+886", "0", 1), "mail": known.mail,
        "born": f"{known.birth_date.year} 年 ○ 月 ○ 日（民國{known.birth_date.year - 1911}年）", "opened_at": mine.opened_at,
        "use": use_of(mine, now=clock()), "sign_ins": rows, "changed": request.GET.get("changed", ""),
        "address": known.address, "changes": changes_of(mine)[:MOST_CHANGES], "cooling": cooling(mine, clock()), "told": told,
        "unproved": _unproved(mine), "mail_proved": mine.mail_proved, "limit": link_limit(request.GET.get("limit", ""), clock()),
        "places_here": PLACES, "here": "/members/account/",
    }  # fmt: skip
    return render(request, "storefront/people/members/account.html", context)


def _unproved(mine: Account) -> list[tuple[str, str]]:
    """What was only stated and not proved to be the holder's, each with the other one (7.1)."""
    phone, mail = "手機號碼", "電子信箱"
    return [pair for pair, proved in (((phone, mail), mine.phone_proved), ((mail, phone), mine.mail_proved)) if not proved]


def _policy_row(policy: Policy, now: datetime) -> dict[str, Any]:
    return {
        "number": (policy.number, f"/members/policies/{policy.number}/"), "product": product(policy.product, now=policy.concluded_at).name,
        "starts": policy.starts, "premium": policy.premium, "cover": standing.of_cover(policy, now=now).tag,
        "delivery": standing.of_delivery(policy).tag,
    }  # fmt: skip


def _held_row(held: policyholders.Held, now: datetime) -> dict[str, Any]:
    return {"number": held.number, "product": held.product, "starts": held.starts, "ends": held.ends, "cover": standing.of_held(held, now)}


def _purchase_row(purchase: Purchase, now: datetime) -> dict[str, Any]:
    return {
        "what": (product(purchase.product, now=purchase.began_at).name, f"/members/purchases/{purchase.pk}/"), "began": purchase.began_at,
        "starts": purchase.starts, "premium": purchase.premium or None, "state": standing.of_purchase(purchase, now=now).tag,
    }  # fmt: skip
