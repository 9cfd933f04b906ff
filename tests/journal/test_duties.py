"""Duties: opened by an event with the law's period, met by an event, late when their time is over."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.journal.given import NOW, somebody, written
from toubao.journal.models import OpenDuty
from toubao.journal.reading import due, open_duties
from toubao.journal.writing import About, follow, reopen
from toubao.rules.events import Event
from toubao.rules.kit import duties
from toubao.rules.periods import ends

pytestmark = pytest.mark.django_db
SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(hours=2)


@pytest.fixture
def about() -> About:
    found = somebody()
    written(found)
    return found


def owed(subject: UUID) -> set[str]:
    return set(open_duties().filter(subject_id=subject).values_list("name", flat=True))


def test_6_1_1_a_conclusion_opens_its_duties_with_the_times_that_the_rules_say(about: About) -> None:
    follow(Event.PURCHASE_CONCLUDED, subject=about.id, now=NOW)
    expected = {d.name: (d.clause, NOW, ends(NOW, d.within)) for d in duties() if d.starts is Event.PURCHASE_CONCLUDED}
    assert {d.name: (d.clause, d.opened_at, d.due_at) for d in OpenDuty.objects.filter(subject_id=about.id)} == expected
    assert {"confirm_contract", "tell_paid", "send_policy", "report_issue"} == set(expected)


def test_11_2_1_report_issue_is_met_by_the_report_and_by_nothing_else(about: About) -> None:
    follow(Event.PURCHASE_CONCLUDED, subject=about.id, now=NOW)
    follow(Event.RECEIPT_REPORTED, subject=about.id, now=SOON)
    assert "report_issue" in owed(about.id)
    follow(Event.ISSUE_REPORTED, subject=about.id, now=SOON)
    assert "report_issue" not in owed(about.id)
    assert OpenDuty.objects.get(subject_id=about.id, name="report_issue").met_at == SOON


def test_12_1_4_one_message_meets_both_duties_to_tell(about: About) -> None:
    follow(Event.PURCHASE_CONCLUDED, subject=about.id, now=NOW)
    follow(Event.CONFIRMATION_SENT, subject=about.id, now=SOON)
    assert owed(about.id) == {"send_policy", "report_issue"}


def test_what_meets_one_subjects_duty_leaves_anothers_open(about: About) -> None:
    other = somebody()
    written(other)
    for each in (about, other):
        follow(Event.PAYMENT_AUTHORISED, subject=each.id, now=NOW)
    follow(Event.RECEIPT_REPORTED, subject=about.id, now=SOON)
    assert (owed(about.id), owed(other.id)) == (set(), {"report_receipt"})


def test_a_duty_is_due_at_its_time_and_no_earlier_and_not_once_it_is_met(about: About) -> None:
    follow(Event.PAYMENT_AUTHORISED, subject=about.id, now=NOW)
    ends_at = NOW + timedelta(hours=1)
    assert list(due(ends_at - timedelta(microseconds=1))) == []
    assert [d.name for d in due(ends_at)] == ["report_receipt"]
    follow(Event.RECEIPT_REPORTED, subject=about.id, now=LATER)
    assert list(due(LATER)) == []
    late = OpenDuty.objects.get(subject_id=about.id)
    assert late.met_at is not None
    assert late.met_at > late.due_at


def test_the_most_urgent_comes_first(about: About) -> None:
    follow(Event.PURCHASE_CONCLUDED, subject=about.id, now=NOW)
    times = [d.due_at for d in open_duties()]
    assert times == sorted(times)


def test_the_same_event_again_opens_nothing_twice_and_keeps_the_first_time(about: About) -> None:
    follow(Event.PAYMENT_AUTHORISED, subject=about.id, now=NOW)
    follow(Event.PAYMENT_AUTHORISED, subject=about.id, now=LATER)
    assert [d.opened_at for d in OpenDuty.objects.filter(subject_id=about.id)] == [NOW]


def test_after_it_was_met_the_same_duty_can_be_opened_again(about: About) -> None:
    """An application that a person cleared is paid, and reported, a second time (11.2.4)."""
    for at in (NOW, LATER):
        follow(Event.PAYMENT_AUTHORISED, subject=about.id, now=at)
        follow(Event.RECEIPT_REPORTED, subject=about.id, now=at + timedelta(minutes=1))
    kept = list(OpenDuty.objects.filter(subject_id=about.id).order_by("opened_at").values_list("opened_at", "met_at"))
    assert kept == [(NOW, NOW + timedelta(minutes=1)), (LATER, LATER + timedelta(minutes=1))]


def test_an_event_that_no_duty_hangs_on_changes_nothing(about: About) -> None:
    follow(Event.SIGNED_OUT, subject=about.id, now=NOW)
    assert not OpenDuty.objects.exists()


def test_12_1_4_a_duty_that_was_met_is_open_again_with_its_time_when_that_came_undone(about: About) -> None:
    follow(Event.PURCHASE_CONCLUDED, subject=about.id, now=NOW)
    due_at = OpenDuty.objects.get(subject_id=about.id, name="send_policy").due_at
    follow(Event.POLICY_SENT, subject=about.id, now=SOON)
    assert "send_policy" not in owed(about.id)
    before = owed(about.id)
    reopen(Event.POLICY_SENT, subject=about.id)
    assert owed(about.id) == before | {"send_policy"}
    assert OpenDuty.objects.get(subject_id=about.id, name="send_policy").due_at == due_at
