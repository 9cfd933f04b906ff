"""The acquirer's page opened beside the requests: a few threads of our own wait for the acquirer, however many buyers there are, and the
threads that serve pages wait for them a moment at most. Outside the web it is opened at once, by whoever asks.
"""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillOpening
from datetime import datetime
from functools import cache, partial
from threading import BoundedSemaphore, Lock
from uuid import UUID

from django.conf import settings

from toubao.business.payment import actions
from toubao.business.payment.models import Payment
from toubao.business.work import own
from toubao.gateways.bulkhead import BULKHEAD
from toubao.gateways.evidence import GatewayError

__all__ = ["StillOpening", "TooMany", "opened"]

_logger = logging.getLogger(__name__)
AT_ONCE = 8
"""They hold a thread each, and nothing else that others need."""
LONGEST = 24.0
"""Seconds after which the gateway has its answer, or gives up."""
WITHIN = 75
"""Seconds within which every page that was begun has been opened, or has failed: so many wait at most as that holds for."""
MOST_WAITING = AT_ONCE * int(WITHIN // LONGEST)
A_MOMENT = 1.0
"""Seconds for which a request waits for its page; most acquirers answer within a tenth of that."""
WHO_WAIT = 2
"""So many of the threads that serve pages wait for that moment at once; who comes meanwhile is shown at once that it is being opened."""
_open: dict[UUID, "Future[str | None]"] = {}
_lock = Lock()
_moments = BoundedSemaphore(WHO_WAIT)


class TooMany(Exception):
    """So many pages are being opened that one more would not be in time; nobody was asked."""


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="pay-page")


def opened(*, payment: Payment, description: str, return_url: str, webhook_url: str, now: datetime) -> str | None:
    """The address where the buyer pays, or None where the payment was let go meanwhile (12.1, 17.1).

    Raises StillOpening if it takes longer than a moment, or others wait for theirs: it goes on, and the payment's row will have the page;
    TooMany; GatewayError. Who asks again while it is being opened waits for the same.
    """
    places = {"description": description, "return_url": return_url, "webhook_url": webhook_url}
    if payment.page or not settings.OPEN_PAGES_BESIDE:
        return actions.open_page(payment=payment, now=now, **places)
    waits = _moments.acquire(blocking=False)
    try:
        return _begun(payment, places).result(timeout=A_MOMENT if waits else 0)
    finally:
        if waits:
            _moments.release()


def _begun(payment: Payment, places: dict[str, str]) -> "Future[str | None]":
    with _lock:
        found = _open.get(payment.pk)
        if found is None:
            if len(_open) >= MOST_WAITING:
                raise TooMany
            found = _open[payment.pk] = _threads().submit(_work, payment.pk, places)
            found.add_done_callback(partial(_forget, payment.pk))
        return found


def _forget(payment: UUID, done: "Future[str | None]") -> None:
    with _lock:
        _open.pop(payment, None)
    error = done.exception()
    if error is not None and not isinstance(error, GatewayError):
        _logger.error("the acquirer's page could not be opened", exc_info=error)


def _work(payment: UUID, places: dict[str, str]) -> str | None:
    with own() as now, BULKHEAD.beside():
        return actions.open_page(payment=Payment.objects.get(pk=payment), now=now, **places)
