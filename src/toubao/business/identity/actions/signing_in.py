"""Signing in and out; failures count and lock."""

from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from toubao.business.identity import queries
from toubao.business.identity.codes.allowances import left, spend
from toubao.business.identity.models import Account
from toubao.business.identity.passwords import tidy_password
from toubao.business.steps import Actor, note
from toubao.rules.events import Event
from toubao.rules.facts import SignIn

LOCK_AFTER, LOCK_FOR = 5, timedelta(minutes=15)


def sign_in(*, typed: str, password: str, network: str, now: datetime) -> Account | None:
    """The account, if phone or e-mail and password are right and it isn't locked; the same work and answer in every other case."""
    account = queries.account_by_address(typed)
    matches = check_password(tidy_password(password), account.password if account else _nobody())
    if not left("sign_in_network", network, now=now):
        return None
    if account is None:
        spend(("sign_in_network", network), now=now)
        return None
    if account.locked_until and account.locked_until > now:
        return None
    if not matches:
        spend(("sign_in_network", network), now=now)
        count_failure(account, network, now)
        return None
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).exclude(failures=0, locked_until=None).update(failures=0, locked_until=None)
        told = SignIn(by="password", network=network, failures=account.failures)
        note(Event.SIGNED_IN, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)
    return account


def sign_out(*, account: Account, network: str, now: datetime) -> None:
    """Record that a person signed out."""
    told = SignIn(by="person", network=network, failures=0)
    note(Event.SIGNED_OUT, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)


@transaction.atomic
def count_failure(account: Account, network: str, now: datetime) -> None:
    """One more failure; the fifth locks the account for fifteen minutes."""
    Account.objects.filter(pk=account.pk).update(failures=F("failures") + 1)
    account.refresh_from_db(fields=["failures"])
    told = SignIn(by="password", network=network, failures=account.failures)
    actor = Actor("unknown", network)
    note(Event.SIGN_IN_FAILED, about=account.about, actor=actor, now=now, facts=told)
    if account.failures >= LOCK_AFTER:
        Account.objects.filter(pk=account.pk).update(failures=0, locked_until=now + LOCK_FOR)
        note(Event.ACCOUNT_LOCKED, about=account.about, actor=actor, now=now, facts=told)


@cache
def _nobody() -> str:
    """A hash that costs as much to check as any other, for names that nobody has."""
    return make_password("a password that nobody has")
