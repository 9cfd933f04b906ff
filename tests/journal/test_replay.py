"""Replay: every decision of a whole purchase is judged again from the facts that were kept, and comes out the same."""

from dataclasses import replace

import pytest

from tests import builders
from tests.fixtures.sandbox import RunningSandbox
from tests.journal.given import NOW, SYSTEM, somebody, written
from tests.rules.samples import AGREED, SENT_IN
from toubao.journal.models import Entry
from toubao.journal.reading import Opened, opened
from toubao.journal.replay import WHOLE, Outcome, decisions, differences, judged_again, recorded
from toubao.journal.writing import append
from toubao.rules.events import Event
from toubao.rules.flows import purchase as flow
from toubao.rules.flows import registration
from toubao.rules.kit import Waiver

pytestmark = pytest.mark.django_db


def test_every_decision_of_a_purchase_comes_out_the_same(institutions: RunningSandbox) -> None:
    account, product = builders.registered_account(), builders.product()
    purchase = builders.confirmed_purchase(account, product)
    builders.pay_at_sandbox(purchase, product)
    builders.advance(purchase)
    subjects = (account.registration_id, purchase.pk)
    told = [each for subject in subjects for each in opened(subject, account.person_id)]
    decided = [(each, judged_again(each.entry, each.personal or {})) for each in told]
    assert all(again == recorded(each.entry) for each, again in decided)
    assert len([again for _, again in decided if again]) >= 10
    assert {"registration.verified", "purchase.accepted", "payment.captured"} <= {each.entry.event for each, again in decided if again}


def refusal() -> Opened:
    """A recorded refusal: no one-time password."""
    about, told = somebody(), replace(SENT_IN, otp_entered=False)
    verdicts = flow.CONFIRM.judge(told, on=NOW.date())
    append(event=Event.PURCHASE_CONFIRMED, about=about, actor=SYSTEM, facts=told, now=NOW, verdicts=verdicts, outcome="refused")
    (found,) = opened(about.id, about.holder)
    return found


def test_a_refusal_comes_out_as_a_refusal() -> None:
    found = refusal()
    again = judged_again(found.entry, found.personal or {})
    assert again == recorded(found.entry)
    assert [v.gate for v in again if not v.lets_pass] == ["otp_entered"]


def test_facts_that_were_other_come_out_otherwise() -> None:
    """Positive control: the difference is seen."""
    entry = refusal().entry
    entry.facts = {**entry.facts, "otp_entered": True}
    assert judged_again(entry, {}) != recorded(entry)


def test_a_decision_under_a_waiver_is_judged_again_with_it() -> None:
    about, told = somebody(), replace(AGREED, way="mobile_id")
    waiver = Waiver("金管保綜字第1號", "7.2", NOW.date(), NOW.date().replace(day=30))
    verdicts = registration.AGREE.judge(told, on=NOW.date(), waivers=[waiver])
    append(event=Event.NOTICES_AGREED, about=about, actor=SYSTEM, facts=told, now=NOW, verdicts=verdicts)
    entry = Entry.objects.get(subject_id=about.id)
    assert judged_again(entry, {}, waivers=[waiver]) == recorded(entry)
    assert judged_again(entry, {}) != recorded(entry)


def test_what_no_gate_decided_has_nothing_to_judge() -> None:
    assert judged_again(written(event=Event.OTP_SENT), {}) == ()
    assert judged_again(written(event=Event.PURCHASE_CONFIRMED, outcome="noted"), {}) == ()


def test_decisions_of_gates_are_read_in_their_order_and_come_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toubao.journal.replay.BATCH", 1)
    first, _, second = refusal(), written(event=Event.OTP_SENT), refusal()
    written(event=Event.PURCHASE_CONFIRMED, outcome="noted")
    found = list(decisions())
    assert [each.entry.pk for each in found] == [first.entry.pk, second.entry.pk]
    assert [differences(each, waivers=()) for each in found] == [(Outcome.SAME, ())] * 2


def test_a_decision_that_comes_out_otherwise_names_its_gates() -> None:
    found = refusal()
    found.entry.facts = {**found.entry.facts, "otp_entered": True}
    assert differences(found, waivers=()) == (Outcome.DIFFERENT, ("otp_entered",))


def test_an_outcome_that_is_not_what_its_verdicts_come_to_is_different() -> None:
    found = refusal()
    found.entry.outcome = "taken"
    assert differences(found, waivers=()) == (Outcome.DIFFERENT, (WHOLE,))


def test_a_decision_under_a_waiver_is_the_same_where_the_waiver_is_known() -> None:
    about, told = somebody(), replace(AGREED, way="mobile_id")
    waiver = Waiver("金管保綜字第1號", "7.2", NOW.date(), NOW.date().replace(day=30))
    verdicts = registration.AGREE.judge(told, on=NOW.date(), waivers=[waiver])
    append(event=Event.NOTICES_AGREED, about=about, actor=SYSTEM, facts=told, now=NOW, verdicts=verdicts)
    (found,) = opened(about.id, about.holder)
    assert differences(found, waivers=[waiver, replace(waiver, number="金管保綜字第2號")]) == (Outcome.SAME, ())
    assert differences(found, waivers=())[0] is Outcome.DIFFERENT


def test_a_decision_by_other_gates_or_on_facts_of_another_release_is_older() -> None:
    found = refusal()
    kept = found.entry.verdicts
    found.entry.verdicts = [each for each in kept if each["gate"] != "terms_still_agreed"]
    assert differences(found, waivers=()) == (Outcome.OLDER, ())
    found.entry.verdicts = kept
    found.entry.facts = {name: value for name, value in found.entry.facts.items() if name != "otp_entered"}
    assert differences(found, waivers=()) == (Outcome.OLDER, ())


def test_a_decision_whose_key_was_destroyed_is_sealed() -> None:
    found = replace(refusal(), personal=None)
    assert differences(found, waivers=()) == (Outcome.SEALED, ())
