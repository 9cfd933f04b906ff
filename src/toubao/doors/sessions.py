"""Django's sessions in the database, read by a query that is compiled once; what a session holds is each door's own."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session

from toubao.business.prepared import Prepared
from toubao.doors.clock import real_now

_LIVE = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), str, datetime)


class SessionStore(DatabaseSessions):
    """A session that is read on nearly every request and seldom written."""

    def _get_session_from_db(self) -> Session | None:
        """The session's row while it lives; an unknown or expired key is forgotten."""
        found = _LIVE.first(self.session_key, real_now())
        if found is None:
            self._session_key = None
        return found
