"""Two at once: two changes, and a change that is applied while it is taken back or stopped; each with its positive control."""

from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db.models import QuerySet

from tests import builders
from tests.business.identity.changes.given import NEW_MAIL, NEW_PHONE, NOW, PASSWORD, code, done, proved, state, token
from tests.fixtures.at_once import at_once
from toubao.business import steps
from toubao.business.identity import queries as people
from toubao.business.identity.changes import asking, holding, queries, stopping
from toubao.business.identity.models import Account, Change
from toubao.rules.facts import Kind
from toubao.rules.flows.change import RULES, State

LATER = NOW.replace(day=NOW.day + RULES[Kind.PHONE_LOST].wait_hours(NOW.date()) // 24)


def phone_of(account: Account) -> str:
    """The phone by which the person is reached now."""
    found = people.account(account.pk)
    assert found is not None
    return people.known(found.person).phone


def own(change: Change) -> Change:
    """The change as another process reads it."""
    found = queries.change(change.pk)
    assert found is not None
    return found


def asked_twice(account: Account) -> list[str]:
    """A new phone and a new mailbox asked for at the same moment: how each came out."""
    wanted = ((Kind.PHONE, NEW_PHONE), (Kind.MAIL, NEW_MAIL))
    usual: dict[str, Any] = {"account": account, "password": PASSWORD, "network": "n", "now": NOW}
    runs = [partial(asking.ask, kind=kind, value=value, **usual) for kind, value in wanted]
    return sorted(decision.outcome for _, decision in at_once(*runs))


def applied_and_withdrawn(change: Change) -> list[str]:
    """A change applied and taken back at the same moment: how each came out."""
    mine, theirs = own(change), own(change)
    apply = partial(holding.apply, change=mine, new_proved=True, actor=steps.SYSTEM, now=LATER)
    return sorted(each.outcome for each in at_once(apply, partial(asking.withdraw, change=theirs, now=LATER)))


def test_of_two_changes_asked_for_at_once_one_is_left(lasting: None) -> None:
    for serial in range(1, 4):
        account = builders.registered_account(serial)
        assert asked_twice(account) == ["taken", "taken"], "the later one lets go of the earlier"
        assert sorted(Change.objects.filter(account=account).values_list("state", flat=True)) == ["asked", "withdrawn"]


def test_without_the_lock_two_asked_at_once_collide(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: the database still refuses the second, but as an error."""
    monkeypatch.setattr(holding, "lock", lambda account: None)
    meeting, real = Barrier(2), QuerySet.exists

    def together(self: Any) -> bool:
        if self.model is Change:
            meeting.wait(30)
        return real(self)

    monkeypatch.setattr(QuerySet, "exists", together)
    with pytest.raises(Exception, match="change_one_under_way"):
        asked_twice(builders.registered_account())


def test_a_change_is_applied_or_taken_back_and_never_both(lasting: None) -> None:
    for serial in range(1, 5):
        account = builders.registered_account(serial)
        change = done(account, Kind.PHONE_LOST, value=f"+88692233344{serial}")
        assert applied_and_withdrawn(change) == ["stale", "taken"]
        expected = builders.somebody(serial).phone if state(change) == State.WITHDRAWN else f"+88692233344{serial}"
        assert phone_of(account) == expected


def test_without_compare_and_set_it_would_be_both(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: the row is written whatever it had become."""
    account = builders.registered_account()
    change = done(account, Kind.PHONE_LOST)

    def careless(thing: Any, step: Any, changes: Any, judged_on: Any) -> bool:
        type(thing).objects.filter(pk=thing.pk).update(**changes, state=step.target)
        return True

    monkeypatch.setattr(steps, "_move", careless)
    assert applied_and_withdrawn(change) == ["taken", "taken"]
    assert phone_of(account) == NEW_PHONE


def test_stopped_while_it_is_applied_leaves_the_old_phone_and_a_blocked_account(lasting: None) -> None:
    for serial in range(1, 4):
        account = builders.registered_account(serial)
        change = done(account, Kind.PHONE_LOST, value=f"+88692233344{serial}")
        link, mine = token(change), own(change)
        apply = partial(holding.apply, change=mine, new_proved=True, actor=steps.SYSTEM, now=LATER)
        at_once(partial(stopping.stop, token=link, network="n", now=NOW), apply)
        stands = state(change)
        assert stands in (State.STOPPED, State.SETTLED)
        assert (phone_of(account) == builders.somebody(serial).phone) is (stands == State.STOPPED)
        assert (Account.objects.get(pk=account.pk).blocked == "not_me") is (stands == State.STOPPED)


def test_of_two_people_who_prove_the_same_new_phone_at_once_one_gets_it(lasting: None) -> None:
    changes = [proved(builders.registered_account(serial), Kind.PHONE) for serial in (1, 2)]
    for change in changes:
        assert asking.send_new_code(change=change, network="n", now=NOW).sent
    runs = [partial(asking.confirm_new, change=own(change), entered=code(change), keep=None, now=NOW) for change in changes]
    outcomes = sorted(decision.outcome for decision, _ in at_once(*runs))
    assert outcomes == ["refused", "taken"]
    assert sorted(state(change) for change in changes) == ["applied", "refused"]
