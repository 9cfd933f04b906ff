"""The first step of registration: three notices to be read and agreed to one by one, and the consent to it all (7.2.1.1, 15.1.2)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.consents import texts
from toubao.business.consents.actions import Hand, Tick
from toubao.business.identity import actions
from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.proving import providers
from toubao.business.steps import Decision
from toubao.doors.clock import now as clock
from toubao.doors.storefront import notices
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.register import browser
from toubao.doors.storefront.visitor import account, channel, network, next_place, where
from toubao.rules.facts import Way


@never_cache
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """What is to be read, and the consent; sending it in begins the registration."""
    if account(request) is not None:
        return HttpResponseRedirect(next_place(request))
    return _begin(request) if request.method == "POST" else _overview(request)


@never_cache
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, name: str) -> HttpResponse:
    """One notice in full; anybody may read it at any time, and a visitor can say that they did and agree."""
    found = notices.notices().get(name)
    if found is None:
        raise Http404(name)
    errors = []
    if request.method == "POST":
        if request.POST.get("read"):
            browser.mark_read(request, name, found.digest, Tick(clock(), seen_to_end=request.POST.get("seen_to_end") == "1"))
            return HttpResponseRedirect(browser.onward(_next_unread(request), request))
        errors = [("id_read", f"請讀完「{found.title}」，再勾選同意。")]
    read = browser.read_so_far(request, notices.digests())
    place = list(notices.NAMES).index(name) + 1
    context = {
        "notice": found,
        "agree": texts.notices()[name].agree,
        "place": place,
        "read": name in read,
        "errors": errors,
        "steps": browser.STEPS,
        "next": next_place(request, ""),
    }
    return render(request, "storefront/people/register/notice.html", context)


def _begin(request: HttpRequest) -> HttpResponse:
    """Begin the registration, if the gates let it."""
    now, (host, ours) = clock(), channel(request)
    if spend(("register_network", network(request)), now=now):
        return render(request, "storefront/people/register/busy.html", {"steps": browser.STEPS}, status=429)
    digests, consented = notices.digests(), request.POST.get("consent") == "on"
    read = browser.read_so_far(request, digests)
    asked = providers.provider(request.POST.get("way", ""))
    registration, decision = actions.begin_registration(
        way=asked.way if asked else Way.ONLINE.value,
        channel=host,
        channel_is_ours=ours,
        notices=digests,
        read=read,
        consented=consented,
        hand=Hand(ticks=browser.ticks(request, digests), where=where(request)),
        now=now,
    )
    if not decision.taken:
        return _overview(request, decision)
    browser.remember(request, registration)
    return HttpResponseRedirect(browser.address(registration, f"account/{asked.name}/" if asked else ""))


def _overview(request: HttpRequest, decision: Decision | None = None) -> HttpResponse:
    """The page, with what is missing if the gates were shut."""
    read = browser.read_so_far(request, notices.digests())
    missing = [(f"notice-{name}", f"請先讀完「{each.title}」。") for name, each in notices.notices().items() if name not in read]
    consented = request.POST.get("consent") == "on"
    if not consented:
        missing.append(("id_consent", "請勾選同意網路投保。"))
    shut = [{"gate": v.gate, "ruling": v.ruling.value, "words": v.words} for v in decision.shut] if decision else []
    context = {
        "notices": list(notices.notices().values()), "read": read, "consented": consented, "errors": missing if decision else [],
        "refused": sentences.refused(shut), "onward": lambda path: browser.onward(path, request), "next": next_place(request, ""),
        "steps": browser.STEPS, "unread": _next_unread(request), "accounts": providers.offered(),
    }  # fmt: skip
    return render(request, "storefront/people/register/overview.html", context)


def _next_unread(request: HttpRequest) -> str:
    """The address of the next notice to read, or of the consent."""
    read = browser.read_so_far(request, notices.digests())
    return next((f"/register/notices/{name}/" for name in notices.NAMES if name not in read), "/register/")
