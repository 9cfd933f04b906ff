"""Changing my data, page by page: asked with the password, proved with a code, the new address proved, and where it stands."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from toubao.business.identity.changes import asking, queries
from toubao.business.identity.changes.values import values_of
from toubao.business.identity.codes import otp
from toubao.business.identity.models import Account, Change
from toubao.business.identity.queries import known as known_of
from toubao.business.policies.queries import of_person
from toubao.business.service import leaving
from toubao.business.steps import Decision
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.people.members.mine import words
from toubao.doors.storefront.people.members.mine.forms import FORMS, Asking, CodeAndIdentity
from toubao.doors.storefront.people.register.forms import Code
from toubao.doors.storefront.visitor import leave, me, named, network, signed_in
from toubao.rules.facts import Kind
from toubao.rules.flows.change import RULES, State

HERE = "/members/account/"
UNPROCESSABLE = 422
WRONG = "登入密碼不對，沒有變更任何資料。連續輸入錯誤 5 次，會暫停 15 分鐘。"
NOT_PROVED = "證號或出生日期不對，這組驗證碼也已經用掉了。請再寄一組，重新填寫。"
pages = require_http_methods(["GET", "POST"])


@signed_in
@never_cache
@pages
def change(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for a change of one kind: what shall stand there, and the password."""
    try:
        asked = Kind(kind.replace("-", "_"))
    except ValueError as unknown:
        raise Http404(kind) from unknown
    account = me(request)
    form = FORMS[asked](request.POST or None, known=known_of(account.person), proved=_proved(account, asked))
    if request.method != "POST" or not form.is_valid():
        return _form(request, asked, form)
    made, decision = _ask(request, asked, form)
    if not decision.taken:
        return _form(request, asked, form, decision)
    if asking.old_channel(made):
        return _sent(made, asking.send_old_code(change=made, network=network(request), now=clock()))
    asking.prove(change=made, network=network(request), keep=named(request), now=clock())
    return HttpResponseRedirect(f"{HERE}?changed={asked.value}")


def _proved(mine: Account, asked: Kind) -> bool:
    """Whether what stands there is more than stated; data that no code proves are."""
    return {"sms": mine.phone_proved, "mail": mine.mail_proved}.get(RULES[asked].new, True)


def _ask(request: HttpRequest, asked: Kind, form: Asking) -> tuple[Change, Decision]:
    given: dict[str, Any] = {"account": me(request), "password": form.cleaned_data["password"], "network": network(request), "now": clock()}
    return leaving.ask(**given) if asked is Kind.LEAVE else asking.ask(kind=asked, value=form.value(), **given)


def _form(request: HttpRequest, asked: Kind, form: Asking, decision: Decision | None = None) -> HttpResponse:
    shut = {verdict.gate: verdict.words for verdict in decision.shut} if decision else {}
    if "password_before_change" in shut:
        form.add_error("password", WRONG)
        shut = {}
    wait, cooling = words.hours(asked, clock())
    context = {
        "form": form, "page": words.PAGES[asked], "kind": asked.value, "refusals": list(shut.values()), "wait": wait, "cooling": cooling,
        "policies": of_person(me(request).person_id).count() if asked is Kind.LEAVE else 0, "places_here": PLACES, "here": HERE,
    }  # fmt: skip
    return render(request, "storefront/people/members/mine/change.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@signed_in
@never_cache
@pages
def standing(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """One of my changes where it stands: the code to the old address, the code to the new one, or what happens next."""
    mine = _own(request, change_id)
    now = clock()
    form: Code = (CodeAndIdentity if mine.state == State.ASKED and asking.needs_identity(mine) else Code)(request.POST or None)
    if mine.state not in (State.ASKED, State.PROVED):
        context = {"change": mine, "words": words, "what_then": words.what_then(mine), "places_here": PLACES, "here": HERE}
        return render(request, "storefront/people/members/mine/standing.html", context)
    if "again" in request.POST:
        if mine.state == State.ASKED and not asking.old_channel(mine):
            return HttpResponseRedirect(_path(mine))  # nothing was sent that could be sent again
        sender = asking.send_old_code if mine.state == State.ASKED else asking.send_new_code
        return _sent(mine, sender(change=mine, network=network(request), now=now))
    if request.method == "POST" and form.is_valid():
        return _prove(request, mine, form, now) if mine.state == State.ASKED else _confirm(request, mine, form, now)
    return _code(request, mine, form, now)


def _prove(request: HttpRequest, mine: Change, form: Code, now: datetime) -> HttpResponse:
    entered = form.cleaned_data["code"]
    if mine.kind == Kind.LEAVE:
        return _leave(request, mine, form, now)
    identity = form.identity() if isinstance(form, CodeAndIdentity) else None
    decision, checked = asking.prove(
        change=mine, entered=entered, identity=identity, network=network(request), keep=named(request), now=now
    )
    if decision.taken:
        return _sent(mine, asking.send_new_code(change=mine, network=network(request), now=now))
    return _wrong(request, mine, form, checked, now)


def _leave(request: HttpRequest, mine: Change, form: Code, now: datetime) -> HttpResponse:
    _, checked = leaving.leave(change=mine, entered=form.cleaned_data["code"], network=network(request), now=now)
    if mine.state == State.SETTLED:
        leave(request)
        return HttpResponseRedirect("/account-closed/")
    return _wrong(request, mine, form, checked, now)


def _confirm(request: HttpRequest, mine: Change, form: Code, now: datetime) -> HttpResponse:
    _, checked = asking.confirm_new(change=mine, entered=form.cleaned_data["code"], keep=named(request), now=now)
    if mine.state != State.PROVED:
        return HttpResponseRedirect(_path(mine))
    return _wrong(request, mine, form, checked, now)


def _wrong(request: HttpRequest, mine: Change, form: Code, checked: otp.Check | None, now: datetime) -> HttpResponse:
    """Say what was wrong; where another press was faster, show where it stands."""
    if checked is None:
        return HttpResponseRedirect(_path(mine))
    form.add_error("code", NOT_PROVED if checked.right else sentences.code_error(checked))
    return _code(request, mine, form, now)


def _code(request: HttpRequest, mine: Change, form: Code, now: datetime) -> HttpResponse:
    old = mine.state == State.ASKED
    channel = asking.old_channel(mine) if old else RULES[Kind(mine.kind)].new
    known = known_of(mine.account.person)
    to = (known.phone if channel == "sms" else known.mail) if old else values_of(mine).new
    context = {
        "change": mine, "form": form, "words": words, "old": old, "channel": channel, "to": to.replace("+886", "0", 1), "now": now,
        "sent": otp.latest(purpose=asking.OLD if old else asking.NEW, subject=mine.pk), "tries": otp.TRIES,
        "limit": sentences.sending_limit(request.GET.get("limit", ""), now), "places_here": PLACES, "here": HERE,
    }  # fmt: skip
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "storefront/people/members/mine/code.html", context, status=status)


@signed_in
@require_POST
def withdraw(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Take a change back that does not hold yet."""
    mine = _own(request, change_id)
    decision = asking.withdraw(change=mine, now=clock())
    return HttpResponseRedirect(f"{HERE}?changed=withdrawn" if decision.taken else _path(mine))


def _own(request: HttpRequest, change_id: UUID) -> Change:
    found = queries.own(change_id, me(request).pk)
    if found is None:
        raise Http404("no such change of this account")
    return found


def _path(mine: Change) -> str:
    return f"/members/account/changes/{mine.pk}/"


def _sent(mine: Change, sending: otp.Sending) -> HttpResponse:
    return HttpResponseRedirect(_path(mine) + ("" if sending.sent else f"?{urlencode({'limit': sending.limit})}"))
