"""What is on the shelf: each product's version of today, put on sale by two people, taken off at once (5, 10.1.1)."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business.catalogue import actions, queries
from toubao.business.catalogue.queries import Shelved
from toubao.business.governance.queries import cases
from toubao.business.policies import publishing
from toubao.business.release import queries as releases
from toubao.business.steps import Actor
from toubao.doors.clock import now
from toubao.doors.console import staff, telling
from toubao.doors.console.access import OPERATOR
from toubao.doors.console.frame import show
from toubao.doors.console.team import words
from toubao.doors.console.team.members import Because
from toubao.journal.reading import entries
from toubao.products import Product

HERE: Final = "/console/products/"
STATES: Final[Mapping[Shelved, tuple[str, str]]] = {
    Shelved.SOLD: ("販售中", "good"), Shelved.DRAFT: ("還沒有上架", ""), Shelved.CHANGED: ("內容變更，停止販售", "bad"),
    Shelved.WITHDRAWN: ("已下架", ""),
}  # fmt: skip
WAITS: Final = "這項商品已經有一件上架的請求在等候放行，或剛才已經有人處理。"
NOT_YOURS: Final = "上架由系統維運提出，法令遵循放行。"


def index(request: HttpRequest) -> HttpResponse:
    """Every product with a version today."""
    listed = [{"product": each, "state": STATES[queries.shelved(each)]} for each in queries.today(now=now())]
    return show(request, "team/products.html", here=HERE, listed=listed)


def product(request: HttpRequest, code: str) -> HttpResponse:
    """One product: what is sold, with which digests, who released it; asking that it be put on sale, and taking it off."""
    found = next((each for each in queries.today(now=now()) if each.code == code), None)
    if found is None:
        raise Http404(code)
    forms = {"publish": Because(auto_id="publish_%s"), "withdraw": Because(auto_id="withdraw_%s")}
    if request.method != "POST":
        return _shown(request, found, forms)
    asked = request.POST.get("do", "")
    if asked not in forms:
        raise Http404(asked)
    form = forms[asked] = Because(request.POST, auto_id=f"{asked}_%s")
    said = _act(request, found, asked, form.cleaned_data["because"]) if form.is_valid() else ""
    if form.is_valid() and not said:
        return HttpResponseRedirect(f"{HERE}{code}/")
    if said:
        form.add_error(None, said)
    return _shown(request, found, forms, 422)


def _act(request: HttpRequest, found: Product, asked: str, because: str) -> str:
    by = staff.me(request)
    if asked == "withdraw":
        release = queries.release_of(found)
        return "" if actions.withdraw(release=release, because=because, actor=Actor("staff", by.username), now=now()).taken else WAITS
    if by.role != OPERATOR:
        return NOT_YOURS
    decision = publishing.ask(product=found, because=because, by=by.username, now=now())
    return "" if decision.taken else WAITS if decision.stale else "".join(each.words for each in decision.shut)


def _shown(request: HttpRequest, found: Product, forms: dict[str, Any], status: int = 200) -> HttpResponse:
    release, how, names = queries.release_of(found), queries.shelved(found), cases.staff_names()
    return show(
        request, "team/product.html", here=HERE, status=status, product=found, state=STATES[how], how=how.value, forms=forms,
        may_ask=staff.me(request).role == OPERATOR and how in (Shelved.DRAFT, Shelved.CHANGED), release=release, told=words, names=names,
        requests=list(releases.about(release.pk)[:20]), entries=telling.told(entries(release.pk), names),
    )  # fmt: skip
