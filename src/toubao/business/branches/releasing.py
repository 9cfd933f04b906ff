"""What another person's release does with a registration at a branch, and what becomes of it without one (18.1.1)."""

from datetime import datetime
from uuid import UUID

from toubao.business.branches import activating, facts, letters
from toubao.business.branches.models import Visit
from toubao.business.branches.statement import content, stated
from toubao.business.identity import queries
from toubao.business.identity.models import Registration
from toubao.business.release.kinds import Doing
from toubao.business.release.models import Release
from toubao.business.steps import Actor, Decision, take
from toubao.rules.facts import Noted
from toubao.rules.flows import registration as flow
from toubao.rules.flows.registration import State


def _stands(release: Release) -> bool:
    """Whether what was handed in is still what stands there, and who it is about is who the registration is about."""
    visit, registration = _handed_in(release.thing)
    same_person = queries.known(registration.person) == stated(visit).known
    return registration.state == State.SUBMITTED and same_person and content(visit) == release.asked["content"]


def _release(release: Release, actor: Actor, now: datetime) -> Decision | None:
    """Let it go on: the person gets the link with which they take it into use."""
    visit, registration = _handed_in(release.thing)
    told = facts.review(visit, registration, stated(visit).known, released_by=actor.id)
    decision = take(flow.RELEASE, thing=registration, facts=told, actor=actor, now=now)
    if decision.taken:
        activating.send(registration, because="released", actor=actor, now=now)
    return decision


def _refuse(release: Release, actor: Actor, because: str, now: datetime) -> None:
    """It opens nothing, and the person is told that it was not accepted."""
    visit, registration = _handed_in(release.thing)
    told = Noted(because=because, reference=str(visit.pk))
    if take(flow.REFUSE, thing=registration, facts=told, actor=actor, now=now, changes={"completed_at": now}).taken:
        letters.not_accepted(registration, visit, now=now)


RELEASE = Doing(stands=_stands, do=_release, undo=_refuse)


def _handed_in(visit_id: UUID) -> tuple[Visit, Registration]:
    visit = Visit.objects.select_related("registration__person__key").get(pk=visit_id)
    if visit.registration is None:
        raise ValueError("this visit has no registration")
    return visit, visit.registration
