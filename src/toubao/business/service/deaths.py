"""A death that was reported: the account rests at once; confirmed by a second person, everything to the person stops (13.1)."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from toubao.business.correspondence.actions import halt, resume
from toubao.business.identity.changes import stopping
from toubao.business.identity.models import Account
from toubao.business.policies.models import Policy
from toubao.business.service import queries
from toubao.business.service.leaving import give_up_drafts
from toubao.business.service.models import DeathReport
from toubao.business.steps import Actor, Decision, note, take
from toubao.journal.keys import seal_for
from toubao.rules.events import Event
from toubao.rules.facts import DeathConfirmed, Noted
from toubao.rules.flows import death as flow

BLOCKED = "death"


@transaction.atomic
def report(*, account: Account, told_by: str, by: str, now: datetime) -> DeathReport | None:
    """Write down that somebody told us of a death; nobody signs in to the account from now on. None if it was reported already."""
    Account.objects.select_for_update().get(pk=account.pk)
    if DeathReport.objects.filter(person_id=account.person_id, state__in=("reported", "confirmed")).exists():
        return None
    made = DeathReport(id=uuid4(), person=account.person, account=account, reported_by=by, reported_at=now)
    made.sealed = seal_for(account.person.key, {"told_by": told_by}, context=f"death:{made.pk}")
    take(flow.REPORT, thing=made, facts=Noted(because="reported"), actor=Actor("staff", by), now=now)
    stopping.block(account=account, because=BLOCKED, actor=Actor("staff", by), now=now)
    return made


@transaction.atomic
def confirm(*, report: DeathReport, evidence: str, by: str, now: datetime) -> Decision:
    """A second person has seen the evidence: what was begun is given up, messages stop, each policy's case says so."""
    told = DeathConfirmed(reported_by=report.reported_by, confirmed_by=by, evidence=evidence)
    changes = {"confirmed_by": by, "evidence": evidence[:200], "confirmed_at": now}
    actor = Actor("staff", by)
    decision = take(flow.CONFIRM, thing=report, facts=told, actor=actor, now=now, changes=changes)
    if decision.taken:
        give_up_drafts(report.account, actor=actor, because="death", now=now)
        halt(key=report.person.key, now=now)
        for policy in queries.policies_of(report):
            _flag(policy, actor, now)
    return decision


@transaction.atomic
def dismiss(*, report: DeathReport, because: str, by: str, now: datetime) -> Decision:
    """It was a mistake: the person signs in again after a cool-off, messages go out again; what was given up stays so, and the trail."""
    actor = Actor("staff", by)
    told = Noted(because=because, reference=str(report.pk))
    decision = take(flow.DISMISS, thing=report, facts=told, actor=actor, now=now, changes={"because": because[:200], "ended_at": now})
    if decision.taken:
        resume(key=report.person.key)
        stopping.unblock(account=report.account, why_blocked=BLOCKED, because=because, reference=str(report.pk), actor=actor, now=now)
    return decision


def _flag(policy: Policy, actor: Actor, now: datetime) -> None:
    """Let whoever opens the case see that the insured's death is confirmed, for claims."""
    note(Event.DEATH_CONFIRMED, about=policy.about, actor=actor, now=now, facts=Noted(because="death", reference=policy.number))
