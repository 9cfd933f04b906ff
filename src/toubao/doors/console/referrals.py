"""The underwriter's desk: applications that were referred, and the decision on one of them (11.2.4)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance.queries import cases, figures
from toubao.business.governance.queries.cases import CaseFile
from toubao.business.identity.queries import known as known_of
from toubao.business.identity.queries import same_number
from toubao.business.purchase import actions, queries, settling
from toubao.business.purchase.models import Purchase
from toubao.business.purchase.queries import draft as draft_of
from toubao.business.purchase.queries import purchase as whole
from toubao.business.steps import Actor
from toubao.business.underwriting import queries as underwriting
from toubao.business.underwriting.models import Reservation
from toubao.doors.clock import now
from toubao.doors.console import staff, telling, words
from toubao.doors.console.frame import show
from toubao.journal.envelope import Unreadable
from toubao.products.travel_accident.destinations import by_code
from toubao.rules.events import Event
from toubao.rules.periods import age_on, day_of

HERE = "/console/referrals/"


class Judgement(forms.Form):
    """An underwriter's decision; nothing is chosen beforehand."""

    accepted = forms.ChoiceField(
        label="核保決定", choices=[("yes", "同意承保"), ("no", "不同意承保")], widget=forms.RadioSelect,
        error_messages={"required": "請選擇同意或不同意承保。"},
    )  # fmt: skip
    because = forms.CharField(
        label="理由", min_length=4, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="同意時只記在案件裡；不同意時，這段文字會寄給客戶，請用客戶看得懂的話。",
    )  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """Who waits for an underwriter, the oldest first, and what was decided lately."""
    return show(
        request,
        "referrals.html",
        here=HERE,
        waiting=figures.referred(),
        decided=figures.decided(),
        names=cases.staff_names(),
        now=now(),
        words=words,
    )


def referral(request: HttpRequest, purchase_id: UUID) -> HttpResponse:
    """One referred application: why, on what facts; and the form that decides, for an underwriter while it waits."""
    found = cases.case(purchase_id)
    if found is None or found.referral is None:
        raise Http404("no such referral")
    form = Judgement(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _decide(found, staff.me(request).username, accepted=form.cleaned_data["accepted"] == "yes", because=form.cleaned_data["because"])
        return HttpResponseRedirect(f"{HERE}{purchase_id}/")
    return _shown(request, found, form)


def _decide(found: CaseFile, by: str, *, accepted: bool, because: str) -> None:
    """Decide once; a second decision changes nothing, and the page shows the first."""
    bought, at = whole(found.purchase.pk), now()
    if bought is None:
        raise Http404("no such case")
    product = queries.product(bought, now=at)
    decision = settling.cleared(purchase=bought, product=product, accepted=accepted, because=because, actor=Actor("staff", by), now=at)
    if decision is not None and decision.taken:
        actions.look_again(bought)


def _risk(found: CaseFile) -> dict[str, Any]:
    """What an underwriter needs of an application and needn't reveal: trip, age on departure, the other applications, and how the sums add
    up from day to day. Empty where the person's data was destroyed.
    """
    bought, at = found.purchase, now()
    try:
        known, draft = known_of(bought.person), draft_of(bought)
    except (Unreadable, ValueError):
        return {}
    same, line = same_number(bought.account), queries.product(bought, now=now()).line
    told: dict[str, Any] = {
        "places": "、".join(by_code()[code].name for code in draft.destinations if code in by_code()),
        "days": draft.trip.days if draft.trip else 0, "age": age_on(known.birth_date, day_of(bought.starts or at)), "sums": [],
        "others": _named(underwriting.others(insured=same, now=found.referral.referred_at if found.referral else at, apart_from=bought.pk)),
    }  # fmt: skip
    if bought.starts and bought.ends:
        own = underwriting.Held(bought.starts, bought.ends, bought.sum_insured, 1)
        told["sums"] = underwriting.accumulation(insured=same, line=line, own=own, apart_from=bought.pk)
    return told


def _named(others: list[Reservation]) -> list[tuple[Reservation, Purchase | None]]:
    """Reservations, each with its case."""
    by_id = Purchase.objects.in_bulk([each.purchase for each in others])
    return [(each, by_id.get(each.purchase)) for each in others]


def _shown(request: HttpRequest, found: CaseFile, form: Judgement) -> HttpResponse:
    judged = [e for e in found.entries if e.event == Event.PURCHASE_ACCEPTED.value and e.outcome == "referred"]
    return show(
        request,
        "referral.html",
        here=HERE,
        status=422 if form.is_bound else 200,
        case=found,
        risk=_risk(found),
        form=form,
        told=telling.told(judged[-1:], {}),
        product=queries.product(found.purchase, now=now()),
        names=cases.staff_names(),
        state=words.state(found.purchase.state),
        words=words,
        now=now(),
    )
