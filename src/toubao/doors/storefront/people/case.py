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

UNKNOWN: Final = "查不到這組序號。請對照簡訊或電子郵件再輸入一次；剛付款的話，請等一分鐘再查。"
BUSY: Final = "現在查詢的次數太多了。請在 {when} 以後再查；您的案件不受影響。"
_Stage = tuple[str, bool, datetime | None]
_JUDGED: Final = {
    "referred": "由核保人員審核，結果會用簡訊與電子郵件通知", "confirmed": "核保人員已同意，等候付款", "accepted": "核保通過",
    "concluded": "核保通過", "reported": "核保通過",
}  # fmt: skip
_ENDED: Final = {"refused": "沒有承保，原因請登入會員中心", "withdrawn": "申請已取消"}
_SENT = ("sent", "opened", "signed_for")
_ISSUED = ("issued", "queued", "returned", *_SENT)


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
    """How far a case with a serial number has come (5.2.11): still judged, with a person, refused, given up, or a contract. Nothing about
    the person or the money, and no reason.
    """
    first, *rest = _stages(purchase, policy)
    if purchase.state in _ENDED:
        return [_stage(first, "done"), _stage((_ENDED[purchase.state], True, purchase.ended_at), "failed")]
    first_open = next((place for place, (_, done, _) in enumerate(rest) if not done), len(rest))
    told = [_stage(each, "done" if each[1] else "current" if place == first_open else "todo") for place, each in enumerate(rest)]
    return [_stage(first, "done"), *told]


def _stages(purchase: Purchase, policy: Policy | None) -> list[_Stage]:
    """Each stage with whether it is behind the case, and since when."""
    state = policy.state if policy else "new"
    contracted = purchase.state in ("concluded", "reported")
    return [
        ("付款已授權", True, purchase.authorised_at),
        (_JUDGED.get(purchase.state, "核保"), contracted or purchase.state == "accepted", None),
        ("契約成立", contracted, purchase.concluded_at),
        ("承保通報完成", purchase.state == "reported", purchase.ended_at),
        ("電子保單製作並簽章", state in _ISSUED, policy.issued_at if policy else None),
        ("電子保單的通知寄出", state in _SENT, policy.sent_at if policy else None),
        ("要保人簽收", state == "signed_for", policy.signed_for_at if policy else None),
    ]


def _stage(told: _Stage, state: str) -> dict[str, Any]:
    label, done, at = told
    return {"label": label, "state": state, "note": words.moment_both(at) if done and at else ""}
