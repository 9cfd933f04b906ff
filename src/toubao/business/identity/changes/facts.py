"""Rows of changes as facts for the gates of articles 2 and 13."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.crypto import constant_time_compare

from toubao.business.identity.models import Change
from toubao.journal.writing import TAIPEI
from toubao.rules.facts import Applying, Asking, Factor, Kind, Reviewed, StepUp, Stopping, Waiting
from toubao.rules.flows.change import RULES, Rule, State
from toubao.rules.personal import Personal


def rule_of(change: Change) -> Rule:
    """How this kind of change goes."""
    return RULES[Kind(change.kind)]


def asking(change: Change, *, value: str, password_right: bool, other_under_way: bool, purchases_under_way: int) -> Asking:
    """What is asked for."""
    return Asking(
        kind=Kind(change.kind), password_right=password_right, other_under_way=other_under_way, purchases_under_way=purchases_under_way,
        value=Personal(value),
    )  # fmt: skip


def step_up(change: Change, given: Iterable[Factor], *, tries: int) -> StepUp:
    """What was proved of what is needed."""
    return StepUp(kind=Kind(change.kind), needed=rule_of(change).needed, given=tuple(given), tries=tries)


def waiting(change: Change, *, new_proved: bool, on: date) -> Waiting:
    """A change that does not hold at once."""
    rule = rule_of(change)
    return Waiting(
        kind=rule.kind, new_address=rule.new != "", new_proved=new_proved, needs_person=rule.person, hours=rule.wait_hours(on),
    )  # fmt: skip


def reviewed(change: Change, *, evidence: str, by: str) -> Reviewed:
    """A person's review."""
    return Reviewed(kind=Kind(change.kind), needs_person=rule_of(change).person, evidence=evidence, by=by)


def applying(change: Change, *, new_proved: bool, free: bool, released_by: str, now: datetime) -> Applying:
    """A change that is about to hold."""
    rule, on = rule_of(change), now.astimezone(TAIPEI).date()
    waits = rule.wait_hours(on) > 0
    ended = change.state == State.WAITING and change.due_at is not None and change.due_at <= now
    return Applying(
        kind=rule.kind, new_address=rule.new != "", new_proved=new_proved, free=free, waits=waits, wait_ended=ended,
        needs_person=rule.person,
        reviewed_by=change.reviewed_by, released_by=released_by, cool_off_hours=rule.cool_off_hours(on),
    )  # fmt: skip


def stopping(change: Change, *, mac: bytes, now: datetime) -> Stopping:
    """A link was followed, whose keyed digest is `mac`; until the change is settled it is in time."""
    over = change.state == State.APPLIED and (change.cool_until is None or change.cool_until <= now)
    return Stopping(kind=Kind(change.kind), link_right=constant_time_compare(bytes(change.stop_mac or b""), mac), in_time=not over)
