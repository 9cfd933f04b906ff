"""Stopping: "this wasn't me" from an old address undoes a change and blocks the account; service lets its holder in again."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from toubao.business import whose
from toubao.business.identity.changes import facts, notices, queries
from toubao.business.identity.changes.holding import cool, lock, put
from toubao.business.identity.changes.values import values_of
from toubao.business.identity.codes import guessing
from toubao.business.identity.devices.passkeys.keeping import put_away
from toubao.business.identity.devices.sessions import end_others
from toubao.business.identity.models import Account, Change
from toubao.business.steps import STALE, Actor, Decision, note, take
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import Kind, Noted
from toubao.rules.flows import change as flow
from toubao.rules.flows.change import RULES, State

NOT_ME = "not_me"


def stop(*, token: str, network: str, now: datetime) -> tuple[Change | None, Decision]:
    """Stop a change with the link of its notice, put back what stood there, and block the account: nobody who holds the new address or
    the password gets on. Nothing for a link that is unknown, used, or too late.
    """
    found = queries.stopped_by(token)
    if found is None:
        return None, STALE
    with whose.person(found.account.person_id), transaction.atomic():
        lock(found.account)
        found.refresh_from_db(fields=["state", "cool_until", "stop_mac", "old_proved"])
        held = found.state == State.APPLIED
        changes = {"ended_at": now, "due_at": None, "stop_mac": None}
        decision = take(
            flow.STOP,
            thing=found,
            facts=facts.stopping(found, mac=queries.stop_mac(token), now=now),
            actor=Actor("unknown", network),
            now=now,
            changes=changes,
        )
        if decision.taken:
            if held:
                _put_back(found, now)
            shut(account=found.account, actor=Actor("unknown", network), now=now)
            notices.stopped(found, now=now)
    return found, decision


@transaction.atomic
def shut(*, account: Account, actor: Actor, now: datetime) -> None:
    """The holder says that it was not them: the password is void, the account blocked, and every passkey and browser put away."""
    Account.objects.filter(pk=account.pk).update(password=make_password(None))
    block(account=account, because=NOT_ME, actor=actor, now=now)
    put_away(account=account, actor=actor, now=now)


@transaction.atomic
def block(*, account: Account, because: str, actor: Actor, now: datetime, reference: str = "") -> None:
    """Let nobody sign in to this account, and end every session of it; `reference` is why, in words, where somebody gave them."""
    Account.objects.filter(pk=account.pk).update(blocked=because, stamp=uuid4())
    account.blocked = because
    end_others(account=account, keep=None, because="blocked", actor=actor, now=now)
    note(Event.ACCOUNT_BLOCKED, about=account.about, actor=actor, now=now, facts=Noted(because=because, reference=reference))


@transaction.atomic
def unblock(*, account: Account, why_blocked: str, because: str, reference: str, actor: Actor, now: datetime) -> bool:
    """Let the holder in again, after a person has made sure who they are; the account cools off. False where it was not blocked so."""
    if not Account.objects.filter(pk=account.pk, blocked=why_blocked).update(blocked=""):
        return False
    guessing.forgive(account.pk, now=now)
    account.blocked = ""
    hours = RULES[Kind.PHONE].cool_off_hours(now.astimezone(TAIPEI).date())
    cool(account, now + timedelta(hours=hours))
    note(Event.ACCOUNT_UNBLOCKED, about=account.about, actor=actor, now=now, facts=Noted(because=because, reference=reference))
    return True


def _put_back(change: Change, now: datetime) -> None:
    """What stood there before; where somebody registered with it meanwhile it stays as it is, and service sorts it out: the account is
    blocked in any case.
    """
    try:
        with transaction.atomic():
            put(change, values_of(change).old, proved=change.old_proved, now=now)
    except IntegrityError:
        change.because = "address taken"
        Change.objects.filter(pk=change.pk).update(because=change.because)
