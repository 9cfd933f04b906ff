"""Personal facts: encrypted from the first entry on, bound to their place, and gone for good with their key."""

import base64
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tests.journal.given import NAME, NOW, NUMBER, SYSTEM, dump, numbers, somebody, stated, written
from toubao.journal.envelope import Unreadable
from toubao.journal.keys import alone_with, make_key, seal_for, unseal_for
from toubao.journal.models import Entry, SubjectKey
from toubao.journal.reading import intact, opened
from toubao.journal.writing import append
from toubao.rules.events import Event
from toubao.rules.facts import Noted

pytestmark = pytest.mark.django_db
SECRETS = (NUMBER, NAME, "1990-05-17")


def forms(secret: str) -> set[str]:
    """How a value might stand in a dump: as it is, in hexadecimal digits, escaped as JSON does, in base 64."""
    raw = secret.encode()
    return {secret, raw.hex(), secret.encode("unicode_escape").decode(), base64.b64encode(raw).decode().rstrip("=")[:-1]}


def test_15_1_4_personal_facts_are_nowhere_in_the_row_or_in_a_dump() -> None:
    entry = written(facts=stated())
    text = dump()
    assert str(entry.subject_id) in text
    assert entry.personal is not None
    for secret in SECRETS:
        assert secret.encode() not in bytes(entry.personal)
        assert [form for form in forms(secret) if form in text] == []


@pytest.mark.parametrize("form", ["plain", "hex"])
def test_the_search_finds_what_is_not_encrypted(form: str) -> None:
    """Positive control."""
    written(facts=Noted(because=NUMBER if form == "plain" else NUMBER.encode().hex()))
    assert [each for each in forms(NUMBER) if each in dump()] != []


def test_15_1_4_who_has_the_key_reads_them_again() -> None:
    about = somebody()
    written(about, stated())
    written(about)
    first, second = opened(about.id, about.holder)
    assert first.personal == {"id_number": NUMBER, "name": NAME, "birth_date": "1990-05-17"}
    assert second.personal == {}
    assert "id_number" not in first.entry.facts


def test_the_same_facts_are_never_encrypted_to_the_same_bytes() -> None:
    about = somebody()
    assert written(about, stated()).personal != written(about, stated()).personal


def destroy(holder: object) -> None:
    SubjectKey.objects.filter(holder=holder).update(wrapped=None, destroyed_at=NOW)


def test_15_1_4_with_the_key_destroyed_nothing_personal_is_read_and_the_entry_is_still_intact() -> None:
    about, other = somebody(), somebody()
    written(about, stated())
    written(other, stated())
    destroy(about.holder)
    (gone,) = opened(about.id, about.holder)
    assert gone.personal is None
    assert intact(gone.entry)
    assert [each.personal for each in opened(other.id, other.holder)] != [None]


def test_15_1_4_with_the_key_destroyed_nothing_personal_is_written_any_more() -> None:
    about = somebody()
    written(about, stated())
    destroy(about.holder)
    with pytest.raises(ValueError, match="no key"), transaction.atomic():
        append(event=Event.IDENTITY_STATED, about=about, actor=SYSTEM, facts=stated(), now=NOW)
    assert numbers(about.id) == [1]
    assert written(about).number == 2


def test_no_key_opens_what_is_somebody_elses() -> None:
    about, other = somebody(), somebody()
    written(about, stated())
    assert [each.personal for each in opened(about.id, other.holder)] == [None]
    assert [each.personal for each in opened(about.id, None)] == [None]


def test_encrypted_facts_open_only_in_the_entry_they_belong_to() -> None:
    about = somebody()
    first, second = written(about, stated()), written(about, replace(stated(), reachable=False))
    moved = Entry(subject_id=first.subject_id, number=second.number, personal=first.personal)
    from toubao.journal import reading
    from toubao.journal.keyring import keyring

    kept = SubjectKey.objects.get(holder=about.holder)
    assert kept.wrapped is not None
    key = keyring().unwrap(bytes(kept.wrapped))
    assert reading._open(first, key) is not None
    assert reading._open(moved, key) is None


def test_a_key_is_made_once_and_seals_by_context() -> None:
    holder = uuid4()
    key = make_key(holder, now=NOW)
    assert make_key(holder, now=NOW).wrapped == key.wrapped
    sealed = seal_for(key, {"a": "保"}, context="here")
    assert unseal_for(key, sealed, context="here") == {"a": "保"}
    with pytest.raises(Unreadable, match="there"):
        unseal_for(key, sealed, context="there")
    with pytest.raises(Unreadable):
        unseal_for(make_key(uuid4(), now=NOW), sealed, context="here")


def test_15_1_4_a_destroyed_key_neither_seals_nor_opens() -> None:
    key = make_key(uuid4(), now=NOW)
    sealed = seal_for(key, {"a": 1}, context="here")
    key.wrapped = None
    with pytest.raises(Unreadable, match="destroyed"):
        unseal_for(key, sealed, context="here")
    with pytest.raises(Unreadable, match="destroyed"):
        seal_for(key, {"a": 1}, context="here")


def test_15_1_2_who_is_alone_with_a_holder_keeps_others_waiting_for_that_holder_and_no_other() -> None:
    holder, another = uuid4(), uuid4()
    alone_with(holder)
    second = connection.copy()
    try:
        with second.cursor() as cursor:
            asked = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
            free = [cursor.execute(asked, [str(each)]).fetchone()[0] for each in (holder, another)]
    finally:
        second.close()
    assert free == [False, True]
