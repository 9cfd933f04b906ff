"""A visit to a branch as a clerk takes it down: notices, signature, the document's second source, and handing it in."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.business.branches.given import (
    NOTICES,
    NOW,
    again,
    begun,
    begun_by,
    handed_in,
    identified,
    people,
    request,
    signature,
    signed,
    stated,
    statement,
)
from tests.fixtures.sandbox import RunningSandbox
from toubao.business.branches import queries, visiting
from toubao.business.branches.models import Visit
from toubao.business.branches.signature import on_paper
from toubao.business.branches.statement import signature_of
from toubao.business.branches.statement import stated as statement_of
from toubao.business.identity import queries as identity
from toubao.business.identity.models import Account, Registration
from toubao.business.release.models import Release
from toubao.journal.envelope import Unreadable
from toubao.journal.models import Entry
from toubao.journal.reading import entries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    people()


def told(visit: Visit) -> list[tuple[str, str, str]]:
    """What the journal has of the registration: event, outcome, by whom."""
    return [(each.event, each.outcome, each.actor_id) for each in entries(begun_by(visit).pk)]


@pytest.mark.parametrize("code", ["nowhere", "kaohsiung"])
def test_7_2_2_1_there_is_no_visit_but_to_a_branch_that_is_open(code: str) -> None:
    with pytest.raises(visiting.NoSuchBranch):
        visiting.begin(branch=code, purpose="purchase", medium="tablet", clerk="wu", now=NOW)
    assert not Visit.objects.exists()


def test_7_2_2_2_the_signature_begins_the_registration_and_is_kept_sealed() -> None:
    visit = signed()
    registration = begun_by(visit)
    assert (registration.way, registration.state, registration.notices) == ("branch", "noticed", NOTICES)
    assert told(visit) == [
        ("registration.started", "noted", "wu"), ("registration.notices_shown", "noted", "wu"),
        ("registration.notices_agreed", "taken", "wu"), ("registration.signed", "noted", "wu"),
    ]  # fmt: skip
    assert entries(registration.pk)[3].facts["reference"] == visit.signature_digest
    assert signature_of(visit) == signature()
    assert b"520" not in bytes(visit.signature or b"")
    builders.destroy_key(registration.person_id)
    with pytest.raises(Unreadable):
        signature_of(again(visit))


def test_7_2_2_2_a_signature_on_paper_is_kept_by_its_number() -> None:
    visit = begun()
    assert visiting.sign(visit=visit, signature=on_paper("A-115-0042"), notices=NOTICES, now=NOW).taken
    assert (again(visit).signed_by, signature_of(again(visit)).paper) == ("paper", "A-115-0042")
    assert "A-115-0042" not in str(list(entries(begun_by(visit).pk).values_list("facts", flat=True)))


@pytest.mark.parametrize("read", [("online",), ()], ids=str)
def test_7_2_2_2_who_has_not_read_everything_signs_nothing(read: tuple[str, ...]) -> None:
    visit = visiting.begin(branch="taipei", purpose="purchase", medium="tablet", clerk="wu", now=NOW)
    for name in read:
        visiting.mark_read(visit=visit, name=name, digest=NOTICES[name], shown_at=NOW)
    decision = visiting.sign(visit=again(visit), signature=signature(), notices=NOTICES, now=NOW)
    assert "notices_signed" in [verdict.gate for verdict in decision.shut]
    assert again(visit).registration is None
    assert again(visit).signature is None
    assert Registration.objects.get().state == "started", "the refusal is kept"


def test_7_2_2_2_a_notice_that_was_read_in_another_wording_counts_for_nothing() -> None:
    decision = visiting.sign(visit=begun(), signature=signature(), notices=NOTICES | {"privacy": "another"}, now=NOW)
    assert decision.outcome == "refused"


def test_7_2_2_2_nobody_signs_twice_or_reads_after_signing() -> None:
    visit = signed()
    assert visiting.sign(visit=visit, signature=signature(), notices=NOTICES, now=NOW).stale
    visiting.mark_read(visit=visit, name="online", digest="another", shown_at=NOW)
    assert again(visit).read == NOTICES
    assert Registration.objects.count() == 1


def test_8_1_2_a_visit_for_service_is_judged_by_article_8() -> None:
    visit = visiting.begin(branch="taipei", purpose="service", medium="paper", clerk="wu", now=NOW)
    decision = visiting.sign(visit=visit, signature=signature(), notices=NOTICES, now=NOW)
    assert "service_notices_signed" in [verdict.gate for verdict in decision.shut]


def test_7_2_2_3_a_good_document_identifies(institutions: RunningSandbox) -> None:
    visit = stated(signed(), statement())
    decision = visiting.check(visit=visit, now=NOW)
    assert decision is not None
    assert decision.taken
    assert (again(visit).checked, begun_by(visit).state) == ("current", "identified")
    assert identity.known(begun_by(visit).person) == builders.somebody()
    assert [event for event, _, _ in told(visit)][-2:] == ["institution.answered", "registration.identity_stated"]
    kept = str(list(Entry.objects.values_list("facts", flat=True)))
    assert builders.somebody().id_number not in kept
    assert "0012345670" not in kept


@pytest.mark.parametrize(("last", "found"), [("6", "annulled"), ("7", "reported_lost"), ("8", "superseded"), ("9", "not_found")])
def test_7_2_2_3_a_document_that_is_not_good_identifies_nobody(institutions: RunningSandbox, last: str, found: str) -> None:
    visit = stated(signed(), statement(number=f"001234567{last}"))
    decision = visiting.check(visit=visit, now=NOW)
    assert decision is not None
    assert [verdict.gate for verdict in decision.shut] == ["identity_shown"]
    assert (again(visit).checked, begun_by(visit).state) == (found, "noticed")
    assert begun_by(visit).person.sealed is None
    assert visiting.hand_in(visit=visit, now=NOW).stale
    assert not Release.objects.exists()


@pytest.mark.parametrize("switch", [{"down": True}, {"unreachable": True}, {"lose_answers": True}], ids=str)
def test_7_2_2_3_without_an_answer_the_visit_waits_and_is_asked_again(institutions: RunningSandbox, switch: dict[str, Any]) -> None:
    """Never passed over in silence: nothing is identified, and nothing can be handed in."""
    visit = stated(signed(), statement())
    institutions.switch("document_check", **switch)
    assert visiting.check(visit=visit, now=NOW) is None
    assert (again(visit).checked, begun_by(visit).state) == ("waiting", "noticed")
    assert visiting.hand_in(visit=visit, now=NOW).stale
    assert told(visit)[-1][0] == "institution.failed"
    institutions.switch("document_check", **dict.fromkeys(switch, False))
    later = visiting.check(visit=again(visit), now=NOW + timedelta(minutes=5))
    assert later is not None
    assert later.taken
    assert again(visit).checked == "current"


def test_7_2_2_3_a_question_that_arrives_twice_is_one_answer(institutions: RunningSandbox) -> None:
    institutions.switch("document_check", answer_twice=True)
    visit = stated(signed(), statement())
    assert visiting.check(visit=visit, now=NOW) is not None
    assert [outcome for event, outcome, _ in told(visit) if event == "registration.identity_stated"] == ["taken"]


def test_7_2_2_3_an_answer_about_what_was_restated_meanwhile_counts_for_nothing() -> None:
    """The good answer about the first document comes after the second one was written down."""
    visit = stated(signed(), statement())
    stated(visit, statement(2, number="0012345679"))
    assert visiting.judge(visit=visit, statement=statement(), found="current", now=NOW).stale
    assert (again(visit).checked, begun_by(visit).state) == ("", "noticed")
    assert visiting.judge(visit=visit, statement=statement(2, number="0012345679"), found="not_found", now=NOW).outcome == "refused"
    assert begun_by(visit).state == "noticed"


def test_7_2_2_3_a_late_failure_does_not_undo_a_good_answer(institutions: RunningSandbox) -> None:
    before = stated(signed(), statement())
    assert visiting.judge(visit=before, statement=statement(), found="current", now=NOW).taken
    institutions.switch("document_check", down=True)
    assert visiting.check(visit=before, now=NOW) is None
    assert again(before).checked == "current"


def test_7_2_2_3_who_is_restated_is_checked_anew_before_it_is_handed_in() -> None:
    visit = identified()
    visit = stated(visit, statement(2))
    assert visiting.hand_in(visit=visit, now=NOW).stale
    assert visiting.judge(visit=visit, statement=statement(2), found="current", now=NOW).taken
    assert identity.known(begun_by(visit).person) == builders.somebody(2)


@pytest.mark.parametrize(
    ("changes", "gate"),
    [
        ({"present": False}, "comes_in_person"), ({"guardianship_declared": True}, "capacity"),
        ({"birth_date": NOW.date() - timedelta(days=6000)}, "capacity"), ({"phone": "02-12345678"}, "identity_shown"),
    ],
    ids=str,
)  # fmt: skip
def test_7_2_2_a_good_document_is_not_enough(changes: dict[str, Any], gate: str) -> None:
    shown = statement(**changes)
    visit = stated(signed(), shown)
    decision = visiting.judge(visit=visit, statement=shown, found="current", now=NOW)
    assert gate in [verdict.gate for verdict in decision.shut]
    assert (again(visit).checked, begun_by(visit).state) == ("refused", "noticed")


def test_18_1_1_what_is_handed_in_waits_for_another_and_is_closed_to_the_clerk() -> None:
    visit = handed_in()
    assert begun_by(visit).state == "submitted"
    assert (request(visit).state, request(visit).asked_by) == ("asked", "wu")
    assert builders.somebody().id_number not in str(request(visit).asked)
    assert visiting.hand_in(visit=visit, now=NOW).stale
    assert not visiting.state(visit=visit, statement=statement(2))
    assert visiting.judge(visit=visit, statement=statement(), found="current", now=NOW).stale
    assert statement_of(again(visit)) == statement()
    assert list(queries.waiting()) == [visit]


def test_18_1_1_who_may_not_take_visits_hands_nothing_in() -> None:
    visit = identified(clerk="hsu")
    assert [verdict.gate for verdict in visiting.hand_in(visit=visit, now=NOW).shut] == ["may_ask_for_release"]
    assert begun_by(visit).state == "identified"
    assert not Release.objects.exists()


def test_7_3_who_has_an_account_that_sleeps_verifies_it_anew_and_who_is_awake_is_told() -> None:
    account = builders.registered_account()
    visit = identified()
    assert queries.standing(begun_by(visit), builders.somebody(), now=NOW) == queries.TAKEN
    Account.objects.filter(pk=account.pk).update(verified_at=NOW - timedelta(days=6 * 365))
    assert queries.standing(begun_by(visit), builders.somebody(), now=NOW) == queries.RENEWS
    assert queries.standing(begun_by(visit), builders.somebody(2), now=NOW) == queries.NEW
    assert visiting.hand_in(visit=visit, now=NOW).taken
    assert begun_by(visit).renews == account


def test_8_1_2_who_holds_no_policy_is_told_before_it_is_handed_in() -> None:
    visit = identified(purpose="service")
    assert queries.standing(begun_by(visit), builders.somebody(), now=NOW) == queries.NOT_ON_FILE


def test_7_2_2_the_lists_show_a_clerk_their_own() -> None:
    mine, theirs = signed(), signed(clerk="li")
    assert [visit.pk for visit in queries.under_way("wu")] == [mine.pk]
    assert [visit.pk for visit in queries.under_way("li")] == [theirs.pk]
    assert not queries.waiting().exists()
    assert not queries.decided().exists()
