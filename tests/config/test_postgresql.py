"""A pooled connection that the server has ended is noticed before it is used, without asking the server."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DataError, connection
from django.db.backends.postgresql.base import DatabaseWrapper as DjangosWrapper

from toubao.config.database import django_database
from toubao.config.launcher import roles
from toubao.config.launcher.cluster import Cluster
from toubao.config.postgresql import base

DEFAULTS = {"TIME_ZONE": None, "CONN_MAX_AGE": 0, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False, "HOST": "", "PORT": "", "PASSWORD": ""}


def pooled(kind: type[DjangosWrapper], cluster: Cluster) -> Any:
    """A connection to a database of its own pool, as the web has it."""
    place = django_database(cluster.address(role=roles.OWNER, name=roles.NAME), pool=8)
    return kind({**DEFAULTS, **place}, alias=f"pooled-{kind.__module__}")


def ask(wrapper: Any) -> int:
    """The number of the server's process, asked as one request does: taken from the pool and given back."""
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    wrapper.close()
    return int(pid)


def end_all(wrapper: Any, cluster: Cluster) -> set[int]:
    """End every connection that the pool hands out, and wait until they are gone; their numbers."""
    pids = {ask(wrapper) for _ in range(20)}
    assert len(pids) < 8, "a pool hands out the same ones again"
    with psycopg.connect(cluster.address()) as superuser:
        for pid in pids:
            superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    return pids


@pytest.fixture(autouse=True)
def _allowed(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def wrapper(cluster: Cluster) -> Iterator[Any]:
    made = pooled(base.DatabaseWrapper, cluster)
    yield made
    made.close_pool()


def test_an_ended_connection_is_replaced_before_it_is_used(wrapper: Any, cluster: Cluster) -> None:
    gone = end_all(wrapper, cluster)
    assert ask(wrapper) not in gone


def test_without_the_look_at_its_socket_it_would_be_used(cluster: Cluster) -> None:
    plain = pooled(DjangosWrapper, cluster)
    try:
        end_all(plain, cluster)
        with pytest.raises(Exception, match="terminat"):
            ask(plain)
    finally:
        plain.close_pool()


def test_a_statement_that_was_asked_twice_is_planned_once(wrapper: Any) -> None:
    with wrapper.cursor() as cursor:
        for number in (1, 2, 3, 4):
            cursor.execute("SELECT %s::int + 1", [number])
            assert cursor.fetchone() == (number + 1,)
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int + 1'")
        assert cursor.fetchone() == (1,)


WRITTEN = (
    "2026-11-27 21:05:39.589318+00", "2026-11-27 21:05:39.5+08", "2026-02-28 23:59:59-03:30", "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00", "1900-01-01 00:00:00+00",
)  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "Asia/Taipei"])
def test_a_moment_is_read_as_django_reads_it(wrapper: Any, cluster: Cluster, zone: str) -> None:
    djangos = pooled(DjangosWrapper, cluster)
    try:
        for written in WRITTEN:
            with wrapper.cursor() as ours, djangos.cursor() as theirs:
                for cursor in (ours, theirs):
                    cursor.execute("SELECT %s::timestamptz", [written])
                (read,), (expected,) = ours.fetchone(), theirs.fetchone()
            assert (read, read.utcoffset(), read.tzinfo) == (expected, expected.utcoffset(), expected.tzinfo), written
        with wrapper.cursor() as cursor:
            cursor.execute(f"SET timezone = '{zone}'")
            cursor.execute("SELECT %s::timestamptz", [WRITTEN[0]])
            (read,) = cursor.fetchone()
            assert read.isoformat() == "2026-11-27T21:05:39.589318+00:00"
            assert wrapper.connection.adapters.get_loader(base.MOMENT, 0) is base.Moments
            cursor.execute("SET timezone = 'UTC'")
    finally:
        djangos.close_pool()


@pytest.mark.parametrize("written", ["infinity", "-infinity", "0044-03-15 12:00:00+00 BC", "12026-11-27 00:00:00+00"])
def test_a_moment_that_python_has_no_date_for_is_an_error(wrapper: Any, written: str) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [written])
        with pytest.raises(DataError):
            cursor.fetchone()


@pytest.mark.django_db
def test_a_connection_keeps_as_many_plans_as_the_product_has_statements() -> None:
    connection.ensure_connection()
    assert connection.connection.prepared_max == base.PREPARED > 100
