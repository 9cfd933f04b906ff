"""Appending: what an entry holds, how it is numbered, and what is refused."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, transaction

from tests.journal.given import NOW, SYSTEM, numbers, somebody, stated, written
from toubao.journal.models import Entry, Subject
from toubao.journal.reading import entries, intact
from toubao.journal.writing import RELEASE, About, Actor, append
from toubao.rules.events import Event
from toubao.rules.facts import Noted
from toubao.rules.kit import Ruling, Verdict

pytestmark = pytest.mark.django_db


def test_18_1_1_an_entry_says_what_happened_who_did_it_when_and_under_which_norm() -> None:
    about = somebody()
    verdict = Verdict("10.1.3", "otp_entered", Ruling.SHUT, "請重新輸入。", "試辦1號")
    append(
        event=Event.PURCHASE_CONFIRMED, about=about, actor=Actor("person", "p1"), facts=Noted(because="b", reference="r"), now=NOW,
        verdicts=[verdict], outcome="refused",
    )  # fmt: skip
    entry = Entry.objects.get(subject_id=about.id)
    assert (entry.number, entry.event, entry.outcome, entry.actor_kind, entry.actor_id) == (
        1,
        "purchase.confirmed",
        "refused",
        "person",
        "p1",
    )
    assert (entry.at, entry.norm, entry.release) == (NOW, "2022-06-24", RELEASE)
    assert entry.facts == {"_": "Noted", "because": "b", "reference": "r"}
    assert entry.verdicts == [{"clause": "10.1.3", "gate": "otp_entered", "ruling": "shut", "words": "請重新輸入。", "waiver": "試辦1號"}]
    assert entry.personal is None
    assert intact(entry)


def test_entries_are_numbered_within_their_subject() -> None:
    one, other = somebody(), somebody()
    for about in (one, other, one, one):
        written(about)
    assert (numbers(one.id), numbers(other.id)) == ([1, 2, 3], [1])
    assert [entry.number for entry in entries(one.id)] == [1, 2, 3]


def test_what_is_rolled_back_leaves_no_gap() -> None:
    about = somebody()
    written(about)
    with transaction.atomic():
        assert written(about).number == 2
        transaction.set_rollback(True)
    written(about)
    assert numbers(about.id) == [1, 2]


@pytest.mark.parametrize("word", ["purchase.confirmed", "anything", None])
def test_a_word_that_is_no_event_is_refused_even_if_it_is_spelled_like_one(word: Any) -> None:
    about = somebody()
    with pytest.raises(TypeError, match="not a word of the journal"):
        append(event=word, about=about, actor=SYSTEM, facts=Noted(because="x"), now=NOW)
    assert not Subject.objects.filter(pk=about.id).exists()


@pytest.mark.parametrize("holder", [None, uuid4()])
def test_personal_facts_of_who_has_no_key_are_refused_and_nothing_is_written(holder: Any) -> None:
    about = About(uuid4(), "registration", holder)
    with pytest.raises(ValueError, match="personal facts but no key"), transaction.atomic():
        append(event=Event.IDENTITY_STATED, about=about, actor=SYSTEM, facts=stated(), now=NOW)
    assert not Entry.objects.filter(subject_id=about.id).exists()


@pytest.mark.parametrize("holder", [None, uuid4()])
def test_what_there_is_no_key_to_seal_may_be_left_out(holder: Any) -> None:
    about = About(uuid4(), "registration", holder)
    append(event=Event.IDENTITY_STATED, about=about, actor=SYSTEM, facts=stated(), now=NOW, keyless=True)
    assert Entry.objects.get(subject_id=about.id).personal is None
    keyed = somebody()
    append(event=Event.IDENTITY_STATED, about=keyed, actor=SYSTEM, facts=stated(), now=NOW, keyless=True)
    assert Entry.objects.get(subject_id=keyed.id).personal is not None


def test_a_subject_keeps_its_first_holder() -> None:
    about, other = somebody(), somebody()
    written(About(about.id, "registration"))
    written(about)
    written(About(about.id, "registration", other.holder))
    assert Subject.objects.get(pk=about.id).holder == about.holder


def test_moments_are_stored_in_utc_whatever_zone_they_come_in() -> None:
    from zoneinfo import ZoneInfo

    about = somebody()
    there = datetime(2026, 11, 23, 1, 30, tzinfo=ZoneInfo("Asia/Taipei"))
    append(event=Event.OTP_SENT, about=about, actor=SYSTEM, facts=Noted(because="x"), now=there)
    entry = Entry.objects.get(subject_id=about.id)
    assert entry.at == NOW
    assert entry.at.tzinfo == UTC
    assert intact(entry)


def test_a_text_that_postgresql_can_not_keep_is_refused_not_changed() -> None:
    about = somebody()
    with pytest.raises(DataError), transaction.atomic():
        written(about, Noted(because="a\0b"))
    assert numbers(about.id) == []
