"""Signing in and out; failures count and lock."""

from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from toubao.business.identity import queries
from toubao.business.identity.codes.allowances import left, spend
from toubao.business.identity.devices.choices import choice_of
from toubao.business.identity.devices.sessions import proved
from toubao.business.identity.models import Account
from toubao.business.identity.passwords import tidy_password
from toubao.business.steps import Actor, note
from toubao.rules.events import Event
from toubao.rules.facts import SignIn

LOCK_AFTER, LOCK_FOR = 5, timedelta(minutes=15)


def sign_in(*, typed: str, password: str, network: str, now: datetime) -> Account | None:
    """Sign in by password alone, as programs do; None also where the person wants a second factor."""
    account = password_proved(typed=typed, password=password, network=network, now=now)
    if account is None or choice_of(account).second_factor:
        return None
    signed_in(account=account, by="password", network=network, now=now)
    return account


def password_proved(*, typed: str, password: str, network: str, now: datetime) -> Account | None:
    """The account, if phone or e-mail and password are right and it isn't locked or blocked; the same work and answer in every other
    case. Nobody is signed in by that alone: see `signed_in`.
    """
    account = queries.account_by_address(typed)
    matches = check_password(tidy_password(password), account.password if account else _nobody())
    if not left("sign_in_network", network, now=now):
        return None
    if account is None:
        spend(("sign_in_network", network), now=now)
        return None
    if account.blocked or (account.locked_until and account.locked_until > now):
        return None
    if not matches:
        spend(("sign_in_network", network), now=now)
        count_failure(account, network, now)
        return None
    return account


@transaction.atomic
def signed_in(*, account: Account, by: str, network: str, now: datetime) -> None:
    """Record that somebody has proved by this way who they are; failures before are forgiven."""
    Account.objects.filter(pk=account.pk).exclude(failures=0, locked_until=None).update(failures=0, locked_until=None)
    told = SignIn(by=by, network=network, failures=account.failures)
    note(Event.SIGNED_IN, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)


def prove(*, account: Account, session_id: UUID, password: str, network: str, now: datetime) -> bool:
    """Whether the holder of a session gave their password once more; a wrong one counts as a failure to sign in."""
    if not password_right(account=account, password=password, network=network, now=now):
        return False
    return proved(account=account, session_id=session_id, by="password", now=now)


def password_right(*, account: Account, password: str, network: str, now: datetime) -> bool:
    """Whether this is the password of an account that is signed in already; wrong ones count, and lock."""
    matches = check_password(tidy_password(password), account.password)
    if not left("sign_in_network", network, now=now) or (account.locked_until and account.locked_until > now):
        return False
    if not matches:
        spend(("sign_in_network", network), now=now)
        count_failure(account, network, now)
    return matches


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
