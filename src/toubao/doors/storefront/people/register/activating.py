"""The one-time link after a registration at a branch: whose account it is, masked; a password; and it is in use (7.1, 8.1.2)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from toubao.business.branches import activating, places
from toubao.business.branches.models import ActivationLink
from toubao.business.identity import queries
from toubao.business.identity.codes.allowances import opens_again, spend
from toubao.business.identity.personal import Known
from toubao.doors.clock import now as clock
from toubao.doors.look import words
from toubao.doors.storefront.people.register.forms import NewPassword
from toubao.doors.storefront.visitor import network
from toubao.rules.personal import masked, masked_name

WRONG: Final = "和據點登記的證號不符。請再對照證件；試 {most} 次不對，連結就失效。"
SHORT: Final = "請輸入證號的末 {last} 碼。"
BUSY: Final = "您所在的網路試了太多次，請 {when} 以後再試，或換一個網路，例如手機的行動網路。連結不會因此失效。"


class Own(NewPassword):
    """The last signs of one's own number, and a password of one's own. The signs are judged first, by `prove`, and the password only once
    they are right: what is said of it tells of the person's data, and a link may have gone to a mistyped address.
    """

    last = forms.CharField(
        label=f"您的證號末 {activating.LAST} 碼", max_length=activating.LAST, help_text="身分證字號或居留證統一證號的最後 4 碼，確認連結寄給了對的人。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}), error_messages={"required": SHORT.format(last=4)},
    )  # fmt: skip
    field_order = ("last", "password")

    def __init__(self, *arguments: Any, prove: Callable[[str], str], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._prove = prove

    def clean_last(self) -> str:
        """The signs, if they are the right ones."""
        last: str = self.cleaned_data["last"]
        if self._prove(last) != "right":
            raise ValidationError(WRONG.format(most=activating.TRIES))
        return last

    def clean_password(self) -> str:
        """The password, judged only where the signs were right."""
        typed: str = self.cleaned_data["password"]
        return super().clean_password() if "last" in self.cleaned_data else typed


class Awake(Own):
    """The same for an account that wakes: it keeps its password."""

    password = None  # type: ignore[assignment]  # Django's way of leaving a field of the parent out


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest, token: str) -> HttpResponse:
    """Show whose account the link opens; open it on POST. A link that is unknown, used, late or tried too often says only that."""
    now = clock()
    if request.method == "POST" and spend(("activation_network", network(request)), now=now):
        return _page(request, {"stands": "busy", "said": BUSY.format(when=words.clock(opens_again("activation_network", now=now)))}, 429)
    link = activating.open_link(token, now=now)
    if link is None:
        return _page(request, {"stands": "gone"}, 404)
    known = queries.known(link.registration.person)
    prove = partial(_prove, link, now)
    form = (Awake if link.registration.renews_id else Own)(request.POST if request.method == "POST" else None, known=known, prove=prove)
    if form.is_valid():
        return _take(request, token, form)
    if form.is_bound and activating.open_link(token, now=now) is None:
        return _page(request, {"stands": "gone"}, 404)
    return _shown(request, link, known, form)


@never_cache
@require_safe
def activated(request: HttpRequest) -> HttpResponse:
    """What somebody sees whose account is in use now; nothing of anybody is on it."""
    return _page(request, {"stands": "done"}, 200)


def _prove(link: ActivationLink, now: datetime, last: str) -> str:
    return activating.proved(link, last=last, now=now)


def _take(request: HttpRequest, token: str, form: Own) -> HttpResponse:
    """Take into use what was registered, for whoever knew the last signs."""
    given = form.cleaned_data
    came = activating.activate(token=token, last=given["last"], password=given.get("password", ""), now=clock())
    if came.outcome in ("opened", "renewed"):
        return HttpResponseRedirect("/activated/")
    return _page(request, {"stands": "taken" if came.outcome == "taken" else "gone"}, 409 if came.outcome == "taken" else 404)


def _shown(request: HttpRequest, link: ActivationLink, known: Known, form: Own) -> HttpResponse:
    registration = link.registration
    context = {
        "stands": "ask", "form": form, "renews": registration.renews_id is not None, "purpose": registration.purpose,
        "until": link.expires_at, "branch": places.branch(registration.visit.branch).name, "name": masked_name(known.name),
        "phone": masked(known.phone), "mail": f"•••@{known.mail.partition('@')[2]}",
    }  # fmt: skip
    return _page(request, context, 422 if form.is_bound else 200)


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "storefront/people/register/activate.html", context, status=status)
