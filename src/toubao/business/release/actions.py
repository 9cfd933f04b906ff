"""Asking that somebody else release something, and what the other decides; each is journaled, whatever comes of it."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q

from toubao.business.release.kinds import kinds, roles_now
from toubao.business.release.models import Release
from toubao.business.steps import STALE, SYSTEM, Actor, Decision, opens, take
from toubao.rules.facts import Noted, ReleaseAsked, ReleaseDecided
from toubao.rules.flows import release as flow
from toubao.rules.table import Step

AT_ONCE = 200


def digest_of(kind: str, thing: UUID, asked: Mapping[str, str]) -> str:
    """The SHA-256, in hexadecimal, of exactly what is asked for."""
    return sha256(json.dumps([kind, str(thing), dict(asked)], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def ask(
    *, kind: str, thing: UUID, asked: Mapping[str, str], because: str, by: str, now: datetime, concerns: str = ""
) -> tuple[Release, Decision]:
    """Ask that somebody else release something; stale where the same is asked for already. Raises KeyError for a kind that there isn't."""
    of = kinds()[kind]
    made = Release(
        id=uuid4(), kind=kind, thing=thing, asked=dict(asked), digest=digest_of(kind, thing, asked), because=because.strip()[:200],
        concerns=concerns, asked_by=by, asked_at=now, expires_at=now + of.lasts,
    )  # fmt: skip
    try:
        with transaction.atomic():
            told = ReleaseAsked(
                kind=kind, thing=str(thing), digest=made.digest, because=made.because, asked_by=by, concerns=concerns,
                right=roles_now([by]).get(by, "") in of.asks,
            )  # fmt: skip
            return made, take(flow.ASK, thing=made, facts=told, actor=Actor("staff", by), now=now)
    except IntegrityError:
        return made, STALE


@transaction.atomic
def give(*, release: Release, seen: str, by: str, now: datetime) -> Decision:
    """Release what was asked for, and do it, in one transaction; `seen` is the digest that was shown to whoever releases."""
    roles = roles_now([by, release.concerns])
    held = _held(release)
    told, actor = _decided(held, roles, seen=seen, by=by, because="", now=now), Actor("staff", by)
    if held.state == flow.State.ASKED and opens(flow.GIVE, told, now):
        done = kinds()[held.kind].doing.do(held, actor, now)
        if done is not None and not done.taken:
            return done
    decision = take(flow.GIVE, thing=held, facts=told, actor=actor, now=now, changes={"decided_by": by, "ended_at": now})
    if decision.stale:
        transaction.set_rollback(True)
    return decision


@transaction.atomic
def refuse(*, release: Release, because: str, by: str, now: datetime) -> Decision:
    """Send back what was asked for, with the reason; nothing is done."""
    roles = roles_now([by, release.concerns])
    held = _held(release)
    told, actor = _decided(held, roles, seen="", by=by, because=because.strip(), now=now), Actor("staff", by)
    changes = {"decided_by": by, "answer": told.because[:200], "ended_at": now}
    decision = take(flow.REFUSE, thing=held, facts=told, actor=actor, now=now, changes=changes)
    if decision.taken:
        kinds()[held.kind].doing.undo(held, actor, told.because, now)
    return decision


@transaction.atomic
def withdraw(*, release: Release, by: str, now: datetime) -> Decision:
    """Whoever asked takes it back; stale for anybody else."""
    if release.asked_by != by:
        return STALE
    actor, told = Actor("staff", by), Noted(because="withdrawn", reference=str(release.thing))
    decision = take(flow.WITHDRAW, thing=release, facts=told, actor=actor, now=now, changes={"ended_at": now})
    if decision.taken:
        kinds()[release.kind].doing.undo(release, actor, "withdrawn", now)
    return decision


def void_of(username: str, *, because: str, now: datetime, but: UUID | None = None) -> int:
    """End what a member of staff asked for, or what is about them, since their role is another now; returns how many. `but` is the request
    that is being released.
    """
    theirs = Release.objects.filter(Q(asked_by=username) | Q(concerns=username), state=flow.State.ASKED.value)
    return sum(_end(each, flow.VOID, because, now) for each in theirs.order_by("pk") if each.pk != but)


def lapse(now: datetime) -> int:
    """End what nobody decided in time; returns how many."""
    late = Release.objects.filter(state=flow.State.ASKED.value, expires_at__lte=now).order_by("expires_at")[:AT_ONCE]
    return sum(_end(each, flow.LAPSE, "expired", now) for each in late)


@transaction.atomic
def _end(release: Release, step: Step, because: str, now: datetime) -> bool:
    told = Noted(because=because, reference=str(release.thing))
    taken = take(step, thing=release, facts=told, actor=SYSTEM, now=now, changes={"ended_at": now}).taken
    if taken:
        kinds()[release.kind].doing.undo(release, SYSTEM, because, now)
    return taken


def _held(release: Release) -> Release:
    """The request as it is now, for nobody else to end until this transaction does."""
    return Release.objects.select_for_update().get(pk=release.pk)


def _decided(release: Release, roles: Mapping[str, str], *, seen: str, by: str, because: str, now: datetime) -> ReleaseDecided:
    of = kinds()[release.kind]
    intact = release.digest == digest_of(release.kind, release.thing, release.asked)
    return ReleaseDecided(
        kind=release.kind, thing=str(release.thing), digest=release.digest, seen=seen, because=because, asked_by=release.asked_by,
        decided_by=by, concerns=release.concerns, right=roles.get(by, "") in of.releases, stands=intact and of.doing.stands(release),
        in_time=now < release.expires_at,
    )  # fmt: skip
