"""The new password of a holder who was recognised."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from toubao.business import whose
from toubao.business.identity.queries import known as known_of
from toubao.business.recovery import finishing
from toubao.business.recovery.models import Recovery
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.recover import browser
from toubao.doors.storefront.people.register.forms import NewPassword
from toubao.doors.storefront.visitor import network
from toubao.rules.personal import masked_name


class Fresh(NewPassword):
    """The password that is to come."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # as a form is made
        self.fields["password"].label = "新的密碼"
        self.fields["password"].error_messages["required"] = "請設定新的密碼。"


@browser.running("password")
def password(request: HttpRequest, recovery: Recovery) -> HttpResponse:
    """Ask for a new password, and set it once."""
    if recovery.account is None:
        return HttpResponseRedirect(browser.PLACES["gone"])
    with whose.person(recovery.account.person_id):
        known = known_of(recovery.account.person)
    form = Fresh(request.POST if request.method == "POST" else None, known=known)
    if request.method == "POST" and form.is_valid():
        now = clock()
        decision = finishing.set_password(recovery=recovery, password=form.cleaned_data["password"], network=network(request), now=now)
        return HttpResponseRedirect(browser.PLACES["gone"] if decision.shut else browser.finished(recovery, now=now))
    context = {"form": form, "steps": browser.STEPS, "name": masked_name(known.name)}
    return render(request, "storefront/people/recover/password.html", context, status=422 if form.is_bound else 200)
