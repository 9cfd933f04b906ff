"""Home, product pages and documents: readable by everybody at any time, without registering (5.1, 10.1.1)."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toubao.business.catalogue import queries as catalogue
from toubao.business.catalogue.models import ReleaseDocument
from toubao.doors.clock import now
from toubao.doors.storefront.selling import daily
from toubao.doors.storefront.selling.shelf import Paper, Shelf, shelf
from toubao.doors.storefront.selling.trip import asking
from toubao.products import NotOnSale, Product

TRAVEL = "travel-accident"
A_YEAR, A_WHILE, NAMED = 31_536_000, 300, 16


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be bought, from which price, how it goes, and why to trust it."""
    return daily.page(request, "home", _on_sale(TRAVEL), _shown)


@require_safe
def product(request: HttpRequest, product: str) -> HttpResponse:
    """One product: what it covers, what it costs, the items of article 5, its documents."""
    found, _ = _found(product)
    return daily.page(request, "product", found, _shown)


def _shown(product: Product, moment: datetime) -> dict[str, Any]:
    return {"shelf": shelf(product), "asking": asking(product, now=moment)}


@require_safe
def document(request: HttpRequest, product: str, name: str) -> HttpResponse:
    """One document as a page to read."""
    found, shown = _found(product)
    paper = _paper(shown, name)
    wanted = request.GET.get("digest", "")
    if wanted and not (len(wanted) >= NAMED and paper.digest.startswith(wanted)):
        _older(product, name, wanted)
        return HttpResponseRedirect(f"/products/{product}/documents/{name}.pdf?digest={wanted}")
    response = render(request, "storefront/selling/document.html", {"product": found, "paper": paper})
    return _cached(request, response, paper, private=True)


@require_safe
def pdf(request: HttpRequest, product: str, name: str) -> HttpResponseBase:
    """The same document as it was typeset for this release; kept for a year by whoever asks with its digest."""
    found, shown = _found(product)
    paper = _paper(shown, name)
    wanted = request.GET.get("digest", "")
    if wanted and not (len(wanted) >= NAMED and paper.digest.startswith(wanted)):
        return _kept(_older(product, name, wanted))
    if request.headers.get("If-None-Match") == _tag(paper):
        return _cached(request, HttpResponse(status=304), paper)
    typeset = catalogue.pdf(found.code, found.version.code, name, paper.digest)
    if typeset is None:
        raise Http404("not typeset yet")
    return _cached(request, _file(typeset, f"{found.code}-{name}-{paper.version}"), paper)


def _file(typeset: ReleaseDocument, named: str) -> HttpResponse:
    response = HttpResponse(bytes(typeset.pdf), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{named}.pdf"'
    return response


def _kept(typeset: ReleaseDocument) -> HttpResponse:
    """What was offered before, kept for good."""
    response = _file(typeset, f"{typeset.name}-{typeset.digest[:NAMED]}")
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def _older(product: str, name: str, digest: str) -> ReleaseDocument:
    """The document that was offered with this digest. Raises Http404: an address with a digest serves that text, or nothing."""
    found = catalogue.pdf_with(product, name, digest) if digest.isalnum() and digest.isascii() else None
    if found is None:
        raise Http404(digest)
    return found


def _cached(request: HttpRequest, response: HttpResponse, paper: Paper, *, private: bool = False) -> HttpResponse:
    """Say how long an answer may be kept: for good where the address names the digest, else a short while."""
    named = request.GET.get("digest") == paper.digest[:16]
    response.headers["Cache-Control"] = (
        "private, no-cache" if private else f"public, max-age={A_YEAR}, immutable" if named else f"public, max-age={A_WHILE}"
    )
    if not private:
        response.headers["ETag"] = _tag(paper)
    return response


def _tag(paper: Paper) -> str:
    return f'"{paper.digest}"'


def _paper(shown: Shelf, name: str) -> Paper:
    paper = shown.paper(name)
    if paper is None:
        raise Http404(name)
    return paper


def _found(code: str) -> tuple[Product, Shelf]:
    found = _on_sale(code)
    if found is None:
        raise Http404(code)
    return found, shelf(found)


def _on_sale(code: str) -> Product | None:
    """The product as it is today; None where it isn't offered."""
    try:
        return catalogue.product(code, now=now())
    except NotOnSale:
        return None
