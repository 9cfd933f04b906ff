"""Reading the story of a subject without opening what is personal."""

from uuid import uuid4

import pytest

from tests.journal.given import NOW, somebody, stated, written
from toubao.journal.reading import Line, last_refusal, latest, lines
from toubao.rules.events import Event
from toubao.rules.facts import Asked
from toubao.rules.personal import Personal

pytestmark = pytest.mark.django_db


def test_a_story_names_the_institution_that_answered_and_tells_nothing_personal() -> None:
    about = somebody()
    asked = Asked(
        institution="card", operation="capture", question="{}", answer="{}", latency_ms=3, attempts=1, reason="", whole=Personal("")
    )
    written(about, stated())
    written(about, asked, event=Event.INSTITUTION_ANSWERED, outcome="noted")
    written(about, event=Event.PURCHASE_CONFIRMED, outcome="refused")
    told = [
        Line("registration.identity_stated", "taken", NOW),
        Line("card.capture", "noted", NOW),
        Line("purchase.confirmed", "refused", NOW, "a test"),
    ]
    assert lines(about.id) == told
    assert lines(uuid4()) == []


def test_the_latest_of_some_events_come_newest_first() -> None:
    about = somebody()
    for event in (Event.OTP_SENT, Event.OTP_FAILED, Event.SIGNED_IN, Event.OTP_FAILED):
        written(about, event=event)
    assert [e.number for e in latest(about.id, [Event.OTP_SENT, Event.OTP_FAILED], most=2)] == [4, 2]
    assert latest(about.id, [Event.SIGNED_OUT], most=2) == []


def test_the_last_entry_counts_as_a_refusal_only_if_it_is_one() -> None:
    about = somebody()
    assert last_refusal(about.id) is None
    refused = written(about, event=Event.PURCHASE_CONFIRMED, outcome="refused")
    assert last_refusal(about.id) == refused
    written(about, event=Event.OTP_SENT, outcome="noted")
    assert last_refusal(about.id) is None
