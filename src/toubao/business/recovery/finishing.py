"""The new password of a recognised holder, and all that follows; disowning it; and what time does with a run."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import transaction

from toubao.business import whose
from toubao.business.identity.changes import stopping
from toubao.business.identity.changes.holding import cool, withdraw_all
from toubao.business.identity.codes import guessing
from toubao.business.identity.devices.passkeys.keeping import put_away
from toubao.business.identity.devices.sessions import end_others
from toubao.business.identity.models import Account
from toubao.business.identity.passwords import tidy_password
from toubao.business.recovery import facts, notices, queries
from toubao.business.recovery.models import Recovery
from toubao.business.steps import STALE, SYSTEM, Actor, Decision, note, take
from toubao.rules.events import Event
from toubao.rules.facts import Back, Noted, Nothing, SignIn
from toubao.rules.flows import recovery as flow
from toubao.rules.flows.recovery import State

RECOVERED = "recovered"


def set_password(*, recovery: Recovery, password: str, network: str, now: datetime) -> Decision:
    """Give the account its new password, once for a proof (2.7): every session and program ends, passkeys rest unless one was the proof,
    changes under way are let go, the account cools off, and every address is told, with a link that disowns it.
    """
    if recovery.account_id is None:
        return STALE
    hashed, actor, token = make_password(tidy_password(password)), Actor("person", str(recovery.person_id)), token_urlsafe(32)
    with whose.person(*([recovery.person_id] if recovery.person_id else [])), transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).select_related("person__key").get(pk=recovery.account_id)
        recovery.refresh_from_db(fields=["state", "stamp", "expires_at"])  # as it is now that nobody else finishes it
        told = facts.recovering(recovery, account, now=now)
        until = now + timedelta(hours=told.cool_off_hours)
        changes: dict[str, Any] = {"done_at": now, "cool_until": until, "stop_mac": queries.stop_mac(token)}
        decision = take(flow.RECOVER, thing=recovery, facts=told, actor=actor, now=now, changes=changes)
        if decision.taken:
            Account.objects.filter(pk=account.pk).update(password=hashed, stamp=uuid4())
            _secure(account, recovery, actor, network, now)
            cool(account, until)
            notices.recovered(recovery, account, token=token, now=now)
    return decision


def disown(*, token: str, network: str, now: datetime) -> Decision:
    """With the link of the notice, whoever is reached says that they did not set this password: it is void and the account blocked."""
    found = queries.disowned_by(token)
    if found is None or found.account is None:
        return STALE
    account, actor = found.account, Actor("unknown", network)
    with whose.person(account.person_id), transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        found.refresh_from_db(fields=["state", "cool_until", "stop_mac"])
        told = facts.disowned(found, now=now)
        decision = take(flow.DISOWN, thing=found, facts=told, actor=actor, now=now, changes={"stop_mac": None})
        if decision.taken:
            stopping.shut(account=account, actor=actor, now=now)
            notices.disowned(found, account, now=now)
    return decision


def act_on_due(now: datetime) -> int:
    """Let lapse what nobody finished, settle what has cooled off; how many were due. Safe to run at any time."""
    found = queries.due(now)
    for each in found:
        if each.state == State.RECOVERED:
            take(flow.SETTLE, thing=each, facts=Nothing(), actor=SYSTEM, now=now, changes={"stop_mac": None})
        else:
            told = Noted(because="lapsed", reference=str(each.tries))
            take(flow.LAPSE, thing=each, facts=told, actor=SYSTEM, now=now)
    return len(found)


def _secure(account: Account, recovery: Recovery, actor: Actor, network: str, now: datetime) -> None:
    """Nothing that opened the account before opens it now: somebody else may have had it."""
    end_others(account=account, keep=None, because=RECOVERED, actor=actor, now=now)
    if recovery.way != Back.PASSKEY:
        put_away(account=account, because=RECOVERED, actor=actor, now=now)
    withdraw_all(account=account, because=RECOVERED, actor=actor, now=now)
    told = SignIn(by="recovery", network=network, failures=guessing.forgive(account.pk, now=now))
    note(Event.PASSWORD_CHANGED, about=account.about, actor=actor, now=now, facts=told)
