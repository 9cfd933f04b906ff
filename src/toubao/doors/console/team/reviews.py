"""Access reviews: each person's role confirmed or taken away by somebody else; when the last ones were."""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance import reviews as actions
from toubao.business.governance.queries import cases
from toubao.business.governance.queries import staff as people
from toubao.doors.clock import now
from toubao.doors.console import staff
from toubao.doors.console.frame import show
from toubao.doors.console.team import words
from toubao.doors.console.team.members import Because
from toubao.doors.console.words import ROLES

HERE: Final = "/console/access-reviews/"
NOT_DONE: Final = "沒有記錄：不能審查自己，或這一位剛才已經有人審查、或角色剛剛變動。請再看一次。"


def index(request: HttpRequest) -> HttpResponse:
    """The reviews so far, and every how many months there is one."""
    return show(request, "team/reviews.html", here=HERE, reviews=people.reviews(), months=settings.ACCESS_REVIEW_MONTHS, now=now())


def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """One review: who may do what, when they last signed in, and the decision on each."""
    found = people.review(review_id)
    if found is None:
        raise Http404("no such review")
    if request.method != "POST":
        return _shown(request, review_id, Because())
    line = next((each for each in people.lines(found) if str(each.pk) == request.POST.get("line")), None)
    asked = request.POST.get("do", "")
    if line is None or asked not in ("keep", "take"):
        raise Http404(asked)
    form = Because(request.POST if asked == "take" else {"because": "confirmed"})
    if not form.is_valid():
        return _shown(request, review_id, form, 422)
    done = actions.decide(
        line=line, keep=asked == "keep", role=request.POST.get("role", ""), because=form.cleaned_data["because"],
        by=staff.me(request).username, now=now(),
    )  # fmt: skip
    return HttpResponseRedirect(f"{HERE}{found.pk}/") if done else _shown(request, review_id, Because(), 422, NOT_DONE)


def _shown(request: HttpRequest, review_id: UUID, form: Because, status: int = 200, said: str = "") -> HttpResponse:
    found = people.review(review_id)
    return show(
        request, "team/review.html", here=HERE, status=status, review=found, lines=people.lines(found) if found else [], told=words,
        roles=ROLES, names=cases.staff_names(), me=staff.me(request).pk, form=form, said=said,
    )  # fmt: skip
