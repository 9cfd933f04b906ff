"""Coming back at a branch: a clerk has the holder and their document before them, the second source is asked, another person releases."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from toubao.business import outside
from toubao.business.branches import places
from toubao.business.branches.statement import Document
from toubao.business.identity import queries as people
from toubao.business.identity.models import Account
from toubao.business.recovery import notices, queries
from toubao.business.recovery.asking import holder_of
from toubao.business.recovery.models import Recovery
from toubao.business.release import actions as releases
from toubao.business.release.kinds import Doing
from toubao.business.release.models import Release
from toubao.business.steps import Actor, Decision, take
from toubao.gateways.evidence import GatewayError
from toubao.journal.keyring import keyring
from toubao.journal.keys import seal_for, unseal_for
from toubao.journal.models import Entry
from toubao.rules.facts import Back, BranchReleased, Noted, ShownAtBranch
from toubao.rules.flows import recovery as flow
from toubao.rules.flows.recovery import State
from toubao.rules.personal import masked, masked_name

KIND = "recover_at_branch"
CURRENT, SILENT, NOBODY, ALREADY = "current", "silent", "nobody", "already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Who came to which branch, with which document, and to which address the link shall go."""

    branch: str
    number: str
    born: date
    document: Document
    present: bool
    channel: str

    def __repr__(self) -> str:
        return "Came(…)"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What came of it: the run and its decision, or why there is none: nobody (no account with this number and birthday), silent (the
    second source), already (one waits), or how the document stands instead.
    """

    outcome: str
    recovery: UUID | None = None
    decision: Decision | None = None


def hand_in(*, came: Came, clerk: str, now: datetime) -> HandedIn:
    """Ask the second source of the document, and hand the run in for another person's eyes (13.1); of whom the clerk does not see nobody is
    asked. Raises NoSuchBranch's KeyError for an unknown branch.
    """
    account = holder_of(came.number, came.born)
    if account is None:
        return HandedIn(NOBODY)
    made = Recovery(id=uuid4(), account=account, person=account.person, way=Back.BRANCH.value, began_at=now, expires_at=now)
    made.branch, made.clerk, made.channel = came.branch, clerk, came.channel
    found = _checked(made, account, came, now) if came.present else ""
    if found not in (CURRENT, ""):
        return HandedIn(found)
    return _submit(made, account, came, now, document_checked=found == CURRENT)


def _checked(made: Recovery, account: Account, came: Came, now: datetime) -> str:
    """How the document stands, as the second source has it."""
    document = came.document
    try:
        reply = outside.ask(
            lambda: outside.institutions().document_check.check(
                reference=f"document-{made.pk}", kind=document.kind, id_number=people.known(account.person).id_number,
                document_number=document.number, issued_on=document.issued_on,
            ),
            name="document_check", about=made.about, now=now,
        )  # fmt: skip
    except GatewayError:
        return SILENT
    return str(reply.state)


@transaction.atomic
def _submit(made: Recovery, account: Account, came: Came, now: datetime, *, document_checked: bool) -> HandedIn:
    held = Account.objects.select_for_update(of=("self",)).select_related("person__key").get(pk=account.pk)
    if Recovery.objects.filter(account=held, way=Back.BRANCH.value, state=State.SUBMITTED.value).exists():
        return HandedIn(ALREADY)
    document = {"kind": came.document.kind, "number": came.document.number, "issued_on": came.document.issued_on.isoformat()}
    made.document = seal_for(held.person.key, document, context=f"recovery:{made.pk}")
    told = ShownAtBranch(
        blocked=held.blocked, branch=came.branch, clerk=made.clerk, present=came.present, document_checked=document_checked
    )
    actor = Actor("staff", made.clerk)
    decision = take(flow.SUBMIT, thing=made, facts=told, actor=actor, now=now, changes={"stamp": held.stamp})
    if not decision.taken:
        return HandedIn("refused", None, decision)
    _, wanted = releases.ask(kind=KIND, thing=made.pk, asked=_asked(made, held), because="handed in", by=made.clerk, now=now)
    if not wanted.taken:
        transaction.set_rollback(True)
        return HandedIn("refused", None, wanted)
    return HandedIn("submitted", made.pk, decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown:
    """What the clerk recorded of the document and its holder, without the document's number, and how the link goes."""

    kind: str
    issued_on: date
    present: bool
    checked: bool
    channel: str


def taken_down(release: Release) -> TakenDown | None:
    """What was handed in, for another person's eyes; None for another kind of request. Raises Unreadable where the key was destroyed."""
    if release.kind != KIND:
        return None
    recovery, account = _handed_in(release)
    document = unseal_for(account.person.key, recovery.document or b"", context=f"recovery:{recovery.pk}")
    told = Entry.objects.filter(subject_id=recovery.pk, event=flow.SUBMIT.event.value).latest("number").facts
    return TakenDown(
        kind=document["kind"], issued_on=date.fromisoformat(document["issued_on"]), present=told["present"],
        checked=told["document_checked"], channel=recovery.channel,
    )  # fmt: skip


def _asked(recovery: Recovery, account: Account) -> dict[str, str]:
    """What another person is shown, masked: whose account, where, to which address the link goes, and a digest of all of it."""
    known = people.known(account.person)
    to = known.mail if recovery.channel == "mail" else known.phone
    whole: dict[str, Any] = {
        "recovery": str(recovery.pk), "account": str(account.pk), "stamp": str(recovery.stamp), "branch": recovery.branch,
        "clerk": recovery.clerk, "to": to, "document": bytes(recovery.document or b"").hex(),
    }  # fmt: skip
    return {
        "holder": f"{masked_name(known.name)}（{masked(known.id_number)}）", "branch": places.branch(recovery.branch).name,
        "link_to": f"•••@{to.partition('@')[2]}" if recovery.channel == "mail" else masked(to.replace("+886", "0", 1)),
        "content": keyring().blind("recovery-content", json.dumps(whole, sort_keys=True)).hex(),
    }  # fmt: skip


def _handed_in(release: Release) -> tuple[Recovery, Account]:
    found = queries.recovery(release.thing)
    if found is None or found.account is None:
        raise ValueError("this request is about no recovery")
    return found, found.account


def _stands(release: Release) -> bool:
    """Whether what was handed in is still what stands there, and no key of the account was changed since."""
    recovery, account = _handed_in(release)
    return recovery.state == State.SUBMITTED and account.stamp == recovery.stamp and _asked(recovery, account) == release.asked


def _release(release: Release, actor: Actor, now: datetime) -> Decision:
    """Let it go on: the holder gets the link with which they set a new password."""
    recovery, account = _handed_in(release)
    told = BranchReleased(blocked=account.blocked, clerk=recovery.clerk, released_by=actor.id)
    token, until = token_urlsafe(32), now + timedelta(hours=settings.ACTIVATION_HOURS)
    changes = {"link_mac": queries.link_mac(token), "expires_at": until}
    decision = take(flow.RELEASE, thing=recovery, facts=told, actor=actor, now=now, changes=changes)
    if decision.taken:
        notices.link(recovery, account, f"{settings.PUBLIC_URL}/recover/link/{token}/", now=now)
    return decision


def _refuse(release: Release, actor: Actor, because: str, now: datetime) -> None:
    """It opens nothing, and the holder is told."""
    recovery, account = _handed_in(release)
    told = Noted(because=because, reference=recovery.branch)
    if take(flow.REFUSE, thing=recovery, facts=told, actor=actor, now=now).taken:
        notices.not_released(recovery, account, now=now)


RELEASE = Doing(stands=_stands, do=_release, undo=_refuse)
