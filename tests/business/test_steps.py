"""Taking a step: state, evidence and duties move together or not at all, and of many who try at once one succeeds."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from tests.rules.samples import WHOLE
from toubao.business import steps
from toubao.business.catalogue.models import Release
from toubao.business.payment.models import Payment
from toubao.business.steps import SYSTEM, About, Decision, note, take
from toubao.journal.models import Entry, OpenDuty
from toubao.rules.events import Event
from toubao.rules.facts import Noted, Nothing, Publishing
from toubao.rules.flows import payment, publication
from toubao.rules.kit import Gate, Ruling, Waiver

NOW = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
LACKING = replace(WHOLE, items_missing=("5.2.7",))


def draft() -> Release:
    return Release.objects.create(product="travel-accident", version=f"v{uuid4().hex[:8]}")


def publish(release: Release, facts: Publishing = WHOLE, **more: Any) -> Decision:
    return take(publication.PUBLISH, thing=release, facts=facts, actor=SYSTEM, now=NOW, changes={"published_at": NOW}, **more)


def state(release: Release) -> tuple[str, datetime | None]:
    """As the database has it."""
    found = Release.objects.get(pk=release.pk)
    return found.state, found.published_at


def outcomes(subject: UUID) -> list[tuple[str, str]]:
    return list(Entry.objects.filter(subject_id=subject).order_by("number").values_list("event", "outcome"))


@pytest.mark.django_db
def test_a_step_taken_moves_the_row_with_its_changes_and_writes_the_evidence() -> None:
    release = draft()
    decision = publish(release)
    assert (decision.taken, decision.stale, decision.shut) == (True, False, ())
    assert state(release) == (release.state, release.published_at) == ("published", NOW)
    assert outcomes(release.pk) == [("product.published", "taken")]
    verdicts = Entry.objects.get(subject_id=release.pk).verdicts
    assert [(v["gate"], v["ruling"]) for v in verdicts] == [
        ("items_complete", "open"), ("documents_provided", "open"), ("documents_as_offered", "open"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_refusal_leaves_its_evidence_and_the_state_as_it_was() -> None:
    release = draft()
    decision = publish(release, LACKING)
    assert (decision.outcome, decision.taken, [v.clause for v in decision.shut]) == ("refused", False, ["5.2"])
    assert state(release) == (release.state, release.published_at) == ("draft", None)
    assert outcomes(release.pk) == [("product.published", "refused")]
    assert Entry.objects.get(subject_id=release.pk).facts["items_missing"] == ["5.2.7"]
    assert publish(release).taken, "what was mended goes on"


@pytest.mark.django_db
def test_a_referral_moves_nothing_either() -> None:
    doubt: Gate[Publishing] = Gate(clause="5.2", quote="", name="doubt", decides=lambda _: Ruling.REFER, otherwise="請人看。")
    release = draft()
    doubtful = replace(publication.PUBLISH, gates=(doubt,))
    decision = take(doubtful, thing=release, facts=WHOLE, actor=SYSTEM, now=NOW)
    assert (decision.outcome, [v.words for v in decision.shut]) == ("referred", ["請人看。"])
    assert state(release) == ("draft", None)
    assert outcomes(release.pk) == [("product.published", "referred")]


@pytest.mark.django_db
def test_a_waiver_lets_the_step_go_on_and_stands_in_the_evidence() -> None:
    release = draft()
    waiver = Waiver("金管保綜字第1號", "5.2", datetime(2026, 11, 23, tzinfo=UTC).date(), datetime(2026, 11, 23, tzinfo=UTC).date())
    assert publish(release, LACKING, waivers=[waiver]).taken, "it is the 23rd in Taipei already"
    assert Entry.objects.get(subject_id=release.pk).verdicts[0]["waiver"] == "金管保綜字第1號"


@pytest.mark.django_db
def test_a_thing_that_has_left_the_state_is_left_alone() -> None:
    release = draft()
    publish(release)
    assert publish(release).stale
    assert outcomes(release.pk) == [("product.published", "taken")]


@pytest.mark.django_db
def test_a_thing_that_somebody_else_moved_meanwhile_is_left_alone() -> None:
    release = draft()
    mine = Release.objects.get(pk=release.pk)
    publish(release)
    decision = publish(mine)
    assert (decision.stale, decision.verdicts) == (True, ())
    assert (mine.state, mine.published_at) == ("draft", None)
    assert outcomes(release.pk) == [("product.published", "taken")]


@pytest.mark.django_db
def test_a_thing_not_stored_yet_is_stored_in_its_new_state() -> None:
    meant = Payment(purchase=uuid4(), holder=uuid4(), amount=500, intended_at=NOW)
    assert take(payment.INTEND, thing=meant, facts=Noted(because="own card"), actor=SYSTEM, now=NOW).taken
    assert Payment.objects.get(pk=meant.pk).state == "intended"
    assert outcomes(meant.purchase) == [("payment.intended", "taken")]


@pytest.mark.django_db
def test_a_refused_thing_is_not_stored_but_its_refusal_is() -> None:
    release = Release(product="travel-accident", version="never")
    assert not publish(release, LACKING).taken
    assert not Release.objects.filter(pk=release.pk).exists()
    assert outcomes(release.pk) == [("product.published", "refused")]


@pytest.mark.django_db
def test_facts_of_another_moment_are_an_error_and_nothing_is_written() -> None:
    release = draft()
    with pytest.raises(TypeError, match="judged on Publishing"), transaction.atomic():
        take(publication.PUBLISH, thing=release, facts=Nothing(), actor=SYSTEM, now=NOW)
    assert state(release) == ("draft", None)
    assert outcomes(release.pk) == []


@pytest.mark.django_db
def test_what_fails_afterwards_takes_state_evidence_and_duties_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    release = draft()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(steps, "follow", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(release)
    assert state(release) == ("draft", None)
    assert outcomes(release.pk) == []


@pytest.mark.django_db
def test_a_note_is_written_without_a_gate_and_opens_and_meets_duties() -> None:
    about = About(uuid4(), "purchase")
    note(Event.PURCHASE_CONCLUDED, about=about, actor=SYSTEM, now=NOW)
    assert Entry.objects.get(subject_id=about.id).facts == {"_": "Nothing"}
    assert "tell_paid" in OpenDuty.objects.filter(subject_id=about.id, met_at=None).values_list("name", flat=True)
    note(Event.CONFIRMATION_SENT, about=about, actor=SYSTEM, now=NOW, facts=Noted(because="x"))
    assert OpenDuty.objects.get(subject_id=about.id, name="tell_paid").met_at == NOW
    assert outcomes(about.id) == [("purchase.concluded", "noted"), ("delivery.confirmation_sent", "noted")]


def race(release: Release, racers: int = 4) -> list[Decision]:
    """So many threads that hold the same draft and publish it at once."""
    together = Barrier(racers)

    def run(mine: Release) -> Decision:
        try:
            together.wait(30)
            return publish(mine)
        finally:
            connection.close()

    with ThreadPoolExecutor(racers) as pool:
        return list(pool.map(run, [Release.objects.get(pk=release.pk) for _ in range(racers)], timeout=30))


def test_of_many_at_once_one_takes_the_step_and_the_others_write_nothing(lasting: None) -> None:
    for _ in range(5):
        release = draft()
        assert sorted(decision.outcome for decision in race(release)) == ["stale", "stale", "stale", "taken"]
        assert outcomes(release.pk) == [("product.published", "taken")]
        assert state(release) == ("published", NOW)


def test_without_compare_and_set_several_would_take_it(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: the row is written whatever it had become."""

    def careless(thing: Release, step: Any, changes: Any, judged_on: Any) -> bool:
        Release.objects.filter(pk=thing.pk).update(**changes, state=step.target)
        return True

    monkeypatch.setattr(steps, "_move", careless)
    release = draft()
    assert [decision.outcome for decision in race(release)] == ["taken"] * 4
    assert len(outcomes(release.pk)) == 4


def answered(about: About) -> None:
    steps.note_with_next(Event.INSTITUTION_ANSWERED, about=about, actor=SYSTEM, now=NOW, facts=Nothing())


def told(about: About) -> list[str]:
    return [event for event, _ in outcomes(about.id)]


ANSWERED, ENDED = Event.INSTITUTION_ANSWERED.value, Event.PURCHASE_STALLED.value


def test_an_answer_is_written_in_the_transaction_of_the_step_that_follows_and_before_it(lasting: None) -> None:
    about = About(uuid4(), "purchase")
    with steps.answers_with_steps():
        answered(about)
        assert told(about) == []
        with transaction.atomic():
            note(Event.PURCHASE_STALLED, about=about, actor=SYSTEM, now=NOW)
            assert told(about) == [ANSWERED, ENDED]
    assert told(about) == [ANSWERED, ENDED], "once"


def test_an_answer_whose_step_was_rolled_back_is_written_all_the_same_with_the_next_one_or_at_the_end(lasting: None) -> None:
    about, other = About(uuid4(), "purchase"), About(uuid4(), "purchase")
    with steps.answers_with_steps():
        answered(about)
        with transaction.atomic():
            note(Event.PURCHASE_STALLED, about=about, actor=SYSTEM, now=NOW)
            transaction.set_rollback(True)
        assert told(about) == []
        with transaction.atomic():
            note(Event.PURCHASE_STALLED, about=other, actor=SYSTEM, now=NOW)
            transaction.set_rollback(True)
    assert (told(about), told(other)) == ([ANSWERED], [])


def test_an_answer_is_written_though_nothing_follows_from_it_or_the_work_fails(lasting: None) -> None:
    about = About(uuid4(), "purchase")

    @steps.answers_with_steps()
    def fail() -> None:
        answered(about)
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        fail()
    assert told(about) == [ANSWERED]
    answered(about)
    assert told(about) == [ANSWERED, ANSWERED], "outside of it at once"


def test_an_answer_is_written_before_anybody_else_is_asked(lasting: None) -> None:
    about = About(uuid4(), "purchase")
    with steps.answers_with_steps():
        answered(about)
        steps.write_waiting()
        assert told(about) == [ANSWERED]
        steps.write_waiting()
    assert told(about) == [ANSWERED]
