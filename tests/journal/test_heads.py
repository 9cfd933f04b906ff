"""An entry after one that this process wrote is one statement; whatever happened in between, it follows what the database says."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.journal.given import NOW, SYSTEM, numbers, somebody, stated, written
from toubao.journal import chain
from toubao.journal.heads import HEADS, Head
from toubao.journal.keys import make_key
from toubao.journal.models import Entry
from toubao.journal.reading import entries, opened
from toubao.journal.writing import About, append
from toubao.rules.events import Event
from toubao.rules.facts import Noted

pytestmark = pytest.mark.django_db


def statements(about: About, facts: object = None) -> int:
    """How many statements one more entry takes."""
    with CaptureQueriesContext(connection) as heard:
        append(event=Event.IDENTITY_STATED, about=about, actor=SYSTEM, facts=facts or Noted(because="a test"), now=NOW)
    return len(heard)


def whole(about: About) -> bool:
    return chain.standing(list(entries(about.id)), about.id).whole


def test_the_first_entry_takes_two_statements_and_those_after_it_one() -> None:
    about = somebody()
    assert [statements(about, stated()), statements(about), statements(about, stated())] == [2, 1, 1]
    assert numbers(about.id) == [1, 2, 3]
    assert whole(about)
    assert [entry.personal["name"] for entry in opened(about.id, about.holder) if entry.personal] == [stated().name.value] * 2


def test_what_another_process_wrote_meanwhile_is_followed() -> None:
    about = somebody()
    written(about)
    stale = HEADS.get(about.id)
    assert stale is not None
    written(about)
    HEADS.put(about.id, stale)
    assert statements(about) == 3
    assert numbers(about.id) == [1, 2, 3]
    assert whole(about)


def test_what_was_rolled_back_is_not_followed() -> None:
    about = somebody()
    written(about)
    with transaction.atomic():
        written(about)
        transaction.set_rollback(True)
    written(about)
    assert numbers(about.id) == [1, 2]
    assert whole(about)


def test_15_1_4_nothing_is_sealed_under_a_key_that_is_destroyed_but_remembered() -> None:
    about = somebody()
    written(about, stated())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_subjectkey DISABLE TRIGGER USER")
        cursor.execute("UPDATE journal_subjectkey SET wrapped = NULL WHERE holder = %s", [about.holder])
    with pytest.raises(ValueError, match="no key"):
        written(about, stated())
    assert numbers(about.id) == [1]


def test_a_holder_who_is_known_later_is_kept_and_their_key_used() -> None:
    nameless = About(uuid4(), "registration")
    written(nameless)
    about = replace(nameless, holder=make_key(uuid4(), now=NOW).holder)
    assert written(about, stated()).personal is not None
    assert Entry.objects.filter(subject__holder=about.holder).count() == 2


def test_a_key_that_is_made_later_is_used_where_it_had_to_be_left_out() -> None:
    about = About(uuid4(), "registration", uuid4())
    assert written(about, stated(), keyless=True).personal is None
    assert about.holder is not None
    make_key(about.holder, now=NOW)
    assert written(about, stated(), keyless=True).personal is not None


def test_15_1_4_the_key_of_a_head_is_printed_nowhere() -> None:
    assert "a key" not in repr(Head(1, b"", None, b"a key"))
