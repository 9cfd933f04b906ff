"""Two people decide: asked by one, released by another, at most once, in time, and only what was asked; on PostgreSQL."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.business.release.given import CONTENT, DONE, NOW, STOPS, UNDONE, asked, people, state
from toubao.business.governance.models import Staff
from toubao.business.release import actions, queries
from toubao.business.release.kinds import kinds
from toubao.business.release.models import Release
from toubao.business.steps import Decision
from toubao.journal.reading import entries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    people()


def told(release: Release) -> list[tuple[str, str, str]]:
    """What the journal has of a request: event, outcome, by whom."""
    return [(each.event, each.outcome, each.actor_id) for each in entries(release.pk)]


def test_25_1_what_one_asked_another_releases_and_it_is_done_once() -> None:
    made = asked()
    assert DONE == []
    assert actions.give(release=made, seen=made.digest, by="wang", now=NOW).taken
    assert (DONE, state(made)) == ([made.thing], "given")
    assert actions.give(release=made, seen=made.digest, by="chen", now=NOW).stale
    assert actions.refuse(release=made, because="too late", by="chen", now=NOW).stale
    assert ([made.thing], []) == (DONE, UNDONE)
    assert told(made) == [("release.asked", "taken", "lin"), ("release.given", "taken", "wang")]


@pytest.mark.parametrize("by", ["lin", "hsu", "nobody", ""])
def test_25_1_who_asked_and_who_may_not_releases_nothing(by: str) -> None:
    """`lin` has a role that releases too, and may come from any browser: it is the person that counts."""
    made = asked()
    assert actions.give(release=made, seen=made.digest, by=by, now=NOW).outcome == "refused"
    assert actions.refuse(release=made, because="no", by=by, now=NOW).outcome == "refused"
    assert (DONE, UNDONE, state(made)) == ([], [], "asked")
    assert [outcome for _, outcome, _ in told(made)] == ["taken", "refused", "refused"]


def test_25_1_nobody_releases_what_is_about_themselves_nor_asks_for_it() -> None:
    made = asked(concerns="wang")
    assert actions.give(release=made, seen=made.digest, by="wang", now=NOW).outcome == "refused"
    assert actions.give(release=made, seen=made.digest, by="chen", now=NOW).taken
    _, decision = actions.ask(kind="tested", thing=uuid4(), asked={}, because="me", by="lin", concerns="lin", now=NOW)
    assert decision.outcome == "refused"
    assert Release.objects.count() == 1


@pytest.mark.parametrize("change", [{"role": "auditor"}, {"left_at": NOW}], ids=str)
def test_25_1_a_role_that_was_taken_away_in_between_releases_nothing(change: dict[str, object]) -> None:
    made = asked()
    Staff.objects.filter(username="wang").update(**change)
    assert actions.give(release=made, seen=made.digest, by="wang", now=NOW).outcome == "refused"
    assert (DONE, state(made)) == ([], "asked")


def test_25_1_a_thing_that_changed_isn_t_released() -> None:
    made = asked()
    CONTENT[made.thing] = "something else"
    assert actions.give(release=made, seen=made.digest, by="wang", now=NOW).outcome == "refused"
    assert (DONE, state(made)) == ([], "asked")
    CONTENT[made.thing] = "as asked"
    assert actions.give(release=made, seen=made.digest, by="wang", now=NOW).taken


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.text('甲乙a \n"', max_size=3), other=st.text('甲乙a \n"', max_size=3))
def test_25_1_only_exactly_what_was_asked_is_released(content: str, other: str) -> None:
    made = asked(asked={"content": content})
    CONTENT[made.thing] = content
    seen = actions.digest_of("tested", made.thing, {"content": other})
    done = len(DONE)
    assert actions.give(release=made, seen=seen, by="wang", now=NOW).taken is (content == other)
    assert len(DONE) - done == (content == other)


def test_25_1_a_request_that_was_altered_in_its_row_isn_t_released() -> None:
    made = asked()
    Release.objects.filter(pk=made.pk).update(asked={"content": "as asked", "amount": "1000000"})
    assert actions.give(release=made, seen=made.digest, by="wang", now=NOW).outcome == "refused"
    assert DONE == []


def test_25_1_a_request_ends_after_its_time() -> None:
    made, late = asked(), NOW + timedelta(hours=24)
    assert actions.lapse(late - timedelta(seconds=1)) == 0
    assert actions.give(release=made, seen=made.digest, by="wang", now=late).outcome == "refused"
    assert (actions.lapse(late), actions.lapse(late), state(made), UNDONE, DONE) == (1, 0, "lapsed", ["expired"], [])


def test_25_1_a_refusal_says_why_and_undoes() -> None:
    made = asked()
    assert actions.refuse(release=made, because="not needed", by="wang", now=NOW).taken
    kept = Release.objects.get(pk=made.pk)
    assert (kept.state, kept.answer, kept.decided_by, UNDONE, DONE) == ("refused", "not needed", "wang", ["not needed"], [])
    assert actions.give(release=made, seen=made.digest, by="chen", now=NOW).stale


def test_25_1_what_was_asked_is_taken_back_by_who_asked_alone() -> None:
    made = asked()
    assert actions.withdraw(release=made, by="wang", now=NOW).stale
    assert actions.withdraw(release=made, by="lin", now=NOW).taken
    assert actions.withdraw(release=made, by="lin", now=NOW).stale
    assert (state(made), UNDONE) == ("withdrawn", ["withdrawn"])


def test_25_1_what_a_person_asked_or_what_is_about_them_ends_with_their_role() -> None:
    mine, about, other = asked(), asked(concerns="chen"), asked()
    Release.objects.filter(pk=other.pk).update(asked_by="wang")
    assert actions.void_of("chen", because="left", now=NOW) == 1
    assert actions.void_of("lin", because="left", now=NOW) == 1
    assert [state(each) for each in (mine, about, other)] == ["void", "void", "asked"]


def test_25_1_the_same_isn_t_asked_twice_at_a_time_and_never_without_reason_or_right() -> None:
    made = asked()
    again = {"kind": "tested", "thing": made.thing, "asked": {"content": "as asked"}, "now": NOW}
    assert actions.ask(**again, because="again", by="lin")[1].stale
    assert actions.ask(**again | {"thing": uuid4()}, because=" ", by="lin")[1].outcome == "refused"
    assert actions.ask(**again | {"thing": uuid4()}, because="may not", by="wang")[1].outcome == "refused"
    assert Release.objects.count() == 1
    actions.refuse(release=made, because="no", by="wang", now=NOW)
    assert actions.ask(**again, because="again", by="lin")[1].taken


def test_25_1_what_can_t_be_done_is_not_released() -> None:
    made = asked()
    STOPS.append(Decision("refused"))
    assert actions.give(release=made, seen=made.digest, by="wang", now=NOW).outcome == "refused"
    assert state(made) == "asked"


def test_who_may_decide_sees_what_waits_and_what_was_decided() -> None:
    made = asked()
    assert list(queries.waiting(role="compliance", username="wang")) == [made]
    assert list(queries.waiting(role="auditor", username="lin")) == [made], "one's own is seen"
    assert list(queries.waiting(role="auditor", username="hsu")) == []
    assert list(queries.waiting(role="auditor", username="hsu", everything=True)) == [made]
    actions.refuse(release=made, because="no", by="wang", now=NOW)
    assert queries.release(made.pk) == made
    assert list(queries.ended(role="compliance", username="wang")) == list(queries.about(made.thing)) == [made]
    assert list(queries.ended(role="auditor", username="hsu", everything=True)) == [made]


def test_every_kind_names_roles_that_there_are_and_something_that_does_it() -> None:
    roles = {name for name, _ in Staff._meta.get_field("role").choices or ()}
    for kind in kinds().values():
        assert kind.asks <= roles
        assert kind.releases <= roles
        assert kind.title
        assert callable(kind.doing.do)
        assert kind.lasts > timedelta(0)
