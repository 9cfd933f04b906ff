"""Signing in and out; whoever fails is counted, and who guesses at many is slowed before guessing pays."""

from datetime import datetime
from functools import cache
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from toubao.business import whose
from toubao.business.identity import queries
from toubao.business.identity.codes import guessing
from toubao.business.identity.codes.allowances import count, left
from toubao.business.identity.devices.choices import choice_of
from toubao.business.identity.devices.known import digest_of, knows
from toubao.business.identity.devices.sessions import proved
from toubao.business.identity.models import Account
from toubao.business.identity.passwords import password_fault, tidy_password
from toubao.business.identity.personal import tidy_address
from toubao.business.steps import Actor, note
from toubao.rules.events import Event
from toubao.rules.facts import Noted, SignIn


def password_proved(*, typed: str, password: str, network: str, now: datetime, mark: str = "") -> Account | None:
    """The account, if phone or e-mail and password are right and it isn't locked or blocked; the same work and answer in every other
    case, whether somebody is called that or not. Nobody is signed in by that alone: see `needs_second_step`, `signed_in`; but
    from here on what runs is that person's.

    `mark` is the browser's: one that the account knows is not locked by what strangers do, and has few wrong ones of its own.
    """
    if not left("sign_in_network", network, now=now):
        return None
    account = queries.account_by_address(typed)
    name = guessing.nobody(tidy_address(typed))
    subject = account.pk if account else name
    matches = check_password(tidy_password(password), account.password if account else _nobody())
    with whose.person(*([account.person_id] if account else [])):
        known_here = knows(subject, mark)
    own = ("sign_in_browser", digest_of(subject, mark).hex()[:32])
    spent, locked = not left(*own, now=now), guessing.locked(subject, now=now)
    barred = spent if known_here else locked
    if account is not None and matches and not barred and not account.blocked:
        whose.admit(account.person_id)
        return account
    count(("sign_in_network", network), own if known_here else ("sign_in_failures", "all"), now=now)
    guessing.fail(guessing.Guess(subject, account is not None, "account", "password", network), now=now)
    return None


def outgrown(*, account: Account, password: str, now: datetime) -> bool:
    """Whether the password with which somebody signs in would not be taken any more: it became known since, or a list grew. Noted then;
    it proves little, so that a second step and another password come before anything else (NIST SP 800-63B, ASVS 6.2.10).
    """
    fault = password_fault(password, queries.known(account.person))
    if fault is not None:
        actor = Actor("person", str(account.person_id))
        note(Event.PASSWORD_OUTGROWN, about=account.about, actor=actor, now=now, facts=Noted(because=fault.value))
    return fault is not None


def needs_second_step(*, account: Account, mark: str, now: datetime) -> bool:
    """Whether the password alone doesn't let in: the person wants it so, or too many guess and this browser isn't known to the account."""
    return choice_of(account).second_factor or (guessed_at(now) and not knows(account.pk, mark))


def guessed_at(now: datetime) -> bool:
    """Whether more sign-ins failed this hour than people fail by mistake."""
    return not left("sign_in_failures", "all", now=now)


@transaction.atomic
def signed_in(*, account: Account, by: str, network: str, now: datetime) -> None:
    """Record that somebody has proved by this way who they are; failures before are forgiven."""
    told = SignIn(by=by, network=network, failures=guessing.forgive(account.pk, now=now))
    note(Event.SIGNED_IN, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)


def prove(*, account: Account, session_id: UUID, password: str, network: str, now: datetime) -> bool:
    """Whether the holder of a session gave their password once more; a wrong one counts as a failure to sign in."""
    if not password_right(account=account, password=password, network=network, now=now):
        return False
    return proved(account=account, session_id=session_id, by="password", now=now)


def password_right(*, account: Account, password: str, network: str, now: datetime) -> bool:
    """Whether this is the password of an account that is signed in already; wrong ones count, and lock."""
    if not left("sign_in_network", network, now=now) or not may_prove(account, now):
        return False
    matches = check_password(tidy_password(password), account.password)
    if not matches:
        count(("sign_in_network", network), now=now)
        proof_failed(account, "password again", network, now)
    return matches


def may_prove(account: Account, now: datetime) -> bool:
    """Whether somebody who is signed in may prove anew who they are: not after five failures; what strangers do doesn't count here."""
    return left("proof_account", str(account.pk), now=now)


def proof_failed(account: Account, by: str, network: str, now: datetime) -> None:
    """Somebody who is signed in could not prove who they are: counted and journaled; the fifth locks the account for strangers as well."""
    count(("proof_account", str(account.pk)), now=now)
    guessing.fail(guessing.Guess(account.pk, True, "account", by, network), now=now)
    guessing.tell(now=now, subject=account.pk)


def sign_out(*, account: Account, network: str, now: datetime) -> None:
    """Record that a person signed out."""
    told = SignIn(by="person", network=network, failures=0)
    note(Event.SIGNED_OUT, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)


@cache
def _nobody() -> str:
    """A hash that costs as much to check as any other, for names that nobody has."""
    return make_password("a password that nobody has")
