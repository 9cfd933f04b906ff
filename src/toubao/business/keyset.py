"""Pages of long lists, by where the page before ended and not by its number: as fast at the end as at the beginning, and nothing is shown
twice or left out because something new came meanwhile. Which lists there are is elsewhere.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN: Final = re.compile(r"(after|before)\.(-?[0-9]{1,18})\.(?:([0-9a-f]{32})|([0-9]{1,18}))", re.ASCII)
YEARS: Final = range(2, 9999)
"""In these each day has one before and one after it, in any zone."""
Span = tuple[datetime, datetime]
"""From a moment on, up to another."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: behind the row of this moment and id, or, with `back`, in front of it."""

    at: datetime
    id: UUID | int
    back: bool = False

    def __str__(self) -> str:
        each = self.id.hex if isinstance(self.id, UUID) else self.id
        return f"{'before' if self.back else 'after'}.{(self.at - _BEGINNING) // timedelta(microseconds=1)}.{each}"


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows of a list, in its order, and the places of the pages before and after them; None where there is none."""

    rows: tuple[M, ...]
    before: Cursor | None = None
    after: Cursor | None = None


def cursor(written: str, kind: type[UUID] | type[int] = UUID) -> Cursor | None:
    """The place that a link names; None for what no link of ours would say, with which a list begins at its beginning."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    way, micros, hexed, number = found.groups()
    if (hexed is None) is (kind is UUID):
        # Thirty-two figures are a UUID, eighteen at most a number.
        return None
    try:
        at = _BEGINNING + timedelta(microseconds=int(micros))
    except OverflowError:
        return None
    if at.year not in YEARS:
        return None
    return Cursor(at, UUID(hex=hexed) if hexed else int(number), back=way == "before")


def page(
    found: QuerySet[M],
    *,
    by: str,
    size: int,
    at: Cursor | None = None,
    rising: bool = False,
    spans: Callable[[Cursor | None], Sequence[Span]] | None = None,
) -> Page[M]:
    """One page of a list that is sorted by a moment (`by`), the latest first or, `rising`, last; of one moment by the key.

    `spans` names the times in which there are rows enough for this page and one more, in the order in which it is read; where none are
    named, the index of `by` is read from the place on. A place before which too little is left gives the first page.
    """
    back = at is not None and at.back
    wanted = _behind(found, by, at, rising is not back) if at else found
    up = rising is not back
    order = (by, "pk") if up else (f"-{by}", "-pk")
    rows = _read(wanted, by, order, size + 1, spans(at) if spans else None)
    if at and (not rows or (back and len(rows) <= size)):
        return page(found, by=by, size=size, rising=rising, spans=spans)
    more, shown = len(rows) > size, rows[:size]
    if back:
        shown.reverse()
    before = _place(shown[0], by, back=True) if (more if back else at) else None
    after = _place(shown[-1], by, back=False) if (back or more) else None
    return Page(tuple(shown), before, after)


def _behind(found: QuerySet[M], by: str, at: Cursor, up: bool) -> QuerySet[M]:
    """What comes behind a place in the order in which it is read; the first condition is the index's."""
    way = "gt" if up else "lt"
    return found.filter(Q(**{f"{by}__{way}e": at.at}) & (Q(**{f"{by}__{way}": at.at}) | Q(**{f"pk__{way}": at.id})))


def _read(found: QuerySet[M], by: str, order: tuple[str, ...], most: int, spans: Sequence[Span] | None) -> list[M]:
    """The first so many rows: of these times, each read by itself, since an index can't know in which of them there are any; or of all.

    The keys are read first, and what is joined to them afterwards. Row security makes a planner expect one row of two hundred, of three
    joined tables none at all, so that it would join everything and sort it to find them.
    """
    keys: Any = found.order_by(*order).values_list("pk", by)
    if spans is not None:
        parts = [keys.filter(**{f"{by}__gte": since, f"{by}__lt": until})[:most] for since, until in spans]
        keys = parts[0].union(*parts[1:], all=True).order_by(*order) if len(parts) > 1 else parts[0] if parts else []
    return list(found.filter(pk__in=[key for key, _ in keys[:most]]).order_by(*order))


def _place(row: Any, by: str, *, back: bool) -> Cursor:
    return Cursor(getattr(row, by), row.pk, back)
