"""The doors are shut while the database is an older state that nobody has dealt with yet (business/restoration): what everybody is
answered then, and how often each process looks.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from toubao.business.restoration import guard
from toubao.business.restoration.guard import Doors, Standing
from toubao.doors.api.edge import PREFIX
from toubao.doors.api.problems import Problem
from toubao.doors.clock import now, real_now
from toubao.doors.look import errors

EVERY: Final = timedelta(seconds=5)
RETRY_AFTER: Final = "300"
FOR_MACHINES: Final = ("/healthz", "/metrics")
"""Whoever watches us is told by the pages themselves."""
_UNKNOWN: Final = Standing(Doors.OPEN, "not looked yet")
_logger = logging.getLogger(__name__)


class Watch:
    """How the doors of this process stand: looked at again when the last look is old, by one thread; the others go by the last look."""

    def __init__(self) -> None:
        self._looked: datetime | None = None
        self._standing = _UNKNOWN
        self._looking = Lock()

    def standing(self) -> Standing:
        """As of at most five seconds ago. Where the database can't be asked, as before: whoever needs it will find out."""
        at = real_now()
        if self._looked is not None and abs(at - self._looked) < EVERY:
            return self._standing
        if not self._looking.acquire(blocking=self._looked is None):
            return self._standing
        try:
            if self._looked is None or abs(at - self._looked) >= EVERY:
                self._look(at)
        finally:
            self._looking.release()
        return self._standing

    def look_again(self) -> Standing:
        """As of now."""
        with self._looking:
            self._look(real_now())
        return self._standing

    def _look(self, at: datetime) -> None:
        before = self._standing.doors
        try:
            self._standing = guard.look(now())
        except DatabaseError as error:
            _logger.warning("the doors can't be looked at: %s", error)
            return
        self._looked = at
        if self._standing.doors is not before:
            _logger.warning("the doors are %s: %s", self._standing.doors, self._standing.words)


WATCH: Final = Watch()


class Shut:
    """Middleware: while the doors are shut, whoever comes is told so, and no view is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """503 for everything but what monitors ask, or on to the view."""
        if request.path_info in FOR_MACHINES or not WATCH.standing().shut:
            return self._next(request)
        if request.path_info.startswith(PREFIX):
            return Problem("shut", headers={"Retry-After": RETRY_AFTER}).response()
        answer = errors.shut(request)
        answer.headers["Retry-After"] = RETRY_AFTER
        return answer
