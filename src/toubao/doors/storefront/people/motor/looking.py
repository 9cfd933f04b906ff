"""The open look-up (8.3): ask with number and plate, see what was found for half an hour, put it away."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toubao.business import whose
from toubao.business.identity.codes.allowances import opens_again
from toubao.business.motor import looking, queries
from toubao.doors.clock import now as clock
from toubao.doors.look import words
from toubao.doors.look.brand import brand
from toubao.doors.storefront.people.motor import kept, telling
from toubao.doors.storefront.people.motor.forms import LookUp
from toubao.doors.storefront.visitor import network
from toubao.rules.periods import day_of

HERE: Final = "/motor/"
FOUND: Final = "/motor/found/"
UNKNOWN: Final = "查不到符合的車險資料。請核對證號與車牌；證號要填保險證上的被保險人，不一定是車主。"
BUSY: Final = "現在查詢的次數太多了。請在 {when} 以後再查；您的保險不受影響。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask with number and plate; what is found is shown on a page of its own, what isn't gets one answer for every reason."""
    now = clock()
    if request.method != "POST":
        return _page(request, LookUp(on=day_of(now)))
    form = LookUp(request.POST, on=day_of(now))
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    question = looking.Question(kind=given["kind"], number=given["number"], plate=given["plate"], network=network(request))
    answer = looking.look_up(question, now=now)
    if answer.limit:
        return _page(request, form, status=429, busy=BUSY.format(when=words.clock(opens_again(answer.limit, now=now))))
    if not answer.found:
        return _page(request, form, unknown=UNKNOWN)
    kept.keep(request, answer.found, now=now)
    return HttpResponseRedirect(FOUND, status=303)


@never_cache
@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """What this browser looked up last, while it is kept."""
    now = clock()
    there = kept.latest(request, now=now)
    if there is None:
        return gone(request)
    with whose.person(there.insured):
        told = [telling.told(policy, there, now=now) for policy in queries.policies(there.policies, now)]
    if not told:
        return gone(request)
    context = {"told": told, "until": there.until, "now": now, "here": HERE, "refused": _refused(request)}
    return kept.gone_in_time(render(request, "storefront/people/motor/found.html", context), there, now=now)


@never_cache
@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Forget what was looked up here, for those who share a screen."""
    kept.forget(request)
    return HttpResponseRedirect(f"{HERE}?away", status=303)


def gone(request: HttpRequest) -> HttpResponse:
    """What was looked up is not kept any more, or was never looked up in this browser; both look the same."""
    return render(request, "storefront/people/motor/gone.html", {"here": HERE}, status=404)


def _page(request: HttpRequest, form: LookUp, *, status: int = 200, unknown: str = "", busy: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "form": form, "unknown": unknown, "busy": busy, "phone": brand().phone, "here": HERE, "away": "away" in request.GET,
    }  # fmt: skip
    return render(request, "storefront/people/motor/look_up.html", context, status=status)


def _refused(request: HttpRequest) -> str:
    """Why a proof was not begun, where the page was come back to for that."""
    return REFUSED.get(request.GET.get("no", ""), "")


REFUSED: Final = {
    "limit": "現在申請投保證明的次數太多了，請一小時後再試；急用的話，請打客服電話。",
    "cover": "投保證明只能在強制汽車責任保險的保險期間內申請。",
}
