"""My choices about signing in: told by SMS too, and a second factor after the password."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from toubao.business.identity.devices import choices
from toubao.doors.clock import now as clock
from toubao.doors.storefront.fresh import proved_for_this
from toubao.doors.storefront.people.members.access import TABS
from toubao.doors.storefront.people.members.lists import PLACES
from toubao.doors.storefront.visitor import me

HERE = "/members/account/sign-in/"


class Choices(forms.Form):
    """What a person may choose."""

    tell_by_sms = forms.BooleanField(required=False, label="從新的裝置登入時，除了電子郵件，也用簡訊通知我")
    second_factor = forms.BooleanField(required=False, label="用密碼登入時，還要再用通行密鑰或驗證碼確認一次")


@proved_for_this()
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_choices(request: HttpRequest) -> HttpResponse:
    """Show what is chosen, or keep what is chosen now."""
    mine = me(request)
    chosen = choices.choice_of(mine)
    form = Choices(request.POST if request.method == "POST" else None, initial=vars(chosen))
    if request.method == "POST" and form.is_valid():
        choices.choose(account=mine, now=clock(), **form.cleaned_data)
        return HttpResponseRedirect(f"{HERE}?kept=yes")
    context = {"form": form, "kept": "kept" in request.GET, "tabs": TABS, "tab": HERE, "places_here": PLACES, "here": TABS[0][1]}
    return render(request, "storefront/people/members/access/choices.html", context)
