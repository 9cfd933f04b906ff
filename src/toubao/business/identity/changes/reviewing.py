"""What people of the insurer do with a change: one sees the evidence, another releases it, either says no (13.1)."""

from datetime import datetime

from django.db import transaction

from toubao.business.identity.changes import facts, holding
from toubao.business.identity.models import Change
from toubao.business.steps import Actor, Decision, take
from toubao.rules.flows import change as flow


@transaction.atomic
def review(*, change: Change, evidence: str, by: str, now: datetime) -> Decision:
    """Record that somebody has seen the evidence for a change; another person releases it."""
    told = facts.reviewed(change, evidence=evidence, by=by)
    changes = {"evidence": evidence[:200], "reviewed_by": by}
    return take(flow.REVIEW, thing=change, facts=told, actor=Actor("staff", by), now=now, changes=changes)


def release(*, change: Change, by: str, now: datetime) -> Decision:
    """Let a reviewed change hold; refused to whoever reviewed it."""
    return holding.apply(change=change, new_proved=change.new_proved, actor=Actor("staff", by), now=now, released_by=by)


def refuse(*, change: Change, because: str, by: str, now: datetime) -> Decision:
    """Say no to a change; the words are sent to its holder."""
    return holding.refuse(change=change, because=because, actor=Actor("staff", by), now=now)
