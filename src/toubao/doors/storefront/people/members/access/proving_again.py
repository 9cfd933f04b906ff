"""Proving once more that it is me, before something that touches the keys of my account."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.identity import actions
from toubao.business.identity.actions import second_step
from toubao.business.identity.codes import otp
from toubao.business.identity.devices.passkeys import keeping
from toubao.business.identity.queries import known as known_of
from toubao.doors import passkeys
from toubao.doors.clock import now as clock
from toubao.doors.look.brand import brand
from toubao.doors.storefront.fresh import proved_again, wants_second_step
from toubao.doors.storefront.people import sentences
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.people.register.forms import Code
from toubao.doors.storefront.visitor import me, named, network, next_place, signed_in

UNPROCESSABLE = 422
DEVICES = "/members/account/devices/"
WRONG = "密碼不對。連續輸入錯誤 5 次，會暫停 15 分鐘。"


class Password(forms.Form):
    """The password of now."""

    password = forms.CharField(
        label="登入密碼", strip=False, max_length=1000, widget=forms.PasswordInput(attrs={"data-kind": "password"}),
        error_messages={"required": "請輸入登入密碼。"},
    )  # fmt: skip


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the password, or where more is needed for a code, then on to where the person wanted to go."""
    strong = "strong" in request.GET or "strong" in request.POST
    if strong or wants_second_step(request):
        return _by_code(request, {"strong": 1} if strong else {})
    form = Password(request.POST or None)
    then = next_place(request, DEVICES)
    if request.method == "POST" and form.is_valid():
        typed, here = form.cleaned_data["password"], named(request)
        if here and actions.prove(account=me(request), session_id=here, password=typed, network=network(request), now=clock()):
            proved_again(request)
            return HttpResponseRedirect(then)
        form.add_error("password", WRONG)
    status = UNPROCESSABLE if request.method == "POST" else 200
    context = {"form": form, "next": then, "places_here": PLACES, "here": DEVICES}
    context |= {"has_passkey": keeping.has_some(me(request)), **passkeys.offered(request)}
    return render(request, "storefront/people/members/access/prove.html", context, status=status)


def _by_code(request: HttpRequest, strong: dict[str, int]) -> HttpResponse:
    """Send a code to a proved address, or check the one that was entered; a passkey does as well. `strong`: this needs it of everybody."""
    account, now, then = me(request), clock(), next_place(request, DEVICES)
    channels, wanted, here = second_step.channels_to_prove(account), request.POST.get("send", ""), named(request)
    if wanted in channels:
        sending = second_step.send_step_up_code(
            account=account, channel=wanted, insurer=brand().short_name, network=network(request), now=now
        )
        told = {"sent": wanted} if sending.sent else {"limit": sending.limit}
        return HttpResponseRedirect(f"/members/account/prove/?{urlencode({**strong, 'next': then, **told})}")
    form = Code(request.POST if request.method == "POST" else None)
    if here and form.is_valid():
        checked = second_step.check_step_up_code(account=account, entered=form.cleaned_data["code"], now=now)
        if checked.right:
            actions.proved(account=account, session_id=here, by="code again", now=now)
            proved_again(request, strongly=True)
            return HttpResponseRedirect(then)
        form.add_error("code", sentences.code_error(checked))
    known, sent = known_of(account.person), otp.latest(purpose=second_step.STEP_UP_CODE, subject=account.pk)
    context = {
        "form": form, "next": then, "places_here": PLACES, "here": DEVICES, "sent": sent if sent and not otp.void(sent, now) else None,
        "channels": channels, "phone": known.phone.replace("+886", "0", 1), "mail": known.mail, "tries": otp.TRIES,
        "limit": sentences.sending_limit(request.GET.get("limit", ""), now), "has_passkey": keeping.has_some(account),
        "strong": bool(strong), **passkeys.offered(request),
    }  # fmt: skip
    return render(request, "storefront/people/members/access/step_up.html", context)
