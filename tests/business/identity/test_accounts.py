"""Accounts: which are open, which cool off, and who may register anew; on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests import builders
from toubao.business.correspondence.queries import about
from toubao.business.identity import actions, jobs, queries
from toubao.business.identity.models import Account, Registration
from toubao.business.work import by_hand
from toubao.journal.models import Entry

pytestmark = pytest.mark.django_db
NOW = builders.NOW


def test_an_account_cools_off_until_its_time_and_not_after() -> None:
    account = builders.registered_account()
    assert queries.cooling(account, NOW) is None
    account.cooled_until = NOW + timedelta(hours=1)
    assert queries.cooling(account, NOW) == account.cooled_until
    assert queries.cooling(account, account.cooled_until) is None


def test_whoever_closed_their_account_registers_anew_and_signs_in_to_the_new_one() -> None:
    before = builders.registered_account()
    Account.objects.filter(pk=before.pk).update(closed_at=NOW)
    assert queries.account_by_address(builders.somebody().phone) is None
    assert not queries.registered_already(builders.somebody())
    anew = builders.registered_account(password="another long password")
    found = queries.account_by_address(builders.somebody().mail)
    assert found is not None
    assert found.pk == anew.pk != before.pk
    assert builders.sign_in(typed=builders.somebody().phone, password="a long demo password", network="n", now=NOW) is None
    assert builders.sign_in(typed=builders.somebody().phone, password="another long password", network="n", now=NOW) is not None


@pytest.mark.parametrize("same", ["id_index", "phone_index", "mail_index"])
def test_two_open_accounts_never_share_a_number_or_an_address(same: str) -> None:
    one, two = builders.registered_account(1), builders.registered_account(2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=two.pk).update(**{same: getattr(one, same)})
    Account.objects.filter(pk=one.pk).update(closed_at=NOW)
    assert Account.objects.filter(pk=two.pk).update(**{same: getattr(one, same)}) == 1


def test_nobody_signs_in_to_a_blocked_account() -> None:
    account = builders.registered_account()
    Account.objects.filter(pk=account.pk).update(blocked="not_me")
    assert builders.sign_in(typed=builders.somebody().phone, password="a long demo password", network="n", now=NOW) is None


def tried(serial: int, **said: str) -> Registration:
    """Somebody says that they are this person, and the worker does its part."""
    registration, _ = actions.begin_registration(
        way="online", channel="localhost", channel_is_ours=True, notices=builders.NOTICES, shown=tuple(builders.NOTICES),
        read=tuple(builders.NOTICES), consented=True,
        now=NOW,
    )  # fmt: skip
    assert actions.identify(registration=registration, known=replace(builders.somebody(serial), **said), now=NOW).taken
    jobs.tell_of_registration(registration=str(registration.pk), now=NOW)
    return registration


def notices(account: Account) -> list[str]:
    """To whom it was told that somebody registers with the number."""
    return sorted(each.to for each in about([account.pk]) if each.message.purpose == "number")


def test_7_1_the_holder_is_told_that_somebody_registers_with_their_number_once_a_day() -> None:
    account = builders.registered_account()
    stranger = tried(1, phone="+886955000111", mail="stranger@demo.example")
    assert notices(account) == [builders.somebody().phone, builders.somebody().mail]
    entry = Entry.objects.get(event="account.number_tried")
    assert (entry.subject_id, entry.facts["reference"]) == (account.pk, str(stranger.pk))
    assert [each.to for each in about([stranger.pk])] == [], "nothing is told to the stranger"
    tried(1, phone="+886955000112", mail="another@demo.example")
    assert len(notices(account)) == 2


def test_7_1_nobody_is_told_of_another_number_or_of_their_own_registration() -> None:
    account = builders.registered_account()
    tried(2)
    jobs.tell_of_registration(registration=str(account.registration_id), now=NOW)
    jobs.tell_of_registration(registration=str(uuid4()), now=NOW)
    assert notices(account) == []
    assert not Entry.objects.filter(event="account.number_tried").exists()


def test_7_1_every_registration_defers_the_same_whether_there_is_an_account(django_capture_on_commit_callbacks: Any) -> None:
    builders.registered_account()
    with by_hand() as held, django_capture_on_commit_callbacks(execute=True):
        for serial in (1, 2):  # as somebody with an account, as somebody without
            registration, _ = actions.begin_registration(
                way="online", channel="localhost", channel_is_ours=True, notices=builders.NOTICES,
                shown=tuple(builders.NOTICES), read=tuple(builders.NOTICES),
                consented=True, now=NOW,
            )  # fmt: skip
            actions.identify(registration=registration, known=builders.somebody(serial), now=NOW)
    assert [each.name for each in held].count("identity.tell_of_registration") == 2
