"""Pages that are the same for everybody but for their head and their form's token: rendered once a day and kept."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.template.backends.utils import csrf_input
from django.template.loader import render_to_string
from markupsafe import Markup

from toubao.doors.clock import now
from toubao.doors.storefront.selling.shelf import Key
from toubao.products import Product
from toubao.rules.periods import TAIPEI, day_of

TOKEN: Final = Markup("<!--form token-->")
BEGIN: Final = Markup("<!--begin-->")
Build = Callable[[Product, datetime], dict[str, Any]]


def page(request: HttpRequest, name: str, product: Product | None, build: Build) -> HttpResponse:
    """The page `name` of a product; `build` makes its context from the product and the day's noon.

    This visitor's form token is put in where the page says `csrf_input`, and a fresh id where it says `begin`.
    """
    head: dict[str, str] = request.visitor  # type: ignore[attr-defined]  # given by the middleware Visitors
    kept = _rendered(name, Key(product) if product else None, day_of(now()), tuple(head.items()), build)
    if TOKEN in kept:
        kept = kept.replace(TOKEN, csrf_input(request)).replace(BEGIN, str(uuid4()))
    return HttpResponse(kept)


@lru_cache(maxsize=64)
def _rendered(name: str, key: Key | None, day: date, head: tuple[tuple[str, str], ...], build: Build) -> str:
    context: dict[str, Any] = {"product": key and key.product, "visitor": dict(head), "csrf_input": TOKEN, "begin": BEGIN}
    if key:
        context |= build(key.product, datetime.combine(day, time(12), tzinfo=TAIPEI))
    return render_to_string(f"storefront/selling/{name}.html", context)
