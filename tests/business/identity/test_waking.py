"""Accounts fall asleep after five years without use, are told before, and wake when their holder is verified anew (7.3, 8.2)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import builders
from toubao.business.correspondence.models import Message
from toubao.business.identity import actions, facts
from toubao.business.identity.actions import waking
from toubao.business.identity.models import Account, Registration
from toubao.journal.models import Entry
from toubao.rules.periods import TAIPEI

pytestmark = pytest.mark.django_db
FIVE_YEARS = datetime(2031, 11, 23, 16, 0, tzinfo=builders.NOW.tzinfo)
"""Midnight in Taipei after the last day, 23 November 2031, a Sunday: nobody has to do anything by then, so it doesn't give way (122)."""


def reread(account: Account) -> Account:
    return Account.objects.select_related("person__key").get(pk=account.pk)


def told(event: str) -> list[str]:
    return sorted(entry.facts["because"] for entry in Entry.objects.filter(event=event))


def again(account: Account, *, purpose: str = "purchase", **changes: Any) -> Registration:
    registration, _ = actions.begin_registration(
        way="online", purpose=purpose, renews=account, channel="localhost", channel_is_ours=True, notices=builders.NOTICES,
        shown=tuple(builders.NOTICES), read=tuple(builders.NOTICES), consented=True, now=FIVE_YEARS,
    )  # fmt: skip
    actions.identify(registration=registration, known=builders.somebody(**changes), now=FIVE_YEARS)
    actions.send_registration_code(registration=registration, channel="sms", insurer="測試", network="t", now=FIVE_YEARS)
    verified, _ = actions.verify_registration(registration=registration, entered=builders.last_code(registration.pk), now=FIVE_YEARS)
    assert verified.taken, verified.shut
    return registration


def test_7_3_an_account_sleeps_from_the_end_of_the_last_day_of_five_years_on() -> None:
    account = builders.registered_account()
    assert not facts.asleep_to_buy(account, now=FIVE_YEARS - timedelta(seconds=1))
    assert facts.asleep_to_buy(account, now=FIVE_YEARS)
    assert facts.purchases_until(account) == FIVE_YEARS


def test_7_3_registered_on_30_november_2026_it_is_used_through_sunday_30_november_2031_and_sleeps_from_midnight() -> None:
    """The first day is not counted, the period ends with the whole of its last day (Civil Code 120, 121), and a Sunday doesn't roll it."""
    registered = datetime(2026, 11, 30, 15, 0, tzinfo=TAIPEI)
    account = builders.registered_account(now=registered)
    last = datetime(2031, 11, 30, 23, 59, tzinfo=TAIPEI)
    assert last.isoweekday() == 7
    for asleep in (facts.asleep_to_buy, facts.asleep_to_be_served):
        assert not asleep(account, now=last)
        assert asleep(account, now=datetime(2031, 12, 1, 0, 0, tzinfo=TAIPEI))


def test_7_3_and_8_2_each_clock_runs_for_itself() -> None:
    account = builders.registered_account()
    waking.used_for_service(account=account, now=builders.NOW + timedelta(days=400))
    assert facts.asleep_to_buy(account, now=FIVE_YEARS)
    assert not facts.asleep_to_be_served(account, now=FIVE_YEARS)
    waking.used_to_buy(account=account, now=builders.NOW + timedelta(days=800))
    assert not facts.asleep_to_buy(reread(account), now=FIVE_YEARS)


def test_use_is_kept_to_the_day_and_never_goes_back() -> None:
    account = builders.registered_account()
    waking.used_to_buy(account=account, now=builders.NOW)
    waking.used_to_buy(account=account, now=builders.NOW + timedelta(hours=3))
    assert reread(account).last_purchase_at == builders.NOW
    other = reread(account)
    waking.used_to_buy(account=account, now=builders.NOW + timedelta(days=3))
    waking.used_to_buy(account=other, now=builders.NOW + timedelta(days=2))
    assert reread(account).last_purchase_at == builders.NOW + timedelta(days=3)


def test_7_3_and_8_2_who_falls_asleep_soon_is_told_once_for_each_clock_and_it_is_written_down() -> None:
    account = builders.registered_account()
    Message.objects.all().delete()
    assert waking.act_on_sleep(FIVE_YEARS - timedelta(days=31)) == 0
    assert waking.act_on_sleep(FIVE_YEARS - timedelta(days=30)) == 2
    assert waking.act_on_sleep(FIVE_YEARS - timedelta(days=29)) == 0
    assert told("account.sleep_near") == ["purchase", "service"]
    assert Message.objects.filter(purpose="sleep").count() == 4
    assert waking.act_on_sleep(FIVE_YEARS - timedelta(seconds=1)) == 0
    assert waking.act_on_sleep(FIVE_YEARS) == 2
    assert waking.act_on_sleep(FIVE_YEARS + timedelta(days=1)) == 0
    assert told("account.fell_asleep") == ["purchase", "service"]
    assert reread(account).purchase_slept_at == FIVE_YEARS


def test_7_3_who_used_it_after_the_warning_is_awake_and_warned_again_years_later() -> None:
    account = builders.registered_account()
    waking.act_on_sleep(FIVE_YEARS - timedelta(days=3))
    waking.used_to_buy(account=reread(account), now=FIVE_YEARS - timedelta(days=2))
    waking.act_on_sleep(FIVE_YEARS)
    assert told("account.fell_asleep") == ["service"]
    waking.act_on_sleep(FIVE_YEARS + timedelta(days=5 * 365))
    assert told("account.sleep_near") == ["purchase", "purchase", "service"]


def test_a_closed_account_is_told_nothing() -> None:
    Account.objects.filter(pk=builders.registered_account().pk).update(closed_at=builders.NOW)
    assert waking.act_on_sleep(FIVE_YEARS) == 0


def test_7_3_the_holder_proves_anew_who_they_are_and_both_clocks_begin_again() -> None:
    account = builders.registered_account()
    waking.act_on_sleep(FIVE_YEARS)
    registration = again(reread(account))
    assert actions.open_account(registration=registration, password="a long demo password", now=FIVE_YEARS) is None
    assert actions.renew_account(registration=registration, now=FIVE_YEARS).taken
    awake = reread(account)
    assert (awake.verified_at, awake.served_from, awake.purchase_slept_at, awake.service_slept_at) == (FIVE_YEARS, FIVE_YEARS, None, None)
    assert not facts.asleep_to_buy(awake, now=FIVE_YEARS + timedelta(days=1000))
    assert not actions.renew_account(registration=registration, now=FIVE_YEARS).taken, "once"


def test_8_2_who_verifies_for_services_alone_still_can_not_buy() -> None:
    account = builders.registered_account()
    Account.objects.filter(pk=account.pk).update(verified_at=None)
    Registration.objects.filter(pk=account.registration_id).update(purpose="service")
    registration = again(reread(account))
    assert actions.renew_account(registration=registration, now=FIVE_YEARS).taken, "raised to buy by the verification for purchase (7.2)"
    assert reread(account).verified_at == FIVE_YEARS


def test_7_3_nobody_wakes_the_account_of_somebody_else() -> None:
    account = builders.registered_account()
    registration = again(reread(account), serial=2)
    decision = actions.renew_account(registration=registration, now=FIVE_YEARS)
    assert [verdict.gate for verdict in decision.shut] == ["same_person_again"]
    assert facts.asleep_to_buy(reread(account), now=FIVE_YEARS)


@pytest.mark.parametrize("change", [{"phone": "+886955123456"}, {"birth_date": date(1980, 1, 1)}], ids=list)
def test_7_3_the_number_alone_wakes_nothing_where_the_code_went_elsewhere_or_the_birth_date_is_another(change: dict[str, Any]) -> None:
    """Whoever has the password and knows the number has neither the phone nor, perhaps, the rest."""
    account = builders.registered_account()
    decision = actions.renew_account(registration=again(reread(account), **change), now=FIVE_YEARS)
    assert [verdict.gate for verdict in decision.shut] == ["same_person_again"]
    assert facts.asleep_to_buy(reread(account), now=FIVE_YEARS)
    assert not Message.objects.filter(purpose="renewed").exists()


def test_7_3_the_holder_is_told_that_the_account_was_verified_anew() -> None:
    account = builders.registered_account()
    actions.renew_account(registration=again(reread(account)), now=FIVE_YEARS)
    assert sorted(Message.objects.filter(purpose="renewed").values_list("channel", flat=True)) == ["mail", "sms"]


def test_7_3_an_account_of_an_earlier_system_keeps_its_clocks() -> None:
    account = builders.registered_account()
    waking.taken_over(account=account, verified_at=builders.NOW - timedelta(days=5 * 365 + 30), now=builders.NOW)
    assert facts.asleep_to_buy(reread(account), now=builders.NOW)
    assert Entry.objects.filter(event="account.taken_over").count() == 1
    assert waking.act_on_sleep(builders.NOW) == 2
    assert told("account.fell_asleep") == ["purchase", "service"]


def test_7_3_and_8_2_what_an_account_is_verified_for_anew() -> None:
    account = builders.registered_account()
    assert facts.to_verify(account, wanted="purchase", now=builders.NOW) is None
    waking.act_on_sleep(FIVE_YEARS - timedelta(days=3))
    assert facts.to_verify(reread(account), wanted="service", now=FIVE_YEARS - timedelta(days=3)) == "purchase", "8.1.1.3: for both"
    assert facts.to_verify(account, wanted="service", now=FIVE_YEARS) == "purchase"
    Account.objects.filter(pk=account.pk).update(verified_at=None, service_warned_at=None, purchase_warned_at=None)
    served = reread(account)
    assert facts.to_verify(served, wanted="purchase", now=builders.NOW) == "purchase"
    assert facts.to_verify(served, wanted="service", now=builders.NOW) is None
    assert facts.to_verify(served, wanted="service", now=FIVE_YEARS) == "service"
