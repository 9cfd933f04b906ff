"""What a superuser changes with the guards switched off is noticed: the digest is the second wall."""

from typing import Any, LiteralString

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.journal.given import written
from toubao.journal.models import Entry
from toubao.journal.reading import intact


def test_an_entry_is_intact_as_it_was_written(db: None) -> None:
    assert intact(written())


COLUMNS: dict[str, LiteralString] = {
    "event": "'otp.failed'", "outcome": "'refused'", "at": "at + interval '1 second'", "actor_id": "'somebody else'",
    "norm": "'2023-08-24'",
    "facts": "facts || '{\"because\": \"another\"}'", "verdicts": "'[{}]'", "number": "number + 1", "release": "'9'", "personal": "'\\x00'",
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_21_1_1_what_a_superuser_changes_behind_the_triggers_is_noticed(column: str, lasting: None, cluster: Any) -> None:
    """Positive control of the digest: with the guards switched off the row does change."""
    entry, untouched = written(), written()
    with psycopg.connect(cluster.address(name=connection.settings_dict["NAME"])) as superuser:
        superuser.execute("SET session_replication_role = replica")
        change = sql.SQL("UPDATE journal_entry SET {} = {} WHERE id = %s").format(sql.Identifier(column), sql.SQL(COLUMNS[column]))
        changed = superuser.execute(change, [entry.pk])
        assert changed.rowcount == 1
    assert not intact(Entry.objects.get(pk=entry.pk))
    assert intact(Entry.objects.get(pk=untouched.pk))
