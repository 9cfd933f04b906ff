"""The links round a page of a long list: to its first page, to the one before and to the one after; plain links, which work everywhere."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.http import urlencode

from toubao.business import keyset
from toubao.business.keyset import Cursor, Page

PLACE = "at"
"""Where in a list a page begins, in its address."""


def place(request: HttpRequest, kind: type[UUID] | type[int] = UUID) -> Cursor | None:
    """Where the page begins that is asked for; what no link of ours says is the beginning."""
    return keyset.cursor(request.GET.get(PLACE, ""), kind)


def around(here: str, kept: Mapping[str, str], page: Page[Any]) -> dict[str, str]:
    """The addresses of the first page, the one before and the one after, with what the list is narrowed to; empty where there is none."""

    def link(to: Cursor | None) -> str:
        return f"{here}?{urlencode({**kept, PLACE: str(to)})}" if to else ""

    first = f"{here}?{urlencode(kept)}" if kept else here
    return {"first": first if page.before else "", "before": link(page.before), "after": link(page.after)}
