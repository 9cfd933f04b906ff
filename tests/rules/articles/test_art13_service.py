"""Article 13: changes under internal control, and their outcome told."""

from dataclasses import replace

import pytest

from tests.rules.samples import (
    APPLYING,
    ASKING,
    BRANCH_RELEASED,
    DIED,
    NOT_APPLICABLE,
    OPEN,
    REVIEWED,
    SHOWN_AT_BRANCH,
    SHUT,
    STOPPING,
    said,
)
from toubao.rules.articles import art13_service as art13
from toubao.rules.articles.art15_privacy import CORRECTING
from toubao.rules.events import Event
from toubao.rules.facts import Kind
from toubao.rules.flows import change
from toubao.rules.periods import hours

RELEASED = replace(APPLYING, kind=Kind.NAME, new_address=False, needs_person=True, reviewed_by="lin", released_by="wang")


def test_13_1_one_change_at_a_time() -> None:
    assert said(art13.one_change_at_a_time, ASKING) is OPEN
    assert said(art13.one_change_at_a_time, replace(ASKING, other_under_way=True)) is SHUT


def test_13_1_nobody_leaves_in_the_middle_of_a_purchase() -> None:
    leaving = replace(ASKING, kind=Kind.LEAVE)
    assert said(art13.nothing_under_way_when_leaving, leaving) is OPEN
    assert said(art13.nothing_under_way_when_leaving, replace(leaving, purchases_under_way=1)) is SHUT
    assert said(art13.nothing_under_way_when_leaving, replace(ASKING, purchases_under_way=1)) is NOT_APPLICABLE


@pytest.mark.parametrize("lacking", [{"evidence": " "}, {"by": ""}, {"needs_person": False}])
def test_13_1_a_review_names_its_evidence(lacking: dict[str, object]) -> None:
    assert said(art13.evidence_seen, REVIEWED) is OPEN
    assert said(art13.evidence_seen, replace(REVIEWED, **lacking)) is SHUT  # type: ignore[arg-type]  # one field of its own kind


@pytest.mark.parametrize("people", [("", ""), ("lin", ""), ("", "wang"), ("lin", "lin")])
def test_13_1_two_people_stand_behind_what_people_decide(people: tuple[str, str]) -> None:
    assert said(art13.two_people_on_a_change, RELEASED) is OPEN
    assert said(art13.two_people_on_a_change, replace(RELEASED, reviewed_by=people[0], released_by=people[1])) is SHUT
    assert said(art13.two_people_on_a_change, APPLYING) is NOT_APPLICABLE


def test_13_1_what_waits_has_waited() -> None:
    assert said(art13.wait_ended, replace(APPLYING, waits=True, wait_ended=True)) is OPEN
    assert said(art13.wait_ended, replace(APPLYING, waits=True)) is SHUT
    assert said(art13.wait_ended, APPLYING) is NOT_APPLICABLE


def test_13_1_an_address_belongs_to_one_account() -> None:
    assert said(art13.address_free, APPLYING) is OPEN
    assert said(art13.address_free, replace(APPLYING, free=False)) is SHUT
    assert said(art13.address_free, replace(RELEASED, free=False)) is NOT_APPLICABLE


@pytest.mark.parametrize("lacking", ["link_right", "in_time"])
def test_13_1_a_change_is_stopped_by_its_link_and_in_time(lacking: str) -> None:
    assert said(art13.stopped_in_time, STOPPING) is OPEN
    assert said(art13.stopped_in_time, replace(STOPPING, **{lacking: False})) is SHUT


@pytest.mark.parametrize("lacking", [{"reported_by": ""}, {"confirmed_by": ""}, {"confirmed_by": "lin"}, {"evidence": " "}])
def test_13_1_a_second_person_confirms_a_death_with_evidence(lacking: dict[str, str]) -> None:
    assert said(art13.two_people_on_a_death, DIED) is OPEN
    assert said(art13.two_people_on_a_death, replace(DIED, **lacking)) is SHUT


@pytest.mark.parametrize("duty", [art13.TELL_APPLIED, art13.TELL_REFUSED], ids=lambda duty: duty.name)
def test_13_1_the_outcome_is_told(duty: art13.Duty) -> None:
    assert duty.starts in (Event.CHANGE_APPLIED, Event.CHANGE_REFUSED)
    assert duty.met_by is Event.CHANGE_TOLD


@pytest.mark.parametrize(
    ("duty", "starts", "told"),
    [
        (art13.TELL_REFUSED_PURCHASE, Event.PURCHASE_REFUSED, Event.REFUSAL_TOLD),
        (art13.TELL_REFERRED, Event.PURCHASE_REFERRED, Event.REFERRAL_TOLD),
        (art13.TELL_CLEARED, Event.PURCHASE_CLEARED, Event.CLEARANCE_TOLD),
        (art13.TELL_WAITING, Event.PURCHASE_DELAYED, Event.WAIT_TOLD),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_13_1_an_applicant_is_told_how_it_stands(duty: art13.Duty, starts: Event, told: Event) -> None:
    assert (duty.starts, duty.met_by, duty.within) == (starts, told, hours(1))


def test_13_2_what_was_told_electronically_is_kept() -> None:
    assert set(art13.TOLD_ELECTRONICALLY.events) == {
        Event.CHANGE_TOLD, Event.REFUSAL_TOLD, Event.REFERRAL_TOLD, Event.CLEARANCE_TOLD, Event.WAIT_TOLD,
    }  # fmt: skip


def test_15_1_3_people_have_their_data_corrected_in_a_flow_of_its_own() -> None:
    assert CORRECTING.flow == change.FLOW.name
    assert {step.event for step in change.FLOW.steps} >= set(CORRECTING.steps)


@pytest.mark.parametrize("lacking", [{"present": False}, {"document_checked": False}, {"branch": ""}, {"clerk": ""}])
def test_13_1_a_holder_is_shown_at_a_branch(lacking: dict[str, object]) -> None:
    assert said(art13.holder_shown_at_a_branch, SHOWN_AT_BRANCH) is OPEN
    assert said(art13.holder_shown_at_a_branch, replace(SHOWN_AT_BRANCH, **lacking)) is SHUT  # type: ignore[arg-type]  # one field of its own kind


@pytest.mark.parametrize("people", [("", ""), ("lin", ""), ("", "wang"), ("lin", "lin")])
def test_13_1_two_people_stand_behind_a_recovery_at_a_branch(people: tuple[str, str]) -> None:
    assert said(art13.two_people_on_a_recovery, BRANCH_RELEASED) is OPEN
    assert said(art13.two_people_on_a_recovery, replace(BRANCH_RELEASED, clerk=people[0], released_by=people[1])) is SHUT
