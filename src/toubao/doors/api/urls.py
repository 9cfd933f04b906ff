"""Who may ask what of the API, and its addresses, each behind its row: version 1, its OpenAPI document and the page that explains it.
What the words of the table mean is doors/access.
"""

from typing import Final

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from toubao.doors.access import Table, Who, behind
from toubao.doors.api.docs import docs
from toubao.doors.api.oauth import machine
from toubao.doors.api.service import api

A, T, O = Who.ANYBODY, Who.PROGRAM, Who.OWN_BY_PROGRAM  # noqa: E741 - the table is read in columns
ONE: Final = "v1/applications/<uuidstr:application>"

# fmt: off
#   route                             method → who
TABLE: Final[Table] = {
    "":                               {"GET": A},
    "docs":                           {"GET": A},
    "openapi.json":                   {"GET": A},
    "v1/products/<code>":             {"GET": A},
    "v1/destinations":                {"GET": A},
    "v1/quotes":                      {"POST": A},
    "v1/cases/<serial>":              {"GET": A},
    "v1/motor/look-ups":              {"POST": A},
    "oauth/token":                    {"POST": A},
    "oauth/revoke":                   {"POST": A},
    "v1/applications":                {"POST": T},
    ONE:                              {"GET": O, "DELETE": O},
    f"{ONE}/entries":                 {"PUT": O},
    f"{ONE}/documents":               {"GET": O},
    f"{ONE}/agreement":               {"POST": O},
    f"{ONE}/codes":                   {"POST": O},
    f"{ONE}/confirmation":            {"POST": O},
    f"{ONE}/text-to-sign":            {"POST": O},
    f"{ONE}/signature":               {"POST": O},
    f"{ONE}/payment":                 {"POST": O},
}
# fmt: on

_addresses: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/api/docs")),
    path("docs", docs, name="api-docs"),
    path("oauth/token", machine.token),
    path("oauth/revoke", machine.revoke),
    path("", api.urls),
]
urlpatterns = behind(TABLE, _addresses)
