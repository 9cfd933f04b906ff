"""The backend as Django looks it up: a connection from the pool is looked at, without a round trip, before it is used; and before a
statement the server is told whose rows it may show (business/whose), if that is another than last time.
"""

import re
from datetime import UTC, datetime
from select import POLLIN, poll
from typing import Any, Final

from django.db import Error, OperationalError
from django.db.backends.postgresql import base
from psycopg import BaseConnection, postgres
from psycopg.adapt import Loader
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

__all__ = ["SETTING", "DatabaseWrapper", "Moments", "ended"]
SETTING: Final = "toubao.whose"
PREPARED: Final = 500
"""So many statements stay planned on a connection, more than the product has. Of psycopg's hundred a purchase's push each other out."""
MOMENT: Final = postgres.types["timestamptz"].oid
_SAYABLE: Final = re.compile(r"[a-z0-9 ,{}-]*")


class Moments(Loader):
    """Reads a moment as the server of a connection in UTC writes it; what that can't be (infinity, before Christ) psycopg's own reads."""

    timezone: Final = UTC  # Django looks for it, to see whose loader this is

    def load(self, data: Any) -> datetime:
        """A moment in UTC. Raises psycopg.DataError for one that Python has no date for."""
        written = bytes(data).decode()
        try:
            return datetime.fromisoformat(written).astimezone(UTC)
        except ValueError:
            return TimestamptzLoader(self.oid, self.connection).load(data)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, which asks the database before every request whether a pooled connection lives; this one looks at its socket.

    `whose` is what what runs now may see; `_told` is what the server was told last, None where a rollback may have made it forget.
    `resident` is what a connection may stay told of in the pool, in a process that does nothing else.
    """

    whose: str = ""
    resident: str = ""
    _told: str | None = ""

    def get_connection_params(self) -> dict[str, Any]:
        """Django's, with our reader of moments, which are read by the hundred."""
        parameters: dict[str, Any] = super().get_connection_params()
        adapters = parameters["context"].adapters
        if self.timezone is UTC and adapters.get_loader(MOMENT, Format.TEXT) is not Moments:
            adapters.register_loader(MOMENT, Moments)
        return parameters

    def get_new_connection(self, conn_params: Any) -> Any:
        """A connection that has not ended; those that have are handed back to the pool, which makes others. Raises as Django does."""
        connection = super().get_new_connection(conn_params)
        while self.pool and ended(connection):
            connection.close()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        self._told = getattr(connection, "told", "")
        connection.prepared_max = PREPARED
        return connection

    def create_cursor(self, name: Any = None) -> Any:
        """A cursor of a connection that knows whose rows it may show."""
        if self._told != self.whose:
            self._tell(self.whose)
        return super().create_cursor(name)

    def _tell(self, whose: str) -> None:
        """One plain statement of libpq: it isn't planned, and costs some 40 µs on a socket. A transaction that failed takes none."""
        if not _SAYABLE.fullmatch(whose):
            raise ValueError("this is nobody whom the database could be told of")
        connection = self.connection
        if connection.pgconn.transaction_status == TransactionStatus.INERROR:
            return
        answer = connection.pgconn.exec_(f"SET {SETTING} = '{whose}'".encode())
        if answer.status != ExecStatus.COMMAND_OK:
            self.errors_occurred = True
            raise OperationalError(answer.error_message.decode("utf-8", "replace"))
        self._told = whose

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]  # Django's own, which its stubs leave out
        self._told = None

    def _savepoint_rollback(self, sid: Any) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # as above
        self._told = None

    def _close(self) -> None:
        """What the server was told ends with the request: nobody finds it on a connection out of the pool, but for what is resident."""
        if self.pool and self.connection is not None:
            if self._told != "" and not self._stays():
                self._forget()
            self.connection.told = self._told
        super()._close()  # type: ignore[misc]  # as above

    def _stays(self) -> bool:
        """Whether the connection goes back to the pool as the next one here wants it."""
        return self._told == self.resident and self.connection.pgconn.transaction_status == TransactionStatus.IDLE

    def _forget(self) -> None:
        """In a transaction that somebody left open the pool's own rollback might bring it back: such a connection is closed."""
        if self.connection.pgconn.transaction_status == TransactionStatus.IDLE:
            try:
                self._tell("")
            except Error:
                self.connection.close()
        else:
            self.connection.close()


def ended(connection: BaseConnection[Any]) -> bool:
    """Whether the server has hung up: an idle connection has nothing to read, and its end shows as something to read."""
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return bool(waiting.poll(0))
