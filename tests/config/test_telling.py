"""The server is told whose rows it may show before the next statement, once; a rollback doesn't fool us, and no pool hands it on."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError

from tests.config.test_postgresql import pooled
from toubao.config.launcher.cluster import Cluster
from toubao.config.postgresql import base
from toubao.config.postgresql.base import SETTING

SOMEBODY = "{00000000-0000-0000-0000-000000000001}"


@pytest.fixture
def wrapper(cluster: Cluster, django_db_blocker: Any) -> Iterator[Any]:
    made = pooled(base.DatabaseWrapper, cluster)
    with django_db_blocker.unblock():
        yield made
        made.close()
        made.close_pool()


def told(wrapper: Any) -> str:
    with wrapper.cursor() as cursor:
        cursor.execute(f"SELECT current_setting('{SETTING}', true), pg_backend_pid()")
        return str(cursor.fetchone()[0] or "")


def test_the_server_knows_before_the_next_statement(wrapper: Any) -> None:
    assert told(wrapper) == ""
    for whose in (SOMEBODY, "system", ""):
        wrapper.whose = whose
        assert told(wrapper) == whose


def test_a_connection_comes_out_of_the_pool_for_nobody(wrapper: Any) -> None:
    wrapper.whose = SOMEBODY
    told(wrapper)
    raw = wrapper.connection
    wrapper.close()
    assert raw.execute(f"SELECT current_setting('{SETTING}', true)").fetchone() == ("",)


def test_what_is_resident_stays_told_and_nothing_else(wrapper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base.DatabaseWrapper, "resident", "system")
    for whose, left in (("system", "system"), (SOMEBODY, ""), ("staff", ""), ("", "")):
        wrapper.whose = whose
        assert told(wrapper) == whose
        raw = wrapper.connection
        wrapper.close()
        assert raw.execute(f"SELECT current_setting('{SETTING}', true)").fetchone() == (left,), whose
        wrapper.whose = SOMEBODY
        assert told(wrapper) == SOMEBODY, "who comes next is told of itself, whatever the connection was left with"
        wrapper.close()


@pytest.mark.parametrize("whose", [SOMEBODY, "system"], ids=["somebody", "resident"])
def test_a_connection_in_the_midst_of_a_transaction_is_not_handed_on(wrapper: Any, monkeypatch: pytest.MonkeyPatch, whose: str) -> None:
    monkeypatch.setattr(base.DatabaseWrapper, "resident", "system")
    wrapper.whose = whose
    wrapper.ensure_connection()
    wrapper.connection.autocommit = False
    told(wrapper)
    raw = wrapper.connection
    wrapper.close()
    assert raw.closed


def test_a_connection_that_can_not_be_told_is_not_handed_on(wrapper: Any, cluster: Cluster) -> None:
    wrapper.whose = SOMEBODY
    told(wrapper)
    raw = wrapper.connection
    with psycopg.connect(cluster.address()) as superuser:
        superuser.execute("SELECT pg_terminate_backend(%s, 5000)", [raw.info.backend_pid])
    wrapper.close()
    assert raw.closed


def test_what_a_rollback_takes_back_is_told_again(wrapper: Any) -> None:
    wrapper.connect()
    wrapper.set_autocommit(False)
    wrapper.cursor().execute("SELECT 1")
    wrapper.whose = SOMEBODY
    assert told(wrapper) == SOMEBODY
    wrapper.rollback()
    assert told(wrapper) == SOMEBODY
    sid = wrapper.savepoint()
    wrapper.whose = "system"
    assert told(wrapper) == "system"
    wrapper.savepoint_rollback(sid)
    assert told(wrapper) == "system"
    wrapper.rollback()


def test_in_a_transaction_that_failed_the_statement_fails_and_not_the_telling(wrapper: Any) -> None:
    wrapper.set_autocommit(False)
    with pytest.raises(DatabaseError), wrapper.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    wrapper.whose = SOMEBODY
    with pytest.raises(DatabaseError, match="aborted"):
        told(wrapper)
    wrapper.rollback()
    assert told(wrapper) == SOMEBODY
    wrapper.rollback()


@pytest.mark.parametrize("whose", ["'", "a'; DROP TABLE x; --", "\\", "A"])
def test_nobody_is_told_of_whom_nobody_could_be(wrapper: Any, whose: str) -> None:
    wrapper.whose = whose
    with pytest.raises(ValueError, match="nobody"):
        told(wrapper)
    wrapper.whose = ""


def test_without_the_look_at_rollbacks_the_server_would_not_know(wrapper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control."""
    monkeypatch.setattr(base.DatabaseWrapper, "_rollback", lambda self: self.connection.rollback())
    wrapper.connect()
    wrapper.set_autocommit(False)
    wrapper.cursor().execute("SELECT 1")
    wrapper.whose = SOMEBODY
    assert told(wrapper) == SOMEBODY
    wrapper.rollback()
    assert told(wrapper) != SOMEBODY
    wrapper.rollback()
