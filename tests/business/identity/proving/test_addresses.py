"""A phone or mailbox is whose proved it: one that was only stated shuts out nobody (7.1), with a positive control; and two at once."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests import builders
from tests.business.identity.changes.given import NEW_PHONE, PASSWORD, done, token
from tests.business.identity.proving.test_races import at_once
from toubao.business import whose
from toubao.business.correspondence.queries import about
from toubao.business.identity import actions, queries
from toubao.business.identity.changes import stopping
from toubao.business.identity.models import Account, Registration
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import addresses
from toubao.journal.models import Entry
from toubao.journal.reading import entries
from toubao.rules.facts import Kind

NOW, NOTICES = builders.NOW, builders.NOTICES
THEIRS, HERS = PASSWORD, "her own long password"
CHANNEL = {"phone": "sms", "mail": "mail"}
OTHER = {"phone": "mail", "mail": "phone"}
db = pytest.mark.django_db
each_way = pytest.mark.parametrize("field", ["phone", "mail"])


def coded(known: Known, channel: str) -> Registration:
    """A registration whose code went to this channel and came back right."""
    registration, _ = actions.begin_registration(
        way="online",
        channel="localhost",
        channel_is_ours=True,
        notices=NOTICES,
        shown=tuple(NOTICES),
        read=tuple(NOTICES),
        consented=True,
        now=NOW,
    )
    assert actions.identify(registration=registration, known=known, now=NOW).taken
    network = f"n{registration.pk}"
    assert actions.send_registration_code(registration=registration, channel=channel, insurer="測試", network=network, now=NOW).sent
    entered = builders.last_code(registration.pk)
    assert actions.verify_registration(registration=registration, entered=entered, now=NOW)[0].taken
    return registration


def opened(known: Known, channel: str, password: str) -> Account | None:
    """The account of somebody who showed by a code that this channel is theirs."""
    return actions.open_account(registration=coded(known, channel), password=password, now=NOW)


def attacked(field: str) -> tuple[Known, Known, Account]:
    """She, whoever stated her address with an own one, and the account that they opened so."""
    her = builders.somebody(1)
    attacker = builders.somebody(2, **{field: getattr(her, field)})
    account = opened(attacker, CHANNEL[OTHER[field]], THEIRS)
    assert account is not None
    return her, attacker, account


def signs_in(typed: str, password: str) -> Any:
    """Whose account opens with this name and password."""
    found = builders.sign_in(typed=typed, password=password, network="n", now=NOW)
    return found.pk if found else None


@db
@each_way
def test_7_1_an_address_that_was_only_stated_goes_to_whoever_proves_it(field: str) -> None:
    her, attacker, theirs = attacked(field)
    assert signs_in(getattr(her, field), THEIRS) == theirs.pk
    with whose.nobody():
        hers = opened(her, CHANNEL[field], HERS)
    assert hers is not None
    assert (hers.phone_proved, hers.mail_proved) == (field == "phone", field == "mail")
    assert signs_in(getattr(her, field), HERS) == hers.pk
    assert signs_in(getattr(her, field), THEIRS) is None
    assert signs_in(getattr(attacker, OTHER[field]), THEIRS) == theirs.pk
    lost = [entry for entry in entries(theirs.pk) if entry.event == "account.address_lost"]
    assert [entry.facts["reference"] for entry in lost] == [field]
    told = [each for each in about([theirs.pk]) if "不能再用來登入" in each.text]
    assert [each.to for each in told] == [getattr(attacker, OTHER[field])], "by the address that they proved, and no other"
    assert not [entry for entry in entries(hers.pk) if entry.event == "account.address_lost"]


@db
@each_way
def test_7_1_without_taking_it_from_whoever_only_stated_it_uniqueness_refuses(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: nothing is opened then, and nothing taken."""
    her, _, theirs = attacked(field)
    monkeypatch.setattr(addresses, "displace", lambda *_, **__: None)
    assert opened(her, CHANNEL[field], HERS) is None
    assert signs_in(getattr(her, field), THEIRS) == theirs.pk
    assert Account.objects.count() == 1


@db
@each_way
def test_7_1_an_address_of_another_that_is_only_stated_is_not_held_and_the_account_opens(field: str) -> None:
    hers = opened(builders.somebody(1), CHANNEL[field], HERS)
    _, attacker, theirs = attacked(field)
    assert hers is not None
    assert getattr(theirs, f"{field}_index") is None
    assert signs_in(getattr(attacker, field), HERS) == hers.pk
    assert signs_in(getattr(attacker, field), THEIRS) is None
    assert not [each for each in about([hers.pk]) if "不能再用來登入" in each.text]


@db
@each_way
def test_7_1_what_another_has_proved_is_refused_to_whoever_proves_it_too(field: str) -> None:
    assert opened(builders.somebody(1), CHANNEL[field], HERS) is not None
    second = builders.somebody(2, **{field: getattr(builders.somebody(1), field)})
    with pytest.raises(AssertionError):
        coded(second, CHANNEL[field])
    assert Account.objects.count() == 1


@each_way
def test_7_1_of_two_that_prove_the_same_address_at_once_one_holds_it(lasting: None, field: str) -> None:
    her = builders.somebody(1)
    runs: list[Callable[[], Any]] = []
    for serial in (1, 2):
        registration = coded(builders.somebody(serial, **{field: getattr(her, field)}), CHANNEL[field])
        runs.append(partial(actions.open_account, registration=registration, password=HERS, now=NOW))
    accounts = at_once(*runs)
    assert len([each for each in accounts if each is not None]) == 1
    assert Account.objects.count() == 1
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["opened", "verified"]
    refused = Entry.objects.get(event="registration.account_opened", outcome="refused")
    assert [each["gate"] for each in refused.verdicts if each["ruling"] == "shut"] == ["first_registration"], "the loser is journaled"


@each_way
def test_7_1_who_proves_an_address_holds_it_though_another_states_it_at_once(lasting: None, field: str) -> None:
    her = builders.somebody(1)
    stating = coded(builders.somebody(2, **{field: getattr(her, field)}), CHANNEL[OTHER[field]])
    proving = coded(her, CHANNEL[field])
    runs = [partial(actions.open_account, registration=each, password=HERS, now=NOW) for each in (stating, proving)]
    theirs, hers = at_once(*runs)
    assert theirs is not None
    assert hers is not None
    found = queries.account_by_address(getattr(her, field))
    assert found is not None
    assert found.pk == hers.pk


@db
def test_7_1_a_change_that_was_proved_by_a_code_proves_the_address_and_takes_it_from_whoever_only_stated_it() -> None:
    stated = opened(builders.somebody(2, phone=NEW_PHONE), "mail", THEIRS)
    assert stated is not None
    assert signs_in(NEW_PHONE, THEIRS) == stated.pk
    mine = builders.registered_account(3)
    done(mine, Kind.PHONE, value=NEW_PHONE)
    assert signs_in(NEW_PHONE, PASSWORD) == mine.pk
    assert Account.objects.get(pk=stated.pk).phone_index is None


@db
def test_7_1_the_same_mailbox_again_proves_it() -> None:
    account = builders.registered_account()
    assert not account.mail_proved
    done(account, Kind.MAIL, value=builders.somebody().mail)
    assert Account.objects.get().mail_proved


@db
def test_7_1_what_was_only_stated_is_not_proved_by_putting_it_back() -> None:
    her, attacker, theirs = attacked("phone")
    change = done(theirs, Kind.PHONE, value=NEW_PHONE)
    assert Account.objects.get(pk=theirs.pk).phone_proved
    assert stopping.stop(token=token(change), network="n", now=NOW)[1].taken
    assert queries.known(Account.objects.get(pk=theirs.pk).person) == attacker
    assert not Account.objects.get(pk=theirs.pk).phone_proved
    assert opened(her, "sms", HERS) is not None
