"""Registration by digital certificate: whose certificate, the text to sign, the signature that comes back, and what came of it (7.2.3)."""

import binascii
import re
from base64 import b64decode
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from toubao.business.identity import actions
from toubao.business.identity.models import Registration
from toubao.business.identity.proving import certificates
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.register import browser, outcomes
from toubao.doors.storefront.visitor import network
from toubao.rules.facts import Way
from toubao.rules.flows.registration import State

LONGEST: Final = 100_000
NOBODYS: Final = UUID(int=0)
PEM: Final = re.compile(r"-----(?:BEGIN|END) [A-Z0-9 ]{1,40}-----")
NOT_SIGNED: Final = "這不是簽章的內容。請貼上元件簽好的整段文字（Base64），不要多也不要少。"


class Authority(forms.Form):
    """Whose certificate the person wants to use (7.2.3.3)."""

    authority = forms.ChoiceField(
        label="用哪一家發的憑證？", widget=forms.RadioSelect(attrs={"data-kind": "radio"}),
        error_messages={"required": "請選擇發證機構。", "invalid_choice": "請選擇發證機構。"},
    )  # fmt: skip

    def __init__(self, data: object = None) -> None:
        found = certificates.trusted()
        super().__init__(data, initial={"authority": found[0].name if len(found) == 1 else ""})  # type: ignore[arg-type] # a request's form, or none
        self.fields["authority"].choices = [(each.name, each.title) for each in found]  # type: ignore[attr-defined] # a choice field


class Signature(forms.Form):
    """What the component signed, as the script sends it or the person pastes it."""

    message = forms.CharField(
        label="簽好的內容", max_length=LONGEST, widget=forms.Textarea(attrs={"spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "請貼上簽好的內容。", "max_length": NOT_SIGNED},
    )  # fmt: skip

    def clean_message(self) -> bytes:
        """Base64, with or without line ends and the lines round it."""
        try:
            return b64decode("".join(PEM.sub("", self.cleaned_data["message"]).split()), validate=True)
        except (binascii.Error, ValueError):
            raise ValidationError(NOT_SIGNED) from None


@browser.running(State.IDENTIFIED)
def certificate(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask whose certificate it is; show the text to sign; take the signature."""
    if registration.way != Way.CERTIFICATE:
        return HttpResponseRedirect(browser.address(registration))
    if "message" in request.POST:
        return _take(request, registration)
    form = Authority(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.ask_to_sign(
            registration=registration, authority=form.cleaned_data["authority"], network=network(request), now=clock()
        )
        return _to(registration, {"challenge": str(made)} if made else {"came": actions.BUSY})
    asked = number(request.GET.get("challenge", ""))
    if asked is not None and request.method == "GET":
        return _sign(request, registration, asked, Signature())
    return _choose(request, registration, form, request.GET.get("came", ""))


def _choose(request: HttpRequest, registration: Registration, form: Authority, came: str) -> HttpResponse:
    context = {
        "form": form, "steps": browser.steps(registration), "came": outcomes.certificate(came), "first": browser.first(registration),
        "ready": bool(certificates.trusted()),
    }  # fmt: skip
    return render(request, "storefront/people/register/certificate.html", context)


def _sign(request: HttpRequest, registration: Registration, challenge: UUID, form: Signature) -> HttpResponse:
    """The page with the text; the component's window may speak with it, which no other page allows."""
    waiting = actions.to_sign(registration=registration, challenge=challenge, now=clock())
    chosen = certificates.named(waiting.authority) if waiting else None
    if waiting is None or chosen is None:
        return _to(registration, {"came": "challenge_expired"})
    context = {"form": form, "waiting": waiting, "chosen": chosen, "steps": browser.steps(registration)}
    answer = render(request, "storefront/people/register/signing.html", context)
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return answer


def _take(request: HttpRequest, registration: Registration) -> HttpResponse:
    challenge, form = number(request.POST.get("challenge", "")) or NOBODYS, Signature(request.POST)
    if not form.is_valid():
        return _sign(request, registration, challenge, form)
    signed = actions.take_signature(
        registration=registration, challenge=challenge, message=form.cleaned_data["message"], network=network(request), now=clock()
    )
    if signed.decision is None:
        return _to(registration, {"came": signed.outcome})
    return outcomes.after(registration, signed.decision, signed.outcome, "certificate/")


def _to(registration: Registration, told: dict[str, str]) -> HttpResponse:
    return HttpResponseRedirect(f"{browser.address(registration, 'certificate/')}?{urlencode(told)}")


def number(text: str) -> UUID | None:
    """The number of a text, or None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
