"""The norm's and the insurer's own pages (2.2 and others): what must stand on the site, from the law's text and the operator's data."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toubao.business.identity.devices.lifetimes import lifetime
from toubao.doors.storefront.notices import notices
from toubao.law import current, words

OWN_MONEY: Final = "12.1.1"
PAGES: Final = ("company", "security", "payment", "privacy", "complaints", "abroad")


@require_safe
def norm(request: HttpRequest) -> HttpResponse:
    """The whole norm, each clause with its id as anchor, and the declaration of adherence (2.2)."""
    return render(request, "storefront/people/about/norm.html", {"edition": current(), "articles": _articles(), "wide": True})


def page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """One of the insurer's own pages."""

    @require_safe
    def shown(request: HttpRequest) -> HttpResponse:
        context = {
            "insurer": {"abroad_line": "", **settings.INSURER},
            "group": settings.GROUP,
            "notice": notices()["privacy"],
            "quote": words(OWN_MONEY),
            "here": f"/{name}/",
        } | _kept_for()
        return render(request, f"storefront/people/about/{name}.html", context)

    return shown


def _kept_for() -> dict[str, int]:
    """For how many days a browser keeps our cookies."""
    return {"form_days": settings.CSRF_COOKIE_AGE // 86400, "browser_days": lifetime("browser", "known").days}


@lru_cache(maxsize=1)
def _articles() -> list[dict[str, Any]]:
    """The norm's articles with their clauses, each with how deep it stands."""
    edition = current()
    return [
        {
            "number": article,
            "clauses": [
                {"id": c.id, "text": c.text, "depth": c.id.count("."), "name": edition.citation(c.id)} for c in edition.under(article)
            ],
        }
        for article in edition.articles
    ]
