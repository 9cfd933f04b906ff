"""How a case stands, by its serial number, without signing in (5.2.11): the least that answers, limited in number."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from toubao.business import whose
from toubao.business.identity.codes.allowances import count, left, opens_again, spend
from toubao.business.policies.models import Policy
from toubao.business.policies.queries import of_purchase
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.queries import by_serial
from toubao.business.purchase.settling import read_serial
from toubao.doors.clock import now as clock
from toubao.doors.look import words
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.visitor import network

UNKNOWN: Final = "查不到這組序號。請對照簡訊或電子郵件再輸入一次；剛付款的話，請等通知寄到再查。"
BUSY: Final = "現在查詢的次數太多了。請在 {when} 以後再查；您的案件不受影響。"
_ISSUED, _SENT = ("issued", "sent", "opened", "signed_for"), ("sent", "opened", "signed_for")


@never_cache
@require_safe
def case(request: HttpRequest) -> HttpResponse:
    """Ask for a serial number, and say how its case stands."""
    typed = request.GET.get("serial", "")[:60]
    context: dict[str, Any] = {"typed": typed, "error": "", "stages": None, "serial": "", "now": clock(), "here": "/case/"}
    status = 200
    if "serial" in request.GET:
        context["serial"], fault = read_serial(typed)
        if fault is not None:
            context["error"] = sentences.SERIAL[fault]
        else:
            status = _look_up(request, context)
    return render(request, "storefront/people/case.html", context, status=status)


def _look_up(request: HttpRequest, context: dict[str, Any]) -> int:
    """Look the case up, if the allowances let us; fills the page's context and gives the status."""
    now: datetime = context["now"]
    full = "" if left("case_all", "all", now=now) else "case_all"
    full = full or spend(("case_network", network(request)), now=now)
    if full:
        context["error"] = BUSY.format(when=words.clock(opens_again(full, now=now)))
        return 429
    found = by_serial(context["serial"])
    if found is None:
        count(("case_all", "all"), now=now)
        context["error"] = UNKNOWN
        return 200
    with whose.person(found.person_id):
        context["stages"] = stages(found, of_purchase(found.pk))
    return 200


def stages(purchase: Purchase, policy: Policy | None) -> list[dict[str, Any]]:
    """How far a case with a serial number has come; nothing about the person or the money."""
    state = policy.state if policy else "new"
    told = [
        ("契約成立", True, purchase.concluded_at),
        ("承保通報完成", purchase.state == "reported", purchase.ended_at),
        ("電子保單製作並簽章", state in _ISSUED, policy.issued_at if policy else None),
        ("電子保單寄出", state in _SENT, policy.sent_at if policy else None),
        ("要保人簽收", state == "signed_for", policy.signed_for_at if policy else None),
    ]
    first_open = next((place for place, (_, done, _) in enumerate(told) if not done), len(told))
    return [
        {
            "label": label,
            "state": "done" if done else "current" if place == first_open else "todo",
            "note": words.moment_both(at) if done and at else "",
        }
        for place, (label, done, at) in enumerate(told)
    ]
