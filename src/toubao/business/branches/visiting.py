"""A visit to a branch, as a clerk takes it down: notices, signature, who it is, the document's check, and handing it in (7.2.2, 8.1.2)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from toubao.business import outside
from toubao.business.branches import facts, places, queries
from toubao.business.branches.models import Visit
from toubao.business.branches.signature import Signature
from toubao.business.branches.statement import Statement, content, seal, seal_signature, stated
from toubao.business.identity import actions as identity
from toubao.business.identity.models import Registration
from toubao.business.release import actions as releases
from toubao.business.steps import STALE, Actor, Decision, note, opens, take
from toubao.gateways.evidence import GatewayError
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import Noted, Way
from toubao.rules.flows import registration as flow
from toubao.rules.flows.registration import State

KIND = "register_at_branch"
CURRENT, WAITING, UNASKED = "current", "waiting", ""


class NoSuchBranch(ValueError):
    """There is no branch of that code on that day."""


def begin(*, branch: str, purpose: str, medium: str, clerk: str, now: datetime) -> Visit:
    """Somebody has come to a branch (7.2.2.1); nothing is asked of them yet. Raises NoSuchBranch."""
    if not places.is_open(branch, now.astimezone(TAIPEI).date()):
        raise NoSuchBranch(branch)
    return Visit.objects.create(id=uuid4(), branch=branch, purpose=purpose, medium=medium, clerk=clerk, began_at=now)


@transaction.atomic
def mark_read(*, visit: Visit, name: str, digest: str, shown_at: datetime) -> None:
    """Keep that this notice, in this wording, was shown and read; before the signature only."""
    held = _held(visit)
    if held.registration_id is None:
        shown = {**held.shown, name: [digest, shown_at.isoformat()]}
        Visit.objects.filter(pk=visit.pk).update(read={**held.read, name: digest}, shown=shown)


@transaction.atomic
def sign(*, visit: Visit, signature: Signature, notices: Mapping[str, str], now: datetime) -> Decision:
    """With their signature a person agrees to the notices that they read (7.2.2.2, 8.1.2): the registration begins, and the signature is
    kept sealed under the key of its own person. `notices` maps each name to the digest of the wording of now.
    """
    held = _held(visit)
    if held.registration_id is not None:
        return STALE
    clerk = _clerk(visit)
    registration, decision = identity.begin_registration(
        way=Way.BRANCH.value, purpose=visit.purpose, channel=f"branch:{visit.branch}",
        channel_is_ours=places.is_open(visit.branch, now.astimezone(TAIPEI).date()), notices=notices,
        shown=tuple(name for name, digest in notices.items() if held.shown.get(name, [""])[0] == digest),
        read=tuple(name for name, digest in notices.items() if held.read.get(name) == digest), consented=signature.given,
        signed=signature.given, actor=clerk, now=now,
    )  # fmt: skip
    if decision.taken:
        digest = signature.digest(visit=visit.pk, notices=notices)
        kept = {"signed_by": signature.means, "signature": seal_signature(visit, registration, signature), "signature_digest": digest}
        Visit.objects.filter(pk=visit.pk).update(registration=registration, **kept)
        told = Noted(because=f"{signature.means}:{visit.medium}", reference=digest)
        note(Event.REGISTRATION_SIGNED, about=registration.about, actor=clerk, now=now, facts=told)
    return decision


@transaction.atomic
def state(*, visit: Visit, statement: Statement) -> bool:
    """Keep what a person says and shows of themselves until the second source has answered (7.2.2.3); False where it is too late for that.

    What was checked before counts no more.
    """
    held = _held(visit)
    if not _open_to_statement(held):
        return False
    fresh = {"stated": seal(held, statement), "stated_digest": statement.digest, "checked": "", "checked_at": None}
    Visit.objects.filter(pk=visit.pk).update(**fresh)
    return True


def check(*, visit: Visit, now: datetime) -> Decision | None:
    """Ask the second source of the document that was shown, and judge who it is (7.2.2.1, 7.2.2.3). None where it gave no answer: then the
    visit waits, and is asked about again. An answer about what was restated meanwhile is stale. Of whom the clerk does not see nobody is
    asked.
    """
    told, registration = stated(visit), _registration(visit)
    if not told.present:
        return judge(visit=visit, statement=told, found=UNASKED, now=now)
    document = told.document
    try:
        reply = outside.ask(
            lambda: outside.institutions().document_check.check(
                reference=f"document-{visit.pk}-{visit.stated_digest[:16]}", kind=document.kind, id_number=told.known.id_number,
                document_number=document.number, issued_on=document.issued_on,
            ),
            name="document_check", about=registration.about, now=now,
        )  # fmt: skip
    except GatewayError:
        Visit.objects.filter(Q(checked="") | Q(checked=WAITING), pk=visit.pk, stated_digest=visit.stated_digest).update(
            checked=WAITING, checked_at=now
        )
        return None
    return judge(visit=visit, statement=told, found=reply.state, now=now)


@transaction.atomic
def judge(*, visit: Visit, statement: Statement, found: str, now: datetime) -> Decision:
    """Judge who somebody is by what the second source said of their document; stale where something else was stated meanwhile."""
    held = _held(visit)
    if held.stated_digest != statement.digest or not _open_to_statement(held):
        return STALE
    decision = identity.identify(
        registration=_registration(held), known=statement.known, present=statement.present, document_checked=found == CURRENT,
        actor=_clerk(visit), now=now,
    )  # fmt: skip
    settled = CURRENT if decision.taken else "refused" if found in (CURRENT, UNASKED) else found
    Visit.objects.filter(pk=visit.pk).update(checked=settled, checked_at=now)
    return decision


@transaction.atomic
def hand_in(*, visit: Visit, now: datetime) -> Decision:
    """Hand a registration in for another person's eyes (7.2.2, 18.1.1): what they release is exactly what stands now. Whose account wakes,
    if the person has one, is settled here.
    """
    held = _held(visit)
    if held.checked != CURRENT or not _open_to_statement(held):
        return STALE
    registration, known = _registration(held), stated(held).known
    registration.renews = queries.to_renew(known, purpose=registration.purpose, now=now)
    Registration.objects.filter(pk=registration.pk).update(renews=registration.renews)
    told = facts.submission(held, registration)
    if not opens(flow.SUBMIT, told, now):
        return take(flow.SUBMIT, thing=registration, facts=told, actor=_clerk(held), now=now)
    asked = {"branch": places.branch(held.branch).name, "purpose": held.purpose, "medium": held.medium, "content": content(held)}
    _, wanted = releases.ask(kind=KIND, thing=held.pk, asked=asked, because="handed in", by=held.clerk, now=now)
    if not wanted.taken:
        return wanted
    decision = take(flow.SUBMIT, thing=registration, facts=told, actor=_clerk(held), now=now)
    if decision.taken:
        Visit.objects.filter(pk=held.pk).update(handed_in_at=now)
    else:
        transaction.set_rollback(True)
    return decision


def _held(visit: Visit) -> Visit:
    """The visit as it is now, for nobody else to change until this transaction ends."""
    held = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if held.registration_id is not None:
        held.registration = Registration.objects.select_related("person__key").get(pk=held.registration_id)
    return held


def _registration(visit: Visit) -> Registration:
    if visit.registration is None:
        raise ValueError("nobody has signed in this visit yet")
    return visit.registration


def _open_to_statement(visit: Visit) -> bool:
    return visit.registration is not None and visit.registration.state in (State.NOTICED, State.IDENTIFIED)


def _clerk(visit: Visit) -> Actor:
    return Actor("staff", visit.clerk)
