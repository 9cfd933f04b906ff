"""Two who release at the same moment: one wins; with the guards off both do."""

from functools import partial
from threading import Barrier

import pytest

from tests.business.release.given import DONE, NOW, asked, people
from tests.fixtures.at_once import at_once
from toubao.business import steps
from toubao.business.release import actions
from toubao.business.release.models import Release


def released_twice() -> tuple[list[str], int]:
    """Two people release the same at once: how each came out, and how often it was done."""
    made = asked()
    before = len(DONE)
    runs = [partial(actions.give, release=made, seen=made.digest, by=by, now=NOW) for by in ("wang", "chen")]
    return sorted(decision.outcome for decision in at_once(*runs)), len(DONE) - before


def test_25_1_of_two_who_release_at_once_one_does(lasting: None) -> None:
    people()
    assert [released_twice() for _ in range(3)] == [(["stale", "taken"], 1)] * 3


def test_25_1_of_release_and_refusal_at_once_one_counts(lasting: None) -> None:
    people()
    made = asked()
    runs = [partial(actions.give, release=made, seen=made.digest, by="wang", now=NOW)]
    runs.append(partial(actions.refuse, release=made, because="no", by="chen", now=NOW))
    assert sorted(decision.outcome for decision in at_once(*runs)) == ["stale", "taken"]
    assert len(DONE) == (Release.objects.get(pk=made.pk).state == "given")


def test_without_lock_and_compare_and_set_both_release(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: the race above is a race. Each sees the request as open, and both get through."""
    people()
    both_have_looked = Barrier(2)

    def looked(release: Release) -> Release:
        found = Release.objects.get(pk=release.pk)
        both_have_looked.wait(30)
        return found

    monkeypatch.setattr(actions, "_held", looked)
    monkeypatch.setattr(steps, "_move", lambda *_: True)
    made = asked_before(monkeypatch)
    runs = [partial(actions.give, release=made, seen=made.digest, by=by, now=NOW) for by in ("wang", "chen")]
    assert ([decision.outcome for decision in at_once(*runs)], len(DONE)) == (["taken", "taken"], 2)


def asked_before(monkeypatch: pytest.MonkeyPatch) -> Release:
    """A request that was written down while the guards stood."""
    with monkeypatch.context() as guarded:
        guarded.setattr(steps, "_move", _MOVE)
        return asked()


_MOVE = steps._move
