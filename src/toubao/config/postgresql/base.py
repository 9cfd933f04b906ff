"""The backend as Django looks it up: a connection from the pool is looked at, without a round trip, before it is used."""

from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection

__all__ = ["DatabaseWrapper", "ended"]


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, which asks the database before every request whether a pooled connection lives; this one looks at its socket."""

    def get_new_connection(self, conn_params: Any) -> Any:
        """A connection that has not ended; those that have are handed back to the pool, which makes others. Raises as Django does."""
        connection = super().get_new_connection(conn_params)
        while self.pool and ended(connection):
            connection.close()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def ended(connection: Connection[Any]) -> bool:
    """Whether the server has hung up: an idle connection has nothing to read, and its end shows as something to read."""
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return bool(waiting.poll(0))
