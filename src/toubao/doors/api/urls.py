"""The addresses of the API: version 1, its OpenAPI document and the page that explains it."""

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from toubao.doors.api.docs import docs
from toubao.doors.api.service import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url="/api/docs")),
    path("docs", docs, name="api-docs"),
    path("", api.urls),
]
