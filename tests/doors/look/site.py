"""The addresses that tests of the look ask: the style page alone, with our error pages."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


def boom(request: HttpRequest) -> HttpResponse:
    """A page that fails the way its address says."""
    raise {"400": BadRequest, "403": PermissionDenied}.get(request.path[-3:], RuntimeError)


@csrf_exempt
def received(request: HttpRequest) -> HttpResponse:
    """Answers a form that was sent, slowly enough for a second press."""
    return HttpResponse("<!doctype html><html lang=zh-Hant-TW><title>收到</title><main><h1>收到</h1></main>")


urlpatterns = [
    path("_style", include("toubao.doors.look.style")),
    path("boom/<int:status>", lambda request, status: boom(request)),
    path("received", received),
]
handler400 = "toubao.doors.look.errors.bad_request"
handler403 = "toubao.doors.look.errors.forbidden"
handler404 = "toubao.doors.look.errors.not_found"
handler500 = "toubao.doors.look.errors.server_error"
