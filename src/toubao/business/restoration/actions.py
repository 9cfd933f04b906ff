"""Writing a restoration: found, everybody signed out, numbers moved on, books compared, opened; each step once, and in this order."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from toubao.business.reconciliation import actions as books
from toubao.business.reconciliation import jobs
from toubao.business.reconciliation.models import Comparison, Difference
from toubao.business.restoration import endings, numbers
from toubao.business.restoration.models import Restoration
from toubao.business.steps import Actor, Decision, take
from toubao.rules.facts import Noted
from toubao.rules.flows import restoration as flow
from toubao.rules.table import Step

EARLIER: Final = timedelta(days=1)
"""The books are compared from so long before the restored state on: what it says of its last hours may have been on its way."""
LATER: Final = timedelta(minutes=5)
"""How far an institution's clock may be ahead of ours."""
REASON: Final = "restored"


def under_way() -> Restoration | None:
    """The restoration that is not over."""
    return Restoration.objects.filter(open=True).first()


def find(
    *, because: str, last_entry: int, last_at: datetime | None, given: dict[str, int], actor: Actor, now: datetime
) -> Restoration | None:
    """Record that an older state was found; from now on every process keeps its doors shut. None where it is recorded already."""
    made = Restoration(because=because[:300], last_entry=last_entry, last_at=last_at, numbers=given, found_at=now)
    try:
        with transaction.atomic():
            take(flow.FIND, thing=made, facts=Noted(because=because[:300], reference=str(last_entry)), actor=actor, now=now)
    except IntegrityError:
        return None
    return made


@transaction.atomic
def sign_out(*, restoration: Restoration, actor: Actor, now: datetime) -> Decision:
    """End every session, token, code and link: the older state holds some that had ended."""
    ended = endings.end_all(now=now)
    told = Noted(because=", ".join(f"{name} {count}" for name, count in ended.items()))
    return _take(flow.SIGN_OUT, restoration, told, actor, now)


@transaction.atomic
def move_on(*, restoration: Restoration, past: dict[str, int], actor: Actor, now: datetime) -> Decision:
    """Move all numbers past what was given before the restore; `past` adds what somebody knows. Raises numbers.TooFar."""
    known = {name: max(restoration.numbers.get(name, 0), past.get(name, 0)) for name in {*restoration.numbers, *past}}
    moved = numbers.move_on(known)
    restoration.lost_until = moved["journal_entry_id_seq"]
    Restoration.objects.filter(pk=restoration.pk).update(lost_until=restoration.lost_until)
    told = Noted(because=f"sequences moved on: {len(moved)}", reference=f"{numbers.POLICIES} {moved[numbers.POLICIES]}")
    return _take(flow.MOVE_ON, restoration, told, actor, now)


def compare(*, restoration: Restoration, actor: Actor, now: datetime) -> Comparison:
    """Hold our books against the institutions', where what is theirs alone may have been ours; goes on where it was left. It is over once
    every book was read to its end.
    """
    comparison = Comparison.objects.filter(pk=restoration.comparison).first() if restoration.comparison else None
    if comparison is None:
        since = (restoration.last_at or restoration.found_at) - EARLIER
        with transaction.atomic():
            comparison = books.open_comparison(reason=REASON, since=since, until=now + LATER, now=now, lost=True)
            restoration.comparison = comparison.pk
            Restoration.objects.filter(pk=restoration.pk).update(comparison=comparison.pk)
    if jobs.compare(comparison, now):
        found = Difference.objects.filter(found_at__gte=comparison.began_at, lost=True).count()
        told = Noted(because=f"differences found: {found}", reference=str(comparison.pk))
        _take(flow.COMPARE, restoration, told, actor, now)
    return comparison


def open_doors(*, restoration: Restoration, because: str, actor: Actor, now: datetime) -> Decision:
    """Open the doors: somebody has seen what the comparison found."""
    changes = {"open": None, "opened_at": now, "opened_by": actor.id}
    return take(flow.OPEN, thing=restoration, facts=Noted(because=because[:300]), actor=actor, now=now, changes=changes)


def _take(step: Step, restoration: Restoration, told: Noted, actor: Actor, now: datetime) -> Decision:
    return take(step, thing=restoration, facts=told, actor=actor, now=now)
