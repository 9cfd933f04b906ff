"""Which registrations run in this browser: kept in its session, so that nobody goes on with another's; what a step does is elsewhere."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.consents import showing
from toubao.business.consents.actions import Tick
from toubao.business.identity import queries
from toubao.business.identity.models import Registration
from toubao.business.identity.proving import providers
from toubao.doors.sessions import admit
from toubao.doors.storefront.visitor import next_place
from toubao.rules.facts import Purpose, Way
from toubao.rules.flows.registration import State

Page = Callable[..., HttpResponse]
STEPS = ("閱讀告知事項", "您的資料", "驗證碼", "登入密碼")
AGAIN = (*STEPS[:3], "恢復使用")
PROOF = "確認身分"
MOST = 5
FIELDS = 4
HOME = "/members/"
VERIFIED = "/members/account/?changed=verified"
_RUNNING, _READ = "registrations", "notices"
_STANDS = {
    State.STARTED: "/register/",
    State.NOTICED: "you/",
    State.IDENTIFIED: "code/",
    State.VERIFIED: "password/",
    State.OPENED: "/sign-in/",
    State.RENEWED: "/members/account/",
}
_BY_ACCOUNT = (Way.BANK, Way.PARTNER)
_BY_CODE = (Way.ONLINE, *_BY_ACCOUNT)


def remember(request: HttpRequest, registration: Registration) -> None:
    """Bind a registration to this browser, with the place to go to when it is done; the latest few are kept."""
    running = dict(request.session.get(_RUNNING, {}))
    running[str(registration.pk)] = next_place(request, VERIFIED if registration.renews_id else "/members/")
    request.session[_RUNNING] = dict(list(running.items())[-MOST:])
    admit(request.session, registration.person_id)


def afterwards(request: HttpRequest, registration: Registration, *, told: str) -> str:
    """Where the person wanted to go before they registered; the member centre and a quote say besides what has come about (`told`)."""
    place = str(request.session.get(_RUNNING, {}).get(str(registration.pk), HOME))
    tells = place == HOME or (place.startswith("/quote/") and "?" not in place)
    return f"{place}?{urlencode({'told': told})}" if tells else place


def mark_read(request: HttpRequest, name: str, digest: str, tick: Tick) -> None:
    """Keep that this notice, in this wording, was read and agreed to in this browser, and when."""
    at, shown = tick.at.isoformat(), tick.shown_at.isoformat() if tick.shown_at else ""
    request.session[_READ] = {**request.session.get(_READ, {}), name: [digest, at, tick.seen_to_end, shown]}


def read_so_far(request: HttpRequest, digests: dict[str, str]) -> tuple[str, ...]:
    """The notices that were read in the wording of now."""
    return tuple(ticks(request, digests))


def ticks(request: HttpRequest, digests: dict[str, str]) -> dict[str, Tick]:
    """When each of the notices was agreed to on its own, in the wording of now."""
    kept = request.session.get(_READ, {})
    said = {name: kept[name] for name, digest in digests.items() if name in kept and kept[name][0] == digest and len(kept[name]) == FIELDS}
    return {
        name: Tick(datetime.fromisoformat(at), bool(seen), datetime.fromisoformat(shown) if shown else None)
        for name, (_, at, seen, shown) in said.items()
    }


def shown_so_far(request: HttpRequest, digests: dict[str, str]) -> tuple[str, ...]:
    """The notices whose page had been fetched in this browser when they were ticked."""
    return tuple(name for name, tick in ticks(request, digests).items() if tick.shown_at)


def receipt(request: HttpRequest, digest: str, at: datetime) -> str:
    """What goes out with the page of a notice, so that a tick shows that this browser had fetched it."""
    return showing.receipt(digest, to=_browser(request), at=at)


def shown_at(request: HttpRequest, digest: str, now: datetime) -> datetime | None:
    """When this browser fetched the page of this notice, as the form that came back from it says; None if it never did."""
    return showing.shown_at(request.POST.get("shown", ""), digest, to=_browser(request), now=now)


def _browser(request: HttpRequest) -> str:
    """What this browser alone holds: the secret against foreign forms, which it has from its first page on."""
    get_token(request)
    return str(request.META.get("CSRF_COOKIE", ""))


def address(registration: Registration, step: str = "") -> str:
    """The address of a step of a registration, or of the one at which it stands."""
    found = step or _stands(registration)
    return found if found.startswith("/") else f"/register/{registration.pk}/{found}"


def by_account(registration: Registration) -> bool:
    """Whether a bank or a partner says who the person is, and not the person."""
    return registration.way in _BY_ACCOUNT


def by_code(registration: Registration) -> bool:
    """Whether a one-time password alone shows who the person is (7.2.1.3), and no certificate or approved way does."""
    return registration.way in _BY_CODE


def steps(registration: Registration) -> tuple[str, ...]:
    """The line of steps of a registration: the third is another where no code proves who one is, the last for an account that is there."""
    first, second, third, last = AGAIN if registration.renews_id else STEPS
    return first, second, third if by_code(registration) else PROOF, last


def unreached(registration: Registration) -> bool:
    """Whether who was verified in another way must still show by a code that they can be reached (8.1.1.2)."""
    needed = registration.purpose == Purpose.SERVICE and not by_code(registration)
    return needed and registration.state == State.VERIFIED and registration.contact_confirmed_at is None


def said(registration: Registration) -> str:
    """The address at which is shown, or said again, who the person is."""
    return address(registration, "told/" if by_account(registration) else "you/")


def first(registration: Registration) -> str:
    """The address at which another way is chosen, for the same purpose."""
    plain = registration.purpose == Purpose.PURCHASE and not registration.renews_id
    return "/register/" if plain else f"/register/?{urlencode({'for': registration.purpose})}"


def saying(registration: Registration) -> str:
    """The address at which somebody says anew who they are, or is sent to the bank or partner again."""
    asked = providers.first_of(registration.way) if by_account(registration) else None
    return address(registration, f"account/{asked.name}/" if asked else "you/")


def all_running(request: HttpRequest) -> list[UUID]:
    """Every registration that runs in this browser."""
    return [UUID(each) for each in request.session.get(_RUNNING, {})]


def _stands(registration: Registration) -> str:
    state = State(registration.state)
    if by_account(registration) and state == State.NOTICED:
        return saying(registration) if providers.first_of(registration.way) else "/register/"
    if by_account(registration) and state == State.IDENTIFIED and not registration.otp_channel:
        return "told/"
    if not by_code(registration) and state == State.IDENTIFIED:
        return "certificate/" if registration.way == Way.CERTIFICATE else "approved/"
    if unreached(registration):
        return "code/"
    if registration.renews_id and state == State.VERIFIED:
        return "renew/"
    return _STANDS[state]


def onward(path: str, request: HttpRequest) -> str:
    """A path that keeps what one registers for, and the place to go to afterwards."""
    kept = {"for": asked_for(request), "next": next_place(request, "")}
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"{path}?{query}" if query else path


def asked_for(request: HttpRequest) -> str:
    """What somebody registers for, as the address or the form says; empty where it doesn't."""
    wanted = request.POST.get("for") or request.GET.get("for") or ""
    return wanted if wanted in tuple(Purpose) else ""


def running(*states: State) -> Callable[[Page], Callable[..., HttpResponse]]:
    """Let a page be reached only in the browser in which the registration was begun (404 elsewhere, also where it is done), and only in
    these states (else: where it stands).
    """

    def wrap(page: Page) -> Callable[..., HttpResponse]:
        @never_cache
        @require_http_methods(["GET", "POST"])
        @wraps(page)
        def guarded(request: HttpRequest, registration_id: UUID, **named: str) -> HttpResponse:
            known = str(registration_id) in request.session.get(_RUNNING, {})
            registration = queries.registration(registration_id) if known else None
            if registration is None:
                return render(request, "storefront/people/register/lost.html", {"steps": STEPS, "elsewhere": True}, status=404)
            if registration.state not in states:
                return HttpResponseRedirect(address(registration))
            return page(request, registration, **named)

        return guarded

    return wrap
