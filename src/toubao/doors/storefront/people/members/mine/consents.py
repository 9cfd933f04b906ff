"""My consents: what I agreed to, when and in which words; taken back at once where that is possible, given by my own tick (15.1.2)."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toubao.business.consents import actions, queries, texts
from toubao.business.consents.models import Consent, ShownText
from toubao.business.consents.texts import Notice, Text
from toubao.business.identity.models import Account
from toubao.business.identity.queries import persons_of
from toubao.business.steps import Actor
from toubao.doors.clock import now as clock
from toubao.doors.look.words import TAIPEI
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.visitor import me, signed_in, where
from toubao.products import markup

HERE: Final = "/members/account/consents/"
PLACE: Final = {"register": "註冊時", "branch": "服務據點", "members": "會員中心"}
ENDED: Final = {"withdrawn": "您撤回", "replaced": "改為同意新的版本"}
CHANGED: Final = {"given": "已記下您的同意", "withdrawn": "已撤回，從現在起不再這樣使用您的資料"}


@signed_in
@never_cache
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """What I may choose, what my account stands on, and what ended."""
    mine = queries.of(persons_of(me(request)))
    standing, offered = _standing(mine), texts.in_force(clock().astimezone(TAIPEI).date())
    rows = [_row(notice, offered[name], standing.get(name)) for name, notice in texts.notices().items()]
    context = {
        "optional": [row for row in rows if not row["notice"].needed],
        "needed": [row for row in rows if row["notice"].needed and row["given"]],
        "ended": [_past(each) for each in mine if each.pk not in {kept.pk for kept in standing.values()}],
        "changed": CHANGED.get(request.GET.get("changed", ""), ""), "places_here": PLACES, "here": HERE,
    }  # fmt: skip
    return render(request, "storefront/people/members/consents/list.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, name: str) -> HttpResponse:
    """One use of my data that I may agree to: what it means in full, and the tick, which nobody sets for me."""
    notice, text = _optional(name)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        decision = _give(request, text)
        if decision.taken:
            return HttpResponseRedirect(f"{HERE}?changed=given")
        errors = [("id_agree", verdict.words) for verdict in decision.shut]
    given = queries.standing(me(request).person_id, name)
    context = {"notice": notice, "text": text, "given": given, "errors": errors, "places_here": PLACES, "here": HERE}
    return render(request, "storefront/people/members/consents/give.html", context, status=422 if errors else 200)


@signed_in
@never_cache
@require_POST
def withdraw(request: HttpRequest, name: str) -> HttpResponse:
    """Take a consent back; it holds from this moment on. One never given leads to the list, which says so."""
    mine = me(request)
    decision = actions.withdraw(key=mine.person.key, name=name, actor=_self(mine), now=clock())
    if decision is not None and decision.shut:
        context = {"refusals": decision.shut, "places_here": PLACES, "here": HERE}
        return render(request, "storefront/people/members/consents/needed.html", context, status=422)
    if decision is None and not any(each.name == name for each in queries.of(persons_of(mine))):
        return HttpResponseRedirect(HERE)
    return HttpResponseRedirect(f"{HERE}?changed=withdrawn")


@signed_in
@never_cache
@require_safe
def agreed_text(request: HttpRequest, digest: str) -> HttpResponse:
    """The exact words that I agreed to, however long ago; only those that I did."""
    found = _mine(request, digest)
    source = bytes(found.source).decode("utf-8", "replace")
    context = {
        "text": found, "title": markup.title(source) if found.intact else found.name, "html": markup.html(markup.body(source)),
        "places_here": PLACES, "here": HERE,
    }  # fmt: skip
    return render(request, "storefront/people/members/consents/text.html", context)


@signed_in
@never_cache
@require_safe
def agreed_bytes(request: HttpRequest, digest: str) -> HttpResponse:
    """The same, byte for byte, as a file whose SHA-256 anybody can reckon."""
    return text_file(_mine(request, digest))


def text_file(found: ShownText) -> HttpResponse:
    """A kept text as a file to download."""
    answer = HttpResponse(bytes(found.source), content_type="text/markdown; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}-{found.version}-{found.digest[:8]}.md"'
    return answer


def _standing(mine: list[Consent]) -> dict[str, Consent]:
    """The consents that stand, by notice: of those to one notice the latest."""
    return {each.name: each for each in reversed(mine) if each.state == "given"}


def _row(notice: Notice, text: Text, given: Consent | None) -> dict[str, Any]:
    newer = given is not None and given.text_id != text.digest
    return {"notice": notice, "title": text.title, "given": given, "newer": newer, "place": PLACE[given.place] if given else ""}


def _past(each: Consent) -> dict[str, Any]:
    how = ENDED.get(each.state, "後來又同意一次")
    return {"title": markup.title(bytes(each.text.source).decode("utf-8", "replace")), "consent": each, "how": how}


def _optional(name: str) -> tuple[Notice, Text]:
    notice = texts.notices().get(name)
    if notice is None or notice.needed:
        raise Http404(name)
    return notice, texts.in_force(clock().astimezone(TAIPEI).date())[name]


def _give(request: HttpRequest, text: Text) -> Any:
    mine, ticked = me(request), request.POST.get("agree") == text.digest
    return actions.give(
        key=mine.person.key, text=text, ticked=ticked, seen_to_end=request.POST.get("seen_to_end") == "1", where=where(request),
        actor=_self(mine), now=clock(),
    )  # fmt: skip


def _mine(request: HttpRequest, digest: str) -> ShownText:
    found = queries.agreed_text(persons_of(me(request)), digest)
    if found is None:
        raise Http404("a text that this person never agreed to")
    return found


def _self(mine: Account) -> Actor:
    return Actor("person", str(mine.person_id))
