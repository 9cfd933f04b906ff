"""Two at once: the same codes, the same password page, two runs, disowning beside finishing; each with its positive control."""

from functools import partial
from typing import Any

import pytest

from tests import builders
from tests.business.recovery import given
from tests.business.recovery.given import NOW, account_now, asked, codes, done, recognised, reread, set_password, token
from tests.fixtures.at_once import at_once
from toubao.business import steps
from toubao.business.identity.models import Account
from toubao.business.recovery import asking, facts, finishing, proving
from toubao.business.recovery.models import Recovery
from toubao.journal.reading import entries


def passwords(recovery: Recovery, other: Recovery) -> list[str]:
    """Two new passwords at the same moment: how each came out."""
    runs = [partial(set_password, each, password=f"a long password number {n}") for n, each in enumerate((recovery, other))]
    return sorted(decision.outcome for decision in at_once(*runs))


def test_of_two_who_enter_the_codes_at_once_one_is_recognised(lasting: None) -> None:
    for serial in range(1, 4):
        builders.registered_account(serial)
        recovery = asked(serial, form=str(serial))
        phone, mail = codes(recovery)
        enter = partial(proving.try_codes, phone=phone, mail=mail, network="n", now=NOW)
        runs = [partial(enter, recovery=reread(recovery.pk)) for _ in range(2)]
        assert sorted(at_once(*runs)) == [proving.GONE, proving.RIGHT]
        assert [each.event for each in entries(recovery.pk)].count("recovery.proved") == 1


def test_twenty_guesses_at_once_are_five_tries(lasting: None) -> None:
    builders.registered_account()
    recovery = asked()
    runs = [partial(proving.try_codes, recovery=recovery, phone=f"{n:08d}", mail="0" * 8, network="n", now=NOW) for n in range(20)]
    answers = at_once(*runs)
    assert (answers.count(proving.WRONG), answers.count(proving.GONE)) == (proving.TRIES, 15)


def test_a_double_click_on_the_password_sets_one(lasting: None) -> None:
    for serial in range(1, 4):
        builders.registered_account(serial)
        recovery = recognised(serial, form=str(serial))
        assert passwords(recovery, reread(recovery.pk)) == ["stale", "taken"]


def test_without_compare_and_set_it_would_be_both(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: the row is written whatever it had become, and neither it nor the stamp is looked at again."""
    builders.registered_account()
    recovery = recognised()

    def careless(thing: Any, step: Any, changes: Any, judged_on: Any) -> bool:
        type(thing).objects.filter(pk=thing.pk).update(**changes, state=step.target)
        return True

    monkeypatch.setattr(steps, "_move", careless)
    monkeypatch.setattr(Recovery, "refresh_from_db", lambda self, **named: None)
    monkeypatch.setattr(facts, "recovering", partial(_unchanged, facts.recovering))
    assert passwords(recovery, reread(recovery.pk)) == ["taken", "taken"]


def _unchanged(real: Any, recovery: Recovery, account: Account, *, now: Any) -> Any:
    recovery.stamp = account.stamp
    return real(recovery, account, now=now)


def test_of_two_runs_finished_at_once_one_sets_the_password(lasting: None) -> None:
    for serial in range(1, 4):
        builders.registered_account(serial)
        assert passwords(recognised(serial, form=f"a{serial}"), recognised(serial, form=f"b{serial}")) == ["refused", "taken"]


def test_without_the_lock_both_runs_would_be_judged_on_the_old_stamp(lasting: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: judged without looking at the stamp, both set a password."""
    builders.registered_account()
    monkeypatch.setattr(facts, "recovering", partial(_unchanged, facts.recovering))
    assert passwords(recognised(form="a"), recognised(form="b")) == ["taken", "taken"]


def test_of_two_who_disown_at_once_one_does(lasting: None) -> None:
    account = builders.registered_account()
    recovery = done()
    disown = partial(finishing.disown, token=token(recovery), network="n", now=NOW)
    assert sorted(decision.outcome for decision in at_once(disown, disown)) == ["stale", "taken"]
    assert account_now(account).blocked == "not_me"


def test_a_form_pressed_twice_at_once_begins_one_run(lasting: None) -> None:
    builders.registered_account()
    known = builders.somebody()
    begin = partial(asking.begin, form="same", number=known.id_number, born=known.birth_date, network="n", now=NOW)
    first, second = at_once(begin, begin)
    assert first.recovery == second.recovery
    assert Recovery.objects.count() == 1


def test_the_worker_that_sends_twice_at_once_sends_one_pair(lasting: None) -> None:
    builders.registered_account()
    known = builders.somebody()
    begun = asking.begin(form="f", number=known.id_number, born=known.birth_date, network="n", now=NOW)
    send = partial(given.jobs.send, recovery=str(begun.recovery), network="n", now=NOW)
    at_once(send, send)
    recovery = reread(begun.recovery)
    assert [each.event for each in entries(recovery.pk)].count("recovery.asked") == 1
    assert proving.try_codes(recovery=recovery, phone=codes(recovery)[0], mail=codes(recovery)[1], network="n", now=NOW) == proving.RIGHT
