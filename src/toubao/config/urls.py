"""Which door answers at which address; the addresses inside a door are the door's own."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from toubao.config.monitoring.health import healthz, metrics
from toubao.doors.access import behind
from toubao.doors.access.tables import OUTSIDE
from toubao.doors.reports import reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("reports", reports, name="reports"),
]

if settings.PROFILE == "demo":
    urlpatterns.append(path("_style", include("toubao.doors.look.style")))

urlpatterns = [
    *behind(OUTSIDE, urlpatterns),
    path("api/", include("toubao.doors.api.urls")),
    path("console/", include("toubao.doors.console.urls")),
    path("", include("toubao.doors.storefront.urls")),
]

handler400 = "toubao.doors.look.errors.bad_request"
handler403 = "toubao.doors.look.errors.forbidden"
handler404 = "toubao.doors.look.errors.not_found"
handler500 = "toubao.doors.look.errors.server_error"
