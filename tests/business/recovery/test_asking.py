"""Asking to come back, and both codes: the holder gets in, nobody else does, and nobody learns whether there is such an account."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.business.recovery.given import NOW, asked, begun, codes, entered, reread, told
from toubao.business import whose
from toubao.business.identity.changes import stopping
from toubao.business.identity.codes import allowances, guessing
from toubao.business.identity.models import Account, FailedAttempt
from toubao.business.recovery import asking, jobs, proving, queries
from toubao.business.recovery.models import Recovery
from toubao.business.steps import Actor
from toubao.journal.reading import entries

pytestmark = pytest.mark.django_db
STAFF = Actor("staff", "service")


def test_2_7_both_codes_together_recognise_the_holder_and_the_journal_says_by_what() -> None:
    account = builders.registered_account()
    recovery = asked()
    phone, mail = codes(recovery)
    assert (len(phone), len(mail)) == (8, 8)
    assert proving.try_codes(recovery=recovery, phone=phone, mail=mail, network="n", now=NOW) == proving.RIGHT
    judged = list(entries(recovery.pk))
    steps = [(each.event, each.outcome) for each in judged if each.event.startswith("recovery.")]
    assert steps == [("recovery.asked", "taken"), ("recovery.proved", "taken")]
    assert judged[-1].facts["given"] == ["identity", "phone", "mail"]
    assert proving.standing(reread(recovery.pk), now=NOW) == "password"
    assert reread(recovery.pk).account_id == account.pk


@pytest.mark.parametrize("right", ["phone", "mail", "neither"])
def test_2_7_one_code_alone_recognises_nobody_and_five_tries_are_all(right: str) -> None:
    account = builders.registered_account()
    recovery = asked()
    phone, mail = codes(recovery)
    given = {"phone": phone if right == "phone" else "00000000", "mail": mail if right == "mail" else "00000000"}
    for _ in range(proving.TRIES):
        assert proving.try_codes(recovery=recovery, network="n", now=NOW, **given) == proving.WRONG
    assert entered(recovery) == proving.GONE
    assert proving.standing(reread(recovery.pk), now=NOW) == "gone"
    assert FailedAttempt.objects.filter(subject=account.pk, by="recovery", known=True).count() == proving.TRIES
    assert guessing.tell(now=NOW) == proving.TRIES
    assert [each.event for each in entries(account.pk)][-1] == "account.sign_in_failed"
    assert not guessing.locked(account.pk, now=NOW), "anybody can make wrong tries"


def test_2_7_the_codes_of_one_account_open_no_other() -> None:
    builders.registered_account(1)
    builders.registered_account(2)
    mine, theirs = asked(1, form="a"), asked(2, form="b")
    phone, mail = codes(mine)
    assert proving.try_codes(recovery=theirs, phone=phone, mail=mail, network="n", now=NOW) == proving.WRONG
    assert proving.try_codes(recovery=theirs, phone=codes(theirs)[1], mail=codes(theirs)[0], network="n", now=NOW) == proving.WRONG


def test_2_7_codes_are_good_for_ten_minutes() -> None:
    assert asking.LIFETIME.total_seconds() <= 600, "no code that is sent is good for longer (ASVS 6.5.5)"
    builders.registered_account()
    recovery = asked()
    assert entered(recovery, now=NOW + asking.LIFETIME) == proving.GONE
    assert entered(recovery, now=NOW + asking.LIFETIME - timedelta(seconds=1)) == proving.RIGHT


@pytest.mark.parametrize("said", [{"born": date(1990, 5, 18)}, {"number": builders.id_number(77)}])
def test_2_7_who_fits_no_account_is_sent_nothing_and_sees_the_same(said: dict[str, Any]) -> None:
    builders.registered_account()
    recovery = asked(1, form="fits")
    nobodys = asked(1, form="doesn't", **said)
    assert (nobodys.account_id, list(entries(nobodys.pk)), told(nobodys)) == (None, [], [])
    for each in (recovery, nobodys):
        assert proving.standing(each, now=NOW) == "codes"
        answers = [proving.try_codes(recovery=each, phone="00000000", mail="11111111", network="n", now=NOW) for _ in range(6)]
        assert answers == [proving.WRONG] * 5 + [proving.GONE]
        assert proving.standing(reread(each.pk), now=NOW) == "gone"


def statements(name: str, number: str) -> list[str]:
    """What asking with this number and a wrong try say to the database, without their values."""
    with whose.nobody(), CaptureQueriesContext(connection) as said:
        came = asking.begin(form=name, number=number, born=builders.somebody().birth_date, network=name, now=NOW)
        assert came.recovery is not None
        found = queries.recovery(came.recovery)
        assert found is not None
        assert proving.try_codes(recovery=found, phone="0" * 8, mail="1" * 8, network=name, now=NOW) == proving.WRONG
    return [each["sql"].split("(")[0].split("'")[0].split('"s1')[0] for each in said.captured_queries]


def test_2_7_asking_and_trying_are_the_same_statements_for_nobody() -> None:
    """What differs is done by the worker, for whom nobody waits."""
    builders.registered_account()
    somebody = statements("a", builders.somebody().id_number)
    assert somebody == statements("b", builders.id_number(77))
    assert len(somebody) > 5


def test_sending_in_the_request_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: were the codes sent at once, the statements would be others."""
    builders.registered_account()
    monkeypatch.setattr(asking, "defer", lambda name, *, recovery, network, lock: jobs.send(recovery=recovery, network=network, now=NOW))
    assert statements("a", builders.somebody().id_number) != statements("b", builders.id_number(77))


def test_2_7_a_form_that_is_sent_twice_asks_once() -> None:
    builders.registered_account()
    first, again = begun(form="same"), begun(form="same")
    assert first.recovery == again.recovery
    assert Recovery.objects.count() == 1
    assert len([each for each in entries(first.recovery) if each.event == "recovery.asked"]) == 1
    assert begun(form="another").recovery != first.recovery
    assert begun(form="same", born=date(1990, 5, 18)).recovery != first.recovery, "what was corrected is asked anew"


def test_2_7_a_number_is_asked_with_five_times_an_hour_whether_anybody_has_it() -> None:
    builders.registered_account()
    for number in (builders.somebody().id_number, builders.id_number(77)):
        came = [begun(form=f"{number}{n}", number=number) for n in range(6)]
        assert [each.limit for each in came] == [""] * 5 + ["recovery_number"]
        assert came[-1].recovery is None


def test_2_7_what_strangers_ask_for_takes_no_code_from_the_holder() -> None:
    builders.registered_account()
    asked()
    blind = builders.somebody().phone_index.hex()[:32]
    assert allowances.remaining(("otp_address", blind), now=NOW) == allowances.limits()["otp_address"]["most"]
    assert allowances.remaining(("otp_new_address", blind), now=NOW) < allowances.limits()["otp_new_address"]["most"] - 1


def test_2_7_where_an_allowance_is_used_up_nothing_is_sent_and_nothing_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.registered_account()
    monkeypatch.setitem(allowances.limits(), "otp_budget", {"seconds": 86400, "most": 0})
    recovery = asked()
    assert (recovery.state, recovery.phone_mac, told(recovery), list(entries(recovery.pk))) == ("new", None, [], [])
    assert proving.standing(recovery, now=NOW) == "codes"


@pytest.mark.parametrize("why", ["not_me", "death"])
def test_2_7_a_blocked_account_sends_no_codes_and_its_holder_alone_is_told(why: str) -> None:
    account = builders.registered_account()
    stopping.block(account=account, because=why, actor=STAFF, now=NOW)
    recovery = asked()
    assert recovery.state == "new"
    [entry] = [each for each in entries(recovery.pk) if each.event == "recovery.asked"]
    assert (entry.outcome, [v["gate"] for v in entry.verdicts if v["ruling"] == "shut"]) == ("refused", ["not_blocked_to_recover"])
    assert {each.to for each in told(recovery)} == {builders.somebody().phone, builders.somebody().mail}
    assert proving.standing(recovery, now=NOW) == "codes"


@pytest.mark.parametrize(
    "lacking", [{"phone_index": None}, {"mail_index": None, "mail_proved": False}, {"phone_proved": False, "mail_proved": False}]
)
def test_2_7_codes_go_to_two_addresses_that_are_the_holders_and_one_of_them_proved(lacking: dict[str, Any]) -> None:
    account = builders.registered_account()
    Account.objects.filter(pk=account.pk).update(**lacking)
    recovery = asked()
    [entry] = [each for each in entries(recovery.pk) if each.event == "recovery.asked"]
    assert [v["gate"] for v in entry.verdicts if v["ruling"] == "shut"] == ["both_addresses_reached"]
    assert recovery.phone_mac is None


def test_2_7_blocked_between_sending_and_entering_is_still_blocked() -> None:
    account = builders.registered_account()
    recovery = asked()
    stopping.block(account=account, because="not_me", actor=STAFF, now=NOW)
    assert entered(recovery) == proving.BLOCKED
    assert reread(recovery.pk).state == "asked"


def test_2_7_a_closed_account_is_nobodys() -> None:
    account = builders.registered_account()
    Account.objects.filter(pk=account.pk).update(closed_at=NOW)
    assert asked().account_id is None


def test_runs_that_came_to_nothing_are_forgotten() -> None:
    builders.registered_account()
    asked(form="a", number=builders.id_number(77))
    kept = asked(form="b")
    jobs.tidy(now=NOW + timedelta(days=2, seconds=1))
    assert list(Recovery.objects.values_list("pk", flat=True)) == [kept.pk], "one under way is first let lapse"
    jobs.send(recovery=str(builders.uuid4()), network="n", now=NOW)
    assert jobs.asking.send_codes(recovery=kept, network="n", now=NOW) == ""
