"""What has become of an application that was sent in, told from the journal: stages, refusal, conclusion; updates itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toubao.business.payment import queries as payments
from toubao.business.policies import queries as policies
from toubao.business.policies.contract import LOCKED
from toubao.business.policies.delivering import way_to
from toubao.business.purchase.models import Purchase
from toubao.doors.storefront.selling import trip, words
from toubao.doors.storefront.selling.paying import GIVEN_UP
from toubao.doors.storefront.selling.standing import Standing, at
from toubao.journal.reading import Line, lines
from toubao.rules.events import Event
from toubao.rules.flows.purchase import State

LOOKED_UP = "card.look_up"
STAGES: Final = (
    (LOOKED_UP, "查到付款結果"),
    (Event.PAYMENT_AUTHORISED, "取得銀行授權（先不扣款）"),
    (Event.RECEIPT_REPORTED, "向保險業通報收件"),
    (Event.PURCHASE_ACCEPTED, "核保通過"),
    (Event.PURCHASE_CONCLUDED, "扣款完成，契約成立"),
    (Event.ISSUE_REPORTED, "向保險業通報承保"),
    (Event.POLICY_ISSUED, "電子保單製作完成並簽章"),
    (Event.POLICY_SENT, "電子保單的通知已寄出"),
)
PAYMENTS: Final = (
    Event.PAYMENT_INTENDED, Event.PAYMENT_DECLINED, Event.PAYMENT_VOIDED, Event.PAYMENT_REFUNDED, Event.PURCHASE_CLEARED,
)  # fmt: skip
MONEY: Final = {
    Event.PAYMENT_INTENDED: "pending", Event.PAYMENT_AUTHORISED: "pending", Event.PAYMENT_DECLINED: "none", Event.PAYMENT_VOIDED: "voided",
    Event.PAYMENT_REFUNDED: "refunded",
}  # fmt: skip
"""What the latest event of a payment says of the money of an application that got no contract."""
TURNS: Final = {
    State.REFUSED: "refused", State.REFERRED: "referred", State.WITHDRAWN: "withdrawn", State.CONCLUDED: "done", State.REPORTED: "done",
}  # fmt: skip


TROUBLES: Final[dict[str, str]] = {
    Event.INSTITUTION_FAILED: "對方的系統暫時沒有回應，我們會自動再試，不必重新操作。",
    Event.INSTITUTION_NOT_ASKED: "對方的系統剛才沒有回應，我們過一會兒會自動再試，不必重新操作。",
}
DELIVERIES: Final = (Event.POLICY_QUEUED, Event.POLICY_SENT, Event.POLICY_RETURNED, Event.POLICY_OPENED, Event.POLICY_SIGNED_FOR)
RETURNED: Final = "通知沒有送達，請更正聯絡方式；保單可以在會員中心打開。"
ENDED: Final = ("refused", "withdrawn", "referred")


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing that happens, whether it has, and when."""

    label: str
    state: str
    at: datetime | None
    note: str = ""


@require_safe
@at("status")
def status(request: HttpRequest, standing: Standing) -> HttpResponse:
    """How far the application is; asked for its part alone it answers 204 while nothing has changed, and reads the page anew at a turn."""
    told = lines(standing.purchase.pk)
    turn = turn_of(standing.purchase, told)
    if request.GET.get("part") != "progress":
        return _page(request, standing, told, turn)
    if request.GET.get("turn") != _mark(turn, told):
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.GET.get("seen") == str(len(told)):
        return HttpResponse(status=204)
    return render(request, "storefront/selling/_progress.html", _progress(standing, told, turn))


def turn_of(purchase: Purchase, told: list[Line]) -> str:
    """Which page tells how it stands: paying, declined, cleared (back to pay), waiting, done, refused, referred, withdrawn."""
    if purchase.state != State.CONFIRMED:
        return TURNS.get(State(purchase.state), "waiting")
    last = next((line.what for line in reversed(told) if line.outcome == "taken" and line.what in PAYMENTS), Event.PAYMENT_INTENDED)
    return {Event.PAYMENT_INTENDED: "paying", Event.PURCHASE_CLEARED: "cleared"}.get(Event(last), "declined")


def money_of(told: list[Line]) -> str:
    """What has become of the money, if there is no contract: none, voided, refunded, or pending while the acquirer was not heard."""
    return next((MONEY[Event(line.what)] for line in reversed(told) if line.outcome == "taken" and line.what in MONEY), "none")


def _mark(turn: str, told: list[Line]) -> str:
    return f"{turn}-{money_of(told)}" if turn in ENDED else turn


def _page(request: HttpRequest, standing: Standing, told: list[Line], turn: str) -> HttpResponse:
    purchase = standing.purchase
    context: dict[str, Any] = {}
    if turn == "cleared":
        return HttpResponseRedirect(standing.path("pay"))
    if turn == "done":
        context = {"policy": policies.of_purchase(purchase.pk)}
    elif turn == "refused":
        context = {"refusals": [words.refused(reason["clause"], reason["words"]) for reason in purchase.refusal]}
    elif turn == "declined":
        context = {"why": words.of_decline(payments.of(purchase.pk)[-1].reason)}
    if turn in ("refused", "withdrawn"):
        context["anew"] = anew(standing)
    if turn == "withdrawn":
        context["why"] = next((line.because for line in told if line.what == Event.PURCHASE_WITHDRAWN and line.because != GIVEN_UP), "")
    return standing.show(request, turn, money=money_of(told), **context, **_progress(standing, told, turn))


def _progress(standing: Standing, told: list[Line], turn: str) -> dict[str, Any]:
    stages = stages_of(told)
    asks = turn in ("paying", "waiting", "referred") or (turn == "done" and any(stage.state != "done" for stage in stages))
    asks = asks or (turn in ENDED and money_of(told) == "pending")
    query = urlencode({"part": "progress", "seen": len(told), "turn": _mark(turn, told)})
    poll = f"{standing.path('status')}?{query}" if asks else ""
    every = 30 if turn == "referred" else 3
    sent_by, returned = delivery_of(told)
    sent_by = "phone" if sent_by == "mail" and way_to(standing.purchase.account) == "sms" else sent_by
    told_of: dict[str, Any] = {}
    if turn == "done":
        handed = words.of_handing_over(standing.purchase.account, standing.known, standing.draft.mailed)
        told_of = {"purchase": standing.purchase, "known": standing.known, "handed": handed, "sent_by": sent_by, "returned": returned}
        told_of["locked"] = standing.draft.mailed == LOCKED
    return {"stages": stages, "poll": poll, "every": every, "turn": turn, **told_of}


def delivery_of(told: list[Line]) -> tuple[str, bool]:
    """By which way the policy was sent (mail, sms, web; nothing if no carrier has taken it yet), and whether no way brought it."""
    latest = next((line.what for line in reversed(told) if line.what in DELIVERIES), None)
    lost = next((line.because for line in reversed(told) if line.what == Event.POLICY_RETURNED), "")
    if latest in (Event.POLICY_OPENED, Event.POLICY_SIGNED_FOR):
        return "web", False
    if latest == Event.POLICY_SENT:
        return ("sms" if lost == "mail" else "mail"), False
    return "", latest == Event.POLICY_RETURNED


def stages_of(told: list[Line]) -> list[Stage]:
    """Each stage of the latest payment as done, under way or still to come; an institution's silence is said beside the one under way.
    Having looked up a payment that was not made is not yet its result.
    """
    begins = max((place for place, each in enumerate(told) if each.what == Event.PAYMENT_INTENDED), default=0)
    told = told[begins:]
    at_ = {each.what: each.at for each in told if each.outcome in ("taken", "noted")}
    sent_by, returned = delivery_of(told)
    if not sent_by:
        at_.pop(Event.POLICY_SENT, None)
    trouble = RETURNED if returned else TROUBLES.get(told[-1].what, "") if told else ""
    stages: list[Stage] = []
    for what, label in STAGES:
        if (Event.PAYMENT_AUTHORISED if what == LOOKED_UP else what) in at_:
            stages.append(Stage(label, "done", at_.get(what)))
        elif any(stage.state == "current" for stage in stages):
            stages.append(Stage(label, "todo", None))
        else:
            stages.append(Stage(label, "current", None, trouble))
    return stages


def anew(standing: Standing) -> str:
    """The quote with the same trip filled in, to begin anew with another sum or date."""
    return f"/quote/{standing.purchase.product}/?{urlencode(trip.entries(standing.draft), doseq=True)}"
