"""My e-policy by mail once more, as a link or as the encrypted copy; whether it may go is told by business."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from toubao.business.policies import mailing
from toubao.doors.clock import now as clock
from toubao.doors.storefront.people.members import standing
from toubao.doors.storefront.people.members.asleep import not_served
from toubao.doors.storefront.people.members.policy import own
from toubao.doors.storefront.visitor import me, signed_in

QUEUED, UNCHOSEN, LIMITED = "queued", "unchosen", "limited"


@signed_in
@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Have it mailed as chosen here; from now on it is mailed so."""
    found, mailed = own(request, number), request.POST.get("mailed", "")
    if mailed not in mailing.PURPOSES:
        return _back(number, UNCHOSEN)
    if found.state not in standing.AT_HAND:
        return _back(number, "")
    stands = mailing.ask_again(policy=found, account=me(request), mailed=mailed, now=clock())
    if stands == mailing.NOT_SERVED:
        return not_served(request, me(request), then=f"/members/policies/{number}/")
    return _back(number, {"": QUEUED, mailing.UNPROVED: mailing.UNPROVED}.get(stands, LIMITED))


def _back(number: str, told: str) -> HttpResponse:
    return HttpResponseRedirect(f"/members/policies/{number}/{f'?mailed={told}' if told else ''}#by-mail")
