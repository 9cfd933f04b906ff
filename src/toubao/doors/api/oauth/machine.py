"""What programs ask without anybody at a screen: tokens for a code, the next token, giving back, and what this server can do (RFC 8414)."""

from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from toubao.business.identity.programs.registering import SCOPES
from toubao.doors.api.bearer import spared
from toubao.doors.api.oauth.server import AUTHORISE, REVOKE, SERVER, TOKEN
from toubao.doors.api.problems import Problem

FORM: Final = "application/x-www-form-urlencoded"


@csrf_exempt  # programs bring no cookie on which a page elsewhere could ride
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """A token for a code, or the next one; of two at once with the same code one gets it, and the code ends what it gave."""
    return _answered(request, lambda: SERVER.create_token_response(request))


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """What was granted ends."""
    return _answered(request, lambda: SERVER.create_endpoint_response("revocation", request))


def _answered(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        spared(request, "api_session_network")
    except Problem as problem:
        return problem.response()
    if request.content_type != FORM or not all(_plain(str(each)) for each in request.POST.values()) or request.GET:
        return SERVER.handle_response(400, {"error": "invalid_request"}, [("Content-Type", "application/json")])
    with transaction.atomic():
        answer: HttpResponse = act()
    return answer


def _plain(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= 2000 and '"' not in value and "\\" not in value


@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """What this server can do and where."""
    at = settings.PUBLIC_URL
    told = {
        "issuer": at, "authorization_endpoint": f"{at}{AUTHORISE}", "token_endpoint": f"{at}{TOKEN}",
        "revocation_endpoint": f"{at}{REVOKE}",
        "scopes_supported": list(SCOPES), "response_types_supported": ["code"], "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"], "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"], "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True, "service_documentation": f"{at}/api/docs",
    }  # fmt: skip
    return JsonResponse(told)
