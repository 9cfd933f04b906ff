"""Django's sessions in the database, read by a query that is compiled once. Besides what each door keeps in one, it names the persons whose
rows this browser may see (business/whose): who is signed in, and those who register or are half signed in here.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from toubao.business import whose
from toubao.business.prepared import Prepared
from toubao.doors.clock import real_now

_LIVE = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), str, datetime)
_PERSON, _OTHERS, _MOST = "person", "others", 6


class SessionStore(DatabaseSessions):
    """A session that is read on nearly every request and seldom written; whoever it names is admitted as soon as it is read. `unknown`: the
    browser's key named none.
    """

    unknown = False

    def load(self) -> dict[str, Any]:
        """What was kept, and its persons admitted."""
        kept: dict[str, Any] = super().load()
        whose.admit(*(UUID(each) for each in (kept.get(_PERSON), *kept.get(_OTHERS, ())) if each))
        return kept

    def _get_session_from_db(self) -> Session | None:
        """The session's row while it lives; an unknown or expired key is forgotten."""
        found = _LIVE.first(self.session_key, real_now())
        if found is None:
            self._session_key, self.unknown = None, True
        return found


class Sessions(SessionMiddleware):
    """Django's, but for one thing: a key that names no session stays in the browser. It may be older than the one that another answer has
    given it meanwhile, to a button that was pressed twice, and forgetting would sign out who has just signed in.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Write what changed; forget only what ended here."""
        session: Any = request.session
        answer: HttpResponse = super().process_response(request, response)
        if session.unknown and session.is_empty():
            answer.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return answer


class ForNobody:
    """Middleware, round everything: a request sees nobody's rows until a door has found out who asks, and what it saw ends with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer for nobody to begin with."""
        with whose.nobody():
            return self._next(request)


def gone(to: str) -> HttpResponse:
    """The answer to a sign-out: on to another page, and what this site kept in the browser is cleared (ASVS 14.3.1). Cookies stay: the
    session's is void, and the mark of a known browser outlives a sign-out.
    """
    return HttpResponseRedirect(to, headers={"Clear-Site-Data": '"cache", "storage"'})


def admit(session: SessionBase, person: UUID, *, signed_in: bool = False) -> None:
    """From now on this browser may see this person's rows; of those who are not signed in, the latest few."""
    if signed_in:
        session[_PERSON] = str(person)
    else:
        others: Final = [each for each in session.get(_OTHERS, []) if each != str(person)]
        session[_OTHERS] = [*others, str(person)][-_MOST:]
    whose.admit(person)
