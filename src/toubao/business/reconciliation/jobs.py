"""Comparing the books: page after page, taken up again wherever it was left; called by the worker, safe to run again."""

import logging
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from toubao.business.payment.models import Stray
from toubao.business.reconciliation import actions, ours, queries, remedies, theirs
from toubao.business.reconciliation.models import Book, Comparison
from toubao.business.work import defer, job
from toubao.gateways.evidence import GatewayError
from toubao.gateways.listing import PAGE, Wanted
from toubao.journal.writing import TAIPEI

DAILY_AT: Final = time(3)
"""In Taipei, when the institutions' day is over."""
OVERLAP: Final = timedelta(days=1)
"""Each day's time reaches into the day before, so that nothing falls between two."""
GRACE: Final = timedelta(minutes=15)
"""What moved so lately is left to the next day: it is still on its way."""
_logger = logging.getLogger(__name__)


@job("reconciliation.go_on")
def go_on(*, comparison: str, now: datetime) -> None:
    """Go on with a comparison as far as the institutions answer."""
    found = Comparison.objects.filter(pk=UUID(comparison), finished_at=None).first()
    if found is not None:
        compare(found, now)


def compare(comparison: Comparison, now: datetime) -> bool:
    """Read on in every book that is not read yet; whether all of them are read. A book that can't be read is tried again later."""
    for book in comparison.books.exclude(part="done").order_by("institution"):
        try:
            while book.part != "done":
                (_page_of_theirs if book.part == "theirs" else _chunk_of_ours)(book, comparison, now)
        except GatewayError as error:
            actions.keep_trouble(book=book, because=error.reason, now=now)
    if comparison.books.exclude(part="done").exists():
        return False
    actions.finish(comparison=comparison, now=now)
    return True


def _page_of_theirs(book: Book, comparison: Comparison, now: datetime) -> None:
    """What they have: each entry against ours; only one that seems to differ is asked about again."""
    wanted = Wanted(since=comparison.since, until=comparison.until, cursor=book.cursor, most=PAGE)
    read = theirs.page(book.institution, wanted, about=comparison.about, now=now)
    for reference, entry in read.entries:
        here = ours.SIDES[book.institution].find(reference)
        if remedies.JUDGES[book.institution](here.entry if here else None, entry, lost=comparison.lost) is not None:
            remedies.examine(book.institution, reference, lost=comparison.lost, about=comparison.about, now=now)
    part = "theirs" if read.next else "ours"
    actions.keep_page(book=book, references=[reference for reference, _ in read.entries], part=part, cursor=read.next)


def _chunk_of_ours(book: Book, comparison: Comparison, now: datetime) -> None:
    """What we have and they did not list: each is asked about."""
    missing, following = ours.unlisted(comparison, book.institution, after=book.cursor, most=PAGE, now=now)
    for reference in missing:
        remedies.examine(book.institution, reference, lost=comparison.lost, about=comparison.about, now=now)
    actions.keep_page(book=book, references=[], part="ours" if following else "done", cursor=following)


@job("reconciliation.strays")
def examine_strays(*, now: datetime) -> None:
    """Look at the orders of webhooks that named none of ours."""
    for stray in queries.strays()[:100]:
        try:
            remedies.examine("card", stray.order, lost=False, about=stray.about, now=now)
        except GatewayError:
            return  # the acquirer is away; the next minute asks again
        Stray.objects.filter(pk=stray.pk).update(examined_at=now)


@job("reconciliation.pursue")
def pursue_open(*, now: datetime) -> None:
    """Go on with every difference that the system settles by itself."""
    for difference in queries.for_system()[:200]:
        try:
            remedies.pursue(difference, now)
        except GatewayError as error:
            _logger.warning("difference %s waits: %s", difference.pk, error)


def act_on_due(now: datetime) -> int:
    """Begin the day's comparison when its hour has come, and take up what was left; how many comparisons were begun."""
    if queries.strays().exists():
        defer("reconciliation.strays", lock="strays", once=True)
    if queries.for_system().exists():
        defer("reconciliation.pursue", lock="differences", once=True)
    begun = _begin_daily(now)
    for waiting in queries.unfinished().filter(next_at__lte=now):
        Comparison.objects.filter(pk=waiting.pk).update(next_at=now + actions.AGAIN)
        actions.go_on(waiting, once=True)
    return begun


def _begin_daily(now: datetime) -> int:
    last = Comparison.objects.exclude(reason="by hand").order_by("-until").first()
    if last is None:
        actions.begin(now)
        return 0
    if last.until >= _latest_hour(now) or last.finished_at is None:
        return 0
    actions.open_comparison(reason="daily", since=last.until - OVERLAP, until=now - GRACE, now=now)
    return 1


def _latest_hour(now: datetime) -> datetime:
    """The last time that the daily hour came, less what is left to the next day."""
    here = now.astimezone(TAIPEI)
    today = datetime.combine(here.date(), DAILY_AT, TAIPEI)
    return (today if here >= today else today - timedelta(days=1)) - GRACE
