"""Accounts: which are open, which cool off, and who may register anew; on PostgreSQL."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import builders
from toubao.business.identity import actions, queries
from toubao.business.identity.models import Account

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
    assert actions.sign_in(typed=builders.somebody().phone, password="a long demo password", network="n", now=NOW) is None
    assert actions.sign_in(typed=builders.somebody().phone, password="another long password", network="n", now=NOW) is not None


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
    assert actions.sign_in(typed=builders.somebody().phone, password="a long demo password", network="n", now=NOW) is None
