"""Two at once: two who release, a link used twice, two who sign; each with its positive control."""

from functools import partial
from threading import Barrier
from typing import Any

import pytest

from tests.business.branches.given import (
    NOTICES,
    NOW,
    again,
    begun,
    begun_by,
    handed_in,
    last,
    people,
    released,
    request,
    signature,
    tokens,
)
from tests.fixtures.at_once import at_once
from toubao.business import steps
from toubao.business.branches import activating, visiting
from toubao.business.branches.models import ActivationLink, Visit
from toubao.business.identity.models import Account, Registration
from toubao.business.release import actions as releases


def use(token: str, password: str) -> str:
    """What came of a link."""
    return activating.activate(token=token, last=last(), password=password, now=NOW).outcome


def test_18_1_1_of_two_who_release_at_once_one_does_and_one_link_goes_out(lasting: None) -> None:
    people()
    visit = handed_in()
    made = request(visit)
    runs = [partial(releases.give, release=made, seen=made.digest, by=by, now=NOW) for by in ("chou", "ho")]
    assert sorted(decision.outcome for decision in at_once(*runs)) == ["stale", "taken"]
    assert (len(tokens(visit)), ActivationLink.objects.count()) == (1, 1)


def test_18_1_1_of_release_and_refusal_at_once_one_counts(lasting: None) -> None:
    people()
    visit = handed_in()
    made = request(visit)
    runs = [partial(releases.give, release=made, seen=made.digest, by="chou", now=NOW)]
    runs.append(partial(releases.refuse, release=made, because="簽名不符", by="ho", now=NOW))
    assert sorted(decision.outcome for decision in at_once(*runs)) == ["stale", "taken"]
    assert (begun_by(visit).state, len(tokens(visit))) in (("verified", 1), ("refused", 0))


def test_without_lock_and_compare_and_set_two_release_at_once(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: without the lock and without compare-and-set both find it open, and two links go out."""
    people()
    visit = handed_in()
    made, both = request(visit), Barrier(2)

    def looked(release: Any) -> Any:
        found = type(release).objects.get(pk=release.pk)
        both.wait(30)
        return found

    monkeypatch.setattr(releases, "_held", looked)
    monkeypatch.setattr(steps, "_move", lambda *_: True)
    done: list[str] = []
    real = activating.send
    monkeypatch.setattr(activating, "send", lambda *told, **named: (done.append("sent"), real(*told, **named))[1])
    runs = [partial(releases.give, release=made, seen=made.digest, by=by, now=NOW) for by in ("chou", "ho")]
    assert [decision.outcome for decision in at_once(*runs)] == ["taken", "taken"]
    assert done == ["sent", "sent"]


def test_7_1_a_link_that_is_used_twice_at_once_opens_once(lasting: None) -> None:
    people()
    (token,) = tokens(released())
    runs = [partial(use, token, password) for password in ("first long password", "second long password")]
    assert sorted(at_once(*runs)) == ["gone", "opened"]
    assert Account.objects.count() == 1


def test_without_compare_and_set_a_link_is_used_twice(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: both are told that the account is open, though only one of the passwords is set."""
    people()
    (token,) = tokens(released())
    both = Barrier(2)

    def careless(link: Any, now: Any) -> bool:
        both.wait(30)
        return bool(ActivationLink.objects.filter(pk=link.pk).update(used_at=now))

    monkeypatch.setattr(activating, "_use", careless)
    runs = [partial(use, token, password) for password in ("first long password", "second long password")]
    assert at_once(*runs) == ["opened", "opened"]


def test_7_2_2_2_of_two_signatures_at_once_one_begins_a_registration(lasting: None) -> None:
    people()
    visit = begun()
    runs = [partial(visiting.sign, visit=visit, signature=signature(), notices=NOTICES, now=NOW)] * 2
    assert sorted(decision.outcome for decision in at_once(*runs)) == ["stale", "taken"]
    assert Registration.objects.count() == 1


def test_without_the_lock_two_signatures_begin_two(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: each finds the visit unsigned."""
    people()
    visit, both = begun(), Barrier(2)

    def looked(visit: Visit) -> Visit:
        found = again(visit)
        both.wait(30)
        return found

    monkeypatch.setattr(visiting, "_held", looked)
    runs = [partial(visiting.sign, visit=visit, signature=signature(), notices=NOTICES, now=NOW)] * 2
    assert [decision.outcome for decision in at_once(*runs)] == ["taken", "taken"]
    assert Registration.objects.count() == 2
