"""The first step of registration: the notices to be read and agreed to one by one, the way, and the consent to it all (7.2.1.1, 7.2.3.1,
8.1.1.1, 15.1.2).
"""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.consents import texts
from toubao.business.consents.actions import Hand, Tick
from toubao.business.identity import actions
from toubao.business.identity.codes.allowances import spend
from toubao.business.steps import Decision
from toubao.doors.clock import now as clock
from toubao.doors.look.words import local_day
from toubao.doors.storefront import notices
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.register import browser, choosing
from toubao.doors.storefront.people.register.choosing import Offered
from toubao.doors.storefront.people.register.wanting import Wanted, wanted
from toubao.doors.storefront.visitor import channel, network, next_place, where

NOT_SHOWN: Final = "這個瀏覽器還沒有打開過這一份的內容，或打開太久了。"
NO_SUCH_WAY: Final = "這個方式現在沒有提供，請選擇其他方式。"


@never_cache
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """What is to be read, the way, and the consent; sending it in begins the registration."""
    asked = wanted(request)
    if asked is None:
        return HttpResponseRedirect(next_place(request))
    return _begin(request, asked) if request.method == "POST" else _overview(request, asked)


@never_cache
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, name: str) -> HttpResponse:
    """One notice in full; anybody may read it at any time, and a visitor can say that they did and agree."""
    found = notices.notices().get(name)
    if found is None:
        raise Http404(name)
    errors, now = [], clock()
    if request.method == "POST":
        shown = browser.shown_at(request, found.digest, now)
        if request.POST.get("read") and shown:
            tick = Tick(now, seen_to_end=request.POST.get("seen_to_end") == "1", shown_at=shown)
            browser.mark_read(request, name, found.digest, tick)
            return HttpResponseRedirect(browser.onward(_next_unread(request, _purpose(request)), request))
        errors = [("id_read", f"請讀完「{found.title}」，再勾選同意。" if shown else f"{NOT_SHOWN}請讀「{found.title}」，再勾選同意。")]
    names = notices.names(_purpose(request))
    read = browser.read_so_far(request, {name: found.digest})
    context = {
        "notice": found, "agree": texts.notices()[name].agree, "coming": texts.coming(name, on=local_day(now)),
        "place": names.index(name) + 1 if name in names else 0, "count": len(names), "read": name in read,
        "errors": errors, "steps": browser.STEPS, "next": next_place(request, ""), "purpose": browser.asked_for(request),
        "back": browser.onward("/register/", request), "shown": browser.receipt(request, found.digest, now),
    }  # fmt: skip
    return render(request, "storefront/people/register/notice.html", context)


def _begin(request: HttpRequest, asked: Wanted) -> HttpResponse:
    """Begin the registration, if the gates let it."""
    now, (host, ours) = clock(), channel(request)
    if spend(("register_network", network(request)), now=now):
        return render(request, "storefront/people/register/busy.html", {"steps": browser.STEPS}, status=429)
    way = choosing.chosen(request.POST.get("way", ""), asked.purpose)
    if way is None:
        return _overview(request, asked, wrong=NO_SUCH_WAY)
    digests = notices.digests(asked.purpose)
    registration, decision = actions.begin_registration(
        way=way.way.name, purpose=asked.purpose, renews=asked.renews, channel=host, channel_is_ours=ours, notices=digests,
        shown=browser.shown_so_far(request, digests),
        read=browser.read_so_far(request, digests), consented=request.POST.get("consent") == "on",
        hand=Hand(ticks=browser.ticks(request, digests), where=where(request)), now=now,
    )  # fmt: skip
    if not decision.taken:
        return _overview(request, asked, decision)
    browser.remember(request, registration)
    return HttpResponseRedirect(browser.address(registration, f"account/{way.provider}/" if way.provider else ""))


def _overview(request: HttpRequest, asked: Wanted, decision: Decision | None = None, wrong: str = "") -> HttpResponse:
    """The page, with what is missing if the gates were shut."""
    papers = [notices.notices()[name] for name in notices.names(asked.purpose)]
    read = browser.read_so_far(request, notices.digests(asked.purpose))
    consented = request.POST.get("consent") == "on"
    missing = [(f"notice-{each.name}", f"請先讀完「{each.title}」。") for each in papers if each.name not in read]
    missing += [] if consented else [("id_consent", asked.words.missing)]
    shut = [{"gate": v.gate, "ruling": v.ruling.value, "words": v.words} for v in decision.shut] if decision else []
    ways = choosing.offered(asked.purpose, on=local_day(clock()))
    context = {
        "asked": asked, "notices": papers, "read": read, "consented": consented, "wrong": wrong, "errors": missing if decision else [],
        "refused": sentences.refused(shut), "onward": lambda path: browser.onward(path, request), "next": next_place(request, ""),
        "steps": asked.steps, "unread": _next_unread(request, asked.purpose), "ways": [each.choice for each in ways],
        "way": _selected(request, ways), "purpose": browser.asked_for(request),
    }  # fmt: skip
    return render(request, "storefront/people/register/overview.html", context)


def _selected(request: HttpRequest, ways: tuple[Offered, ...]) -> str:
    """The way that was chosen before, or else the own one."""
    given = request.POST.get("way") or request.GET.get("way")
    return next((each.value for each in ways if each.value == given), ways[0].value)


def _purpose(request: HttpRequest) -> str:
    """What the notices are read for."""
    asked = wanted(request)
    return asked.purpose if asked else browser.asked_for(request)


def _next_unread(request: HttpRequest, purpose: str) -> str:
    """The address of the next notice to read, or of the consent."""
    read = browser.read_so_far(request, notices.digests(purpose))
    return next((f"/register/notices/{name}/" for name in notices.names(purpose) if name not in read), "/register/")
