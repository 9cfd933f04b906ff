"""Members are told of a new version of the contract of services before it starts: each once, resumed where it stopped (6.1.1)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import builders
from toubao.business import due
from toubao.business.consents import texts
from toubao.business.correspondence.actions import halt
from toubao.business.correspondence.models import Message
from toubao.business.identity.models import Account
from toubao.business.service import contract
from toubao.business.service.models import ContractRound
from toubao.journal.models import Entry, OpenDuty
from toubao.rules.periods import start_of

pytestmark = pytest.mark.django_db
STARTS = date(2026, 12, 1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def near(settings: Any) -> None:
    settings.CONTRACT_NOTICE_DAYS = 30


def member(serial: int, *, at: datetime = builders.NOW - DAY) -> Account:
    return builders.registered_account(serial, now=at)


def told() -> list[Message]:
    return list(Message.objects.filter(purpose="contract").order_by("queued_at", "id"))


def test_6_1_1_every_member_is_told_once_before_the_contract_changes(institutions: Any) -> None:
    accounts = {member(serial).pk for serial in (1, 2)}
    for _ in range(3):
        due.act(builders.NOW)
        builders.drain()
    assert {message.subject for message in told()} == accounts
    assert {message.reference for message in told()} == {f"contract-2026-02-{pk}" for pk in accounts}
    assert ContractRound.objects.get().told == 2
    assert Entry.objects.filter(event="account.contract_change_near").count() == 2


def test_6_1_1_the_duty_is_met_when_a_carrier_took_it_and_by_nothing_before(institutions: Any) -> None:
    account = member(1)
    Account.objects.update(mail_proved=True)
    contract.act_on_due(builders.NOW)
    contract.tell(version="2026-02", now=builders.NOW)
    (duty,) = OpenDuty.objects.filter(subject_id=account.pk, name="tell_contract_change")
    assert (duty.clause, duty.met_at) == ("6.1.1", None)
    assert duty.due_at < start_of(STARTS)
    builders.drain()
    (message,) = told()
    assert (message.channel, message.state) == ("mail", "sent")
    assert OpenDuty.objects.get(pk=duty.pk).met_at is not None
    assert Entry.objects.filter(event="account.contract_change_told").count() == 1


def test_6_1_1_a_round_goes_on_where_it_was_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = [member(serial, at=builders.NOW - DAY + timedelta(minutes=serial)) for serial in (1, 2, 3)]
    monkeypatch.setattr(contract, "AT_ONCE", 2)
    contract.act_on_due(builders.NOW)
    one = contract._tell

    def broken(account: Account, *rest: Any) -> None:
        if account.pk == accounts[1].pk:
            raise ConnectionError("the power went")
        one(account, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(contract, "_tell", broken)
        with pytest.raises(ConnectionError):
            contract.tell(version="2026-02", now=builders.NOW)
    assert told() == [], "the whole batch is told, or nobody of it"
    contract.tell(version="2026-02", now=builders.NOW)
    assert {message.subject for message in told()} == {each.pk for each in accounts[:2]}
    contract.tell(version="2026-02", now=builders.NOW)
    contract.tell(version="2026-02", now=builders.NOW)
    assert len(told()) == 3


def test_6_1_1_who_joins_meanwhile_is_told_as_well_and_nobody_afterwards() -> None:
    member(1)
    contract.act_on_due(builders.NOW)
    contract.tell(version="2026-02", now=builders.NOW)
    member(2, at=builders.NOW + DAY)
    contract.act_on_due(builders.NOW + DAY)
    contract.tell(version="2026-02", now=builders.NOW + DAY)
    assert len(told()) == 1, "somebody opened just before may not be seen yet"
    later = builders.NOW + DAY + contract.SETTLED + timedelta(seconds=1)
    contract.tell(version="2026-02", now=later)
    assert len(told()) == 2
    member(3, at=start_of(STARTS))
    contract.act_on_due(start_of(STARTS) + DAY)
    contract.tell(version="2026-02", now=start_of(STARTS) + DAY)
    assert len(told()) == 2, "who joins under the new version agreed to it"


def test_6_1_1_who_was_not_told_before_it_started_is_told_late_and_not_left_out(institutions: Any) -> None:
    member(1)
    contract.act_on_due(builders.NOW)
    contract.act_on_due(start_of(STARTS) + DAY)
    builders.drain(now=start_of(STARTS) + DAY)
    assert len(told()) == 1
    contract.act_on_due(start_of(STARTS) + DAY)
    builders.drain(now=start_of(STARTS) + DAY)
    assert len(told()) == 1


def test_6_1_1_nobody_is_told_too_early_or_who_left_or_died(settings: Any) -> None:
    settings.CONTRACT_NOTICE_DAYS = 7
    left, dead, unproved = (member(serial) for serial in (1, 2, 3))
    Account.objects.filter(pk=left.pk).update(closed_at=builders.NOW)
    halt(key=dead.person.key, now=builders.NOW)
    Account.objects.filter(pk=unproved.pk).update(mail_proved=False)
    contract.act_on_due(builders.NOW)
    assert not ContractRound.objects.exists(), "eight days before"
    contract.act_on_due(builders.NOW + DAY)
    contract.tell(version="2026-02", now=builders.NOW + DAY)
    (message,) = told()
    assert (message.subject, message.channel) == (unproved.pk, "sms"), "who has no proved mailbox is told by SMS"


def test_the_coming_version_is_published_before_it_starts() -> None:
    found = texts.coming("services", on=date(2026, 11, 23))
    assert found is not None
    assert (found[0], found[1].version) == (STARTS, "2026-02")
    assert texts.coming("services", on=STARTS) is None
    assert texts.coming("sharing", on=date(2026, 11, 23)) is None
