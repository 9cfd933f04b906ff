"""Our books against the institutions': what differs and waits for a person, how a person says that it was solved, and lets a purchase that
was held go on.
"""

from typing import Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.governance.queries import cases
from toubao.business.policies import queries as policies
from toubao.business.purchase import queries as purchases
from toubao.business.reconciliation import actions, queries
from toubao.business.reconciliation.models import Difference
from toubao.doors.clock import now
from toubao.doors.console import staff, words
from toubao.doors.console.frame import show
from toubao.doors.console.words import books

HERE: Final = "/console/books/"
SHOWN: Final = 100
LET_GO: Final = "let_go_on"


class Solution(forms.Form):
    """How a difference was solved."""

    because = forms.CharField(
        label="怎麼解決的", min_length=4, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="寫下向誰查證、做了什麼。這段文字會留在紀錄裡，不會寄給客戶。",
    )  # fmt: skip
    go_on = forms.BooleanField(
        label="讓系統繼續處理這件暫停的案件", required=False,
        help_text="系統會依機構現在的帳繼續：款項仍在就成立契約，用新的保單號碼；已經退款就不成立。不勾選，案件維持暫停，之後可以在這一頁放行。",
    )  # fmt: skip
    alike = forms.BooleanField(label="同一種差異一起結案", required=False)


def index(request: HttpRequest) -> HttpResponse:
    """The differences that wait for a person, those that the system settles, the comparisons of late, and what has ended."""
    people, system, ended = queries.for_people(), queries.for_system(), queries.ended()
    return show(
        request, "watching/books.html", here=HERE, now=now(), words=words, books=books, most=SHOWN, many=people.count(),
        people=list(people[:SHOWN]), system=list(system[:SHOWN]), ended=list(ended[:25]), strays=queries.strays().count(),
        comparisons=list(queries.latest()), resting=list(queries.resting()[:SHOWN]),
    )  # fmt: skip


def difference(request: HttpRequest, difference_id: UUID) -> HttpResponse:
    """One difference in both books' words; and the form by which a person ends it, while it waits for one."""
    found = queries.difference(difference_id)
    if found is None:
        raise Http404("no such difference")
    if request.method == "POST" and request.POST.get("do") == LET_GO:
        actions.let_go_on(difference=found, by=staff.me(request).username, now=now())
        return HttpResponseRedirect(f"{HERE}{found.pk}/")
    form = Solution(request.POST if request.method == "POST" else None)
    if not queries.last_of_held(found):
        del form.fields["go_on"]
    alike = _alike(found)
    if not alike:
        del form.fields["alike"]
    else:
        form.fields["alike"].label = f"同一種差異的另外 {alike} 筆也一起結案"
    if request.method == "POST" and form.is_valid():
        by, together = staff.me(request).username, bool(form.cleaned_data.get("alike"))
        because, go_on = form.cleaned_data["because"], bool(form.cleaned_data.get("go_on"))
        actions.solve(difference=found, by=by, because=because, alike=together, go_on=go_on, now=now())
        return HttpResponseRedirect(f"{HERE}{found.pk}/")
    waits = found.state == "open" and not found.remedy
    status = 422 if form.is_bound else 200
    return show(
        request,
        "watching/difference.html",
        here=HERE,
        status=status,
        difference=found,
        form=form,
        waits=waits,
        held=queries.held(found),
        rests=queries.rests(found),
        words=words,
        books=books,
        names=cases.staff_names(),
        case=_case(found),
    )


def _case(found: Difference) -> str:
    """What the case of a difference is called: its serial number and its policy's, or the first signs of its id."""
    purchase = purchases.purchase(found.purchase) if found.purchase else None
    if purchase is None:
        return f"申請 {str(found.purchase)[:8]}"
    policy = policies.of_purchase(purchase.pk)
    return words.case_name(purchase) + (f"，保單 {policy.number}" if policy else "")


def _alike(found: Difference) -> int:
    """How many others could be ended together with this one."""
    if found.institution != "sms" or found.state != "open":
        return 0
    return queries.for_people().filter(institution="sms", kind=found.kind).exclude(pk=found.pk).count()
