"""Where a purchase stands and which of its pages are open: any other page leads there, so no order of clicks goes wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from toubao.business.identity.personal import Known
from toubao.business.identity.programs.registering import PROGRAM
from toubao.business.identity.queries import known as known_of
from toubao.business.payment import queries as payments
from toubao.business.purchase import facts, queries
from toubao.business.purchase.beforehand import Obstacle, obstacle
from toubao.business.purchase.draft import Draft, screen
from toubao.business.purchase.models import Purchase
from toubao.doors.clock import now as clock
from toubao.doors.clock import real_now
from toubao.doors.look import errors
from toubao.doors.storefront import visitor
from toubao.doors.storefront.selling import trip
from toubao.products import NotOnSale, Product, Refusal
from toubao.rules.flows.purchase import State
from toubao.rules.periods import TAIPEI

STEPS: Final = (
    ("trip", "行程"), ("traveller", "旅客"), ("beneficiary", "受益人"), ("documents", "條款"), ("check", "核對"), ("code", "驗證碼"), ("pay", "付款"),
)  # fmt: skip
ORDER: Final = tuple(page for page, _ in STEPS)
BESIDE: Final = {"certificate": "code", "signing": "code"}
"""Pages that stand in the place of another one in the line of steps."""
ENTERING: Final = (State.STARTED, State.INFORMED)
AFTER_SENDING: Final = frozenset({"status", "back"})
TOLD: Final = {
    "awake": "身分已經重新驗證，可以接著投保。您填的資料都還在。",
    "changed": "投保內容改過了。請重新閱讀文件並同意，再核對一次。",
    "moved": "這份投保已經走到這一步，剛才送出的內容沒有處理，也沒有任何東西不見。",
    "entries": "您填的資料都還在。",
    "documents": "文件有新的版本，請讀過後再同意一次。",
}
TRIP_FIELDS: Final = (*trip.FIELD_OF, "born")


@dataclass(frozen=True)
class Standing:
    """A visitor's own purchase at this moment, with what was entered and what the insurer has against it."""

    purchase: Purchase
    product: Product
    now: datetime

    @cached_property
    def draft(self) -> Draft:
        """What was entered so far."""
        return queries.draft(self.purchase)

    @cached_property
    def known(self) -> Known:
        """The applicant's own data."""
        return known_of(self.purchase.person)

    @cached_property
    def refusals(self) -> tuple[Refusal, ...]:
        """The insurer's reasons against what was entered."""
        return tuple(r for r in screen(self.draft, self.product, self.known, now=self.now) if not r.refers)

    @cached_property
    def obstacle(self) -> Obstacle | None:
        """What would stop it if it were sent in as it is kept now."""
        return obstacle(self.purchase, self.product, now=self.now)

    @property
    def entering(self) -> bool:
        """Whether it was not sent in yet, so that everything can be changed."""
        return self.purchase.state in ENTERING

    @cached_property
    def missing(self) -> str:
        """The first page on which something is missing or in the way; empty if all was entered."""
        fields = {refusal.field for refusal in self.refusals}
        if not self.draft.trip_entered or fields & set(TRIP_FIELDS):
            return "trip"
        if not self.draft.traveller_entered or fields:
            return "traveller"
        return "" if self.draft.beneficiary_entered else "beneficiary"

    @cached_property
    def agreed(self) -> bool:
        """Whether the documents of today were agreed to, for what is entered now."""
        return self.purchase.state == State.INFORMED and facts.still_agreed(self.purchase, self.product, self.draft, self.known)

    @cached_property
    def page(self) -> str:
        """The page where it truly stands."""
        if self.entering:
            return self.missing or ("check" if self.agreed else "documents")
        if self.purchase.state == State.CONFIRMED and not payments.of(self.purchase.pk):
            return "pay"
        return "status"

    def lets(self, page: str) -> bool:
        """Whether this page is open: while entries can be changed all up to where it stands, then only what lies ahead."""
        if self.entering:
            reached = len(STEPS) - 1 if self.page == "check" else ORDER.index(self.page) + 1
            return BESIDE.get(page, page) in ORDER[:reached]
        return page in AFTER_SENDING or (page in ("pay", "opening") and self.purchase.state == State.CONFIRMED)

    def path(self, page: str = "") -> str:
        """The address of one of its pages; without a name, where it stands."""
        return f"/purchase/{self.purchase.pk}/{page or self.page}/"

    def back(self, scheme: str | None) -> str:
        """Where the acquirer sends the browser back to: the host on which the purchase was begun, or our own where a program began it."""
        begun = self.purchase.channel
        here = str(settings.PUBLIC_URL) if begun.startswith(PROGRAM) else f"{scheme}://{begun}"
        return here + self.path("back")

    def lead(self, told: str = "") -> HttpResponse:
        """To the page where it stands, with a word on why."""
        return HttpResponseRedirect(self.path() + (f"?{urlencode({'told': told})}" if told else ""))

    def afresh(self) -> "Standing":
        """The same purchase after an action has changed it, judged anew."""
        return Standing(self.purchase, self.product, self.now)

    def show(self, request: HttpRequest, page: str, status: int = 200, **more: Any) -> HttpResponse:
        """One page of the purchase, with its steps and the summary."""
        here = BESIDE.get(page, page)
        context = {
            "standing": self, "purchase": self.purchase, "product": self.product, "draft": self.draft,
            "told": TOLD.get(request.GET.get("told", ""), ""),
            "steps": self._steps(page), "current": ORDER.index(here if here in ORDER else "check" if self.entering else "pay"),
            "summary": summary(self.draft), "beforehand": None,
            **more,
        }  # fmt: skip
        return render(request, f"storefront/selling/{page}.html", context, status=status)

    def _steps(self, page: str) -> list[tuple[str, str]]:
        """The line of steps, each open one with its address."""
        here = BESIDE.get(page, page)
        told = [("簽章" if name == "code" and page in BESIDE else words, name) for name, words in STEPS]
        return [(words, self.path(name) if self.entering and self.lets(name) and name != here else "") for words, name in told]


def summary(draft: Draft) -> list[tuple[str, str]]:
    """What the summary says beside product, premium and sum insured."""
    if not draft.trip:
        return []
    begins, ends = (moment.astimezone(TAIPEI).strftime("%Y-%m-%d %H:%M") for moment in (draft.trip.departs, draft.trip.cover_ends))
    return [("旅程", trip.in_words(draft)), ("保障開始", begins), ("保障結束", ends)]


View = Callable[[HttpRequest, Standing], HttpResponse]


def at(page: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Let a visitor onto this page of their own purchase if it is open;
    else lead them to where the purchase stands (404 if it isn't theirs).
    """

    def wrap(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, purchase: UUID) -> HttpResponse:
            found = find(request, purchase)
            if isinstance(found, HttpResponse):
                return found
            if page and not found.lets(page):
                return found.lead("moved" if request.method == "POST" and BESIDE.get(page, page) != "code" else "")
            return view(request, found)

        return guarded

    return wrap


def find(request: HttpRequest, purchase: UUID) -> Standing | HttpResponse:
    """The visitor's own purchase; else the way to the sign-in, a 404, or a page that says that the product isn't sold now."""
    named = visitor.named(request)
    found = queries.own_in_session(purchase, named, real=real_now()) if named else None
    if found is None or not visitor.recognise(request, found.account):
        if visitor.account(request) is None:
            return HttpResponseRedirect(f"/sign-in/?{urlencode({'next': request.path})}")
        raise Http404("no such purchase of this account")
    now = clock()
    try:
        product = queries.product(found, now=now)
    except NotOnSale:
        return errors.answer(
            request,
            503,
            title="這項商品現在沒有販售",
            words="您填的資料都還在。恢復販售後可以從會員中心繼續。",
            can_do=["過一陣子再回來。"],
        )
    return Standing(found, product, now)


def again(purchase: Purchase, told: str = "") -> HttpResponse:
    """To wherever a purchase stands by now, when another request was faster."""
    return HttpResponseRedirect(f"/purchase/{purchase.pk}/" + (f"?{urlencode({'told': told})}" if told else ""))
