"""A proved change comes to hold: it waits, is applied, cools off and is settled; and what is due is done by the worker."""

from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from toubao.business.correspondence.fates import settle
from toubao.business.identity import queries as people
from toubao.business.identity.changes import facts, notices, queries
from toubao.business.identity.changes.values import field_of, values_of, with_value
from toubao.business.identity.devices.sessions import end_others
from toubao.business.identity.models import Account, Change, Person
from toubao.business.identity.personal import seal_known
from toubao.business.identity.proving.addresses import FIELDS, held_one
from toubao.business.steps import SYSTEM, Actor, Decision, note, take
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import Kind, Noted, Nothing
from toubao.rules.flows import change as flow
from toubao.rules.flows.change import State

TAKEN = "address taken"


def hold(*, change: Change, new_proved: bool, actor: Actor, now: datetime, keep: UUID | None = None) -> Decision:
    """Go on with a change that was proved: let it wait, where its kind waits or people decide, else apply it."""
    on = now.astimezone(TAIPEI).date()
    rule = facts.rule_of(change)
    if rule.person or rule.wait_hours(on):
        return _wait(change, new_proved=new_proved, actor=actor, now=now)
    return apply(change=change, new_proved=new_proved, actor=actor, now=now, keep=keep)


def apply(*, change: Change, new_proved: bool, actor: Actor, now: datetime, keep: UUID | None = None, released_by: str = "") -> Decision:
    """Make a change hold if its gates are open; refuse it for good where the new address is somebody else's."""
    told = facts.applying(change, new_proved=new_proved, free=not queries.held_by_another(change), released_by=released_by, now=now)
    try:
        with transaction.atomic():
            decision = _apply(change, told, actor, now, keep)
    except IntegrityError:  # somebody was given the same address between our look and our writing
        change.refresh_from_db(fields=["state", "due_at", "cool_until", "stop_mac"])
        decision = take(flow.APPLY, thing=change, facts=replace(told, free=False), actor=actor, now=now)
    if "address_free" in [verdict.gate for verdict in decision.shut] and new_proved:
        refuse(change=change, because=TAKEN, actor=actor, now=now)
    return decision


@transaction.atomic
def refuse(*, change: Change, because: str, actor: Actor, now: datetime) -> Decision:
    """A change will not hold, and its holder is told why (13.1)."""
    changes = {"because": because[:200], "ended_at": now, "due_at": None}
    decision = take(flow.REFUSE, thing=change, facts=Noted(because=because), actor=actor, now=now, changes=changes)
    if decision.taken:
        notices.refused(change, now=now)
    return decision


def act_on_due(now: datetime) -> int:
    """Let lapse what nobody proved, apply what has waited, settle what has cooled off; how many were due. Safe to run at any time."""
    found = queries.due(now)
    for change in found:
        if change.state == State.WAITING:
            apply(change=change, new_proved=change.new_proved, actor=SYSTEM, now=now)
        elif change.state == State.APPLIED:
            take(flow.SETTLE, thing=change, facts=Nothing(), actor=SYSTEM, now=now, changes={"ended_at": now, "due_at": None})
        else:
            lapsed = Noted(because="lapsed")
            take(flow.WITHDRAW, thing=change, facts=lapsed, actor=SYSTEM, now=now, changes={"ended_at": now, "due_at": None})
    return len(found)


def lock(account: Account) -> None:
    """Let one change of an account be written after the other; called before any row of a change is, so that none waits for two."""
    Account.objects.select_for_update().filter(pk=account.pk).first()


def cool(account: Account, until: datetime | None) -> None:
    """Let an account cool off at least until then."""
    if until and (account.cooled_until is None or account.cooled_until < until):
        Account.objects.filter(pk=account.pk).update(cooled_until=until)
        account.cooled_until = until


@transaction.atomic
def _wait(change: Change, *, new_proved: bool, actor: Actor, now: datetime) -> Decision:
    on, rule, token = now.astimezone(TAIPEI).date(), facts.rule_of(change), token_urlsafe(32)
    hours, cooling = rule.wait_hours(on), rule.cool_off_hours(on)
    changes: dict[str, Any] = {
        "new_proved": new_proved, "due_at": now + timedelta(hours=hours) if hours else None,
        "cool_until": now + timedelta(hours=cooling) if cooling else None, "stop_mac": queries.stop_mac(token),
    }  # fmt: skip
    lock(change.account)
    told = facts.waiting(change, new_proved=new_proved, on=on)
    decision = take(flow.WAIT, thing=change, facts=told, actor=actor, now=now, changes=changes)
    if decision.taken:
        cool(change.account, change.cool_until)
        notices.waits(change, token=token, now=now)
    return decision


def _apply(change: Change, told: Any, actor: Actor, now: datetime, keep: UUID | None) -> Decision:
    """Take the step and let it have its effect, or neither."""
    lock(change.account)
    from_proof = change.state == State.PROVED
    until = now + timedelta(hours=told.cool_off_hours) if from_proof and told.cool_off_hours else change.cool_until
    token = token_urlsafe(32) if from_proof and until else ""
    changes: dict[str, Any] = {"new_proved": told.new_proved, "applied_at": now, "cool_until": until, "due_at": until}
    changes |= {"released_by": told.released_by} | ({"stop_mac": queries.stop_mac(token)} if token else {})
    changes |= {"old_proved": _proved_now(change)}
    decision = take(flow.APPLY, thing=change, facts=told, actor=actor, now=now, changes=changes)
    if not decision.taken:
        return decision
    _effect(change, values_of(change).new, actor, now)
    cool(change.account, until)
    notices.applied(change, token=token, now=now)
    if change.new_index is not None:
        settle(key=change.account.person.key, channel="mail" if change.kind.startswith("mail") else "sms", now=now)
        end_others(account=change.account, keep=keep, because="new contact", actor=actor, now=now)
    if until is None or until <= now:
        take(flow.SETTLE, thing=change, facts=Nothing(), actor=SYSTEM, now=now, changes={"ended_at": now, "due_at": None})
    return decision


def _proved_now(change: Change) -> bool:
    """Whether the address that a change replaces was proved, for putting it back as it stood."""
    field = field_of(change)
    return field not in FIELDS or Account.objects.filter(pk=change.account_id, **{f"{field}_proved": True}).exists()


def _effect(change: Change, value: str, actor: Actor, now: datetime) -> None:
    if change.kind == Kind.LEAVE:
        close(account=change.account, leaving=change, actor=actor, because="closed", now=now)
    else:
        put(change, value, proved=change.new_proved, now=now)


def put(change: Change, value: str, *, proved: bool, now: datetime) -> None:
    """Write one field of the person's data, and the index by which an address is found. Raises IntegrityError for one that is `proved`
    and somebody else's; one that isn't proved is left without an index then.
    """
    person, field = Person.objects.select_for_update(of=("self",)).select_related("key").get(pk=change.account.person_id), field_of(change)
    known = with_value(people.known(person), field, value)
    Person.objects.filter(pk=person.pk).update(sealed=seal_known(person.key, known))
    change.account.person.sealed = seal_known(person.key, known)
    if field in FIELDS:
        columns = held_one(known, field, proved=proved, by=change.account_id, now=now)
        Account.objects.filter(pk=change.account_id).update(**columns)


def withdraw_all(*, account: Account, because: str, actor: Actor, now: datetime, but: Change | None = None) -> None:
    """Let go every change of an account that does not hold yet, but one."""
    under_way = Change.objects.select_related("account").filter(account=account, state__in=flow.WITHDRAW.sources)
    for each in under_way.exclude(pk=but.pk) if but else under_way:
        told = Noted(because=because)
        take(flow.WITHDRAW, thing=each, facts=told, actor=actor, now=now, changes={"ended_at": now, "due_at": None})


def close(*, account: Account, leaving: Change | None, actor: Actor, because: str, now: datetime) -> None:
    """End the right to sign in; the person's data and policies stay, sealed, for as long as the law wants."""
    withdraw_all(account=account, because="account closed", actor=actor, now=now, but=leaving)
    unusable = {"password": make_password(None), "stamp": uuid4(), "closed_at": now}
    Account.objects.filter(pk=account.pk, closed_at=None).update(**unusable)
    end_others(account=account, keep=None, because=because, actor=actor, now=now)
    note(Event.ACCOUNT_CLOSED, about=account.about, actor=actor, now=now)
