"""The acquirer's webhook: believed only with its signature and in time, remembered once, and a reason to look the payment up; no more."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from toubao.business.purchase import actions
from toubao.doors.clock import now, real_now
from toubao.gateways.card import BadWebhook, verify_webhook


@csrf_exempt
@require_POST
def card(request: HttpRequest) -> HttpResponse:
    """POST /webhooks/card: 204 for what is signed and kept (heard before or not ours as well), 400 with problem details (RFC 9457) for
    what is not believed, 503 where so many unknown orders wait that this one can't be kept: then the acquirer sends it again.
    """
    secret = str(settings.INSTITUTIONS["card"]["webhook_secret"]).encode()
    try:
        event = verify_webhook(secret=secret, headers=request.headers, body=request.body, now=real_now())
    except BadWebhook as wrong:
        problem = {"type": "about:blank", "title": "This webhook is not believed", "status": 400, "detail": wrong.reason}
        return HttpResponse(json.dumps(problem), status=400, content_type="application/problem+json")
    if not actions.hear(event=event, now=now()):
        problem = {"type": "about:blank", "title": "This webhook was not kept", "status": 503, "detail": "too many unknown orders wait"}
        return HttpResponse(json.dumps(problem), status=503, content_type="application/problem+json", headers={"Retry-After": "60"})
    return HttpResponse(status=204)
