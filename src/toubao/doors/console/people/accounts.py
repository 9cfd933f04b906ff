"""An account as the desk handles it: where it stands, what is signed in; blocked, let in again, signed out, each with its reason."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from toubao.business.governance.queries import cases
from toubao.business.identity.devices import sessions
from toubao.business.identity.models import Account
from toubao.business.identity.programs import granting
from toubao.business.identity.proving import numbers
from toubao.business.identity.queries import account as account_by_id
from toubao.business.service import accounts
from toubao.doors.clock import now, real_now
from toubao.doors.console import staff, telling, words
from toubao.doors.console.frame import show
from toubao.doors.console.people.changes import Recovery, name_of
from toubao.doors.console.words import people
from toubao.journal.reading import entries

PEOPLE: Final = "/console/people/"
MOST: Final = 50
NOT_DONE: Final = {
    "block": "帳號已經停用或關閉，沒有再做任何事。",
    "release": "帳號已經關閉，或證號經證明是持有人本人的，沒有做任何事。",
    "reviewed": "沒有等候處理的投保紀錄，沒有做任何事。",
    "browsers": "沒有登入中的裝置，沒有做任何事。",
    "programs": "沒有登入中的程式，沒有做任何事。",
}
DONE: Final = {
    "blocked": "帳號已經停用，會通知客戶。",
    "unblocked": "帳號已經恢復，會通知客戶。",
    "out": "已經全部登出，會通知客戶。",
    "number": "帳號已經關閉，證號可以由本人註冊。會通知帳號的持有人。",
    "reviewed": "已記下投保紀錄的處理結果。",
}


REASONS: Final = {
    "block": ("停用的原因", "客戶來電表示手機遭竊"),
    "browsers": ("裝置登出的原因", "客戶來電表示手機遭竊"),
    "programs": ("取消授權的原因", "客戶來電表示不認得這個程式"),
    "release": ("關閉的原因", "證號的本人臨櫃，看過身分證"),
    "reviewed": ("處理結果", "投保紀錄是原持有人的，已聯絡改正"),
}
"""What is asked for before each of them, and an example."""


class Why(forms.Form):
    """Why something is done to an account."""

    because = forms.CharField(
        min_length=4, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": "請填寫原因。"}
    )

    def __init__(self, what: str, given: QueryDict | None = None) -> None:
        super().__init__(given, auto_id=f"{what}_%s")
        label, example = REASONS[what]
        self.fields["because"].label = label
        self.fields["because"].help_text = f"例如：{example}。會記入帳號的軌跡，不會寄給客戶。"


def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Where an account stands; masked."""
    return _shown(request, _found(account_id), done=DONE.get(request.GET.get("done", ""), ""))


def block(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Block it."""
    found, form = _found(account_id), Why("block", request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, block=form)
    done = accounts.block(account=found, because=form.cleaned_data["because"], by=staff.me(request).username, now=now())
    return _to(found, "blocked") if done else _shown(request, _found(account_id), 409, refused=NOT_DONE["block"])


def sign_out(request: HttpRequest, account_id: UUID, what: str) -> HttpResponse:
    """End its sessions in browsers, or its programs."""
    if what not in (accounts.BROWSERS, accounts.PROGRAMS):
        raise Http404(what)
    found, form = _found(account_id), Why(what, request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, **{what: form})
    by = staff.me(request).username
    ended = accounts.sign_out(account=found, what=what, because=form.cleaned_data["because"], by=by, now=now())
    return _to(found, "out") if ended else _shown(request, found, 409, refused=NOT_DONE[what])


def number(request: HttpRequest, account_id: UUID, what: str) -> HttpResponse:
    """Free the number of an account that only typed it, for its owner; or write down what became of what was bought there."""
    if what not in ("release", "reviewed"):
        raise Http404(what)
    found, form = _found(account_id), Why(what, request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, **{what: form})
    act = accounts.release_number if what == "release" else accounts.number_reviewed
    done = act(account=found, because=form.cleaned_data["because"], by=staff.me(request).username, now=now())
    if not done:
        return _shown(request, _found(account_id), 409, refused=NOT_DONE[what])
    return _to(found, "number" if what == "release" else "reviewed")


def unblock(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Let the holder of a blocked account in again, once a person has made sure who they are."""
    found = _found(account_id)
    if found.blocked not in accounts.LIFTED:
        raise Http404("no such blocked account")
    form = Recovery(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        accounts.unblock(account=found, because=given["because"], reference=given["reference"], by=staff.me(request).username, now=now())
        return _to(found, "unblocked")
    status = 422 if form.is_bound else 200
    void = found.blocked != accounts.BY_STAFF
    return show(
        request, "people/account/unblock.html", here=PEOPLE, status=status, form=form, account=found, name=name_of(found.person), void=void
    )


def _found(account_id: UUID) -> Account:
    found = account_by_id(account_id)
    if found is None:
        raise Http404("no such account")
    return found


def _to(found: Account, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"/console/accounts/{found.pk}/?done={done}")


def _shown(request: HttpRequest, found: Account, status: int = 200, **more: Any) -> HttpResponse:
    names, at = cases.staff_names(), now()
    shown: dict[str, Any] = {
        "account": found, "name": name_of(found.person), "browsers_in": list(sessions.living(found, real=real_now())[:MOST]),
        "programs_in": list(granting.living(found, now=at)), "entries": telling.told(list(entries(found.pk))[-MOST:], names)[::-1],
        "people": people, "words": words, "now": at, "refused": "", "done": "", **{what: Why(what) for what in REASONS},
        "only_typed": not found.closed_at and numbers.only_typed(found), "number_waits": accounts.number_waits(found),
    }  # fmt: skip
    return show(request, "people/account/page.html", here=PEOPLE, status=status, **shown | more)
