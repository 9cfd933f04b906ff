"""Registration by the account at a bank or a partner: the person is sent there, comes back, and what was said is judged (7.2.1.2)."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction

from toubao.business import outside
from toubao.business.identity import facts
from toubao.business.identity.actions.registration import keep_known, remember_minor
from toubao.business.identity.models import Authorisation, Registration
from toubao.business.identity.personal import Known
from toubao.business.identity.proving.providers import Offered, provider
from toubao.business.steps import Actor, Decision, note, opens, take
from toubao.gateways.evidence import Crowded, GatewayError
from toubao.gateways.oidc import Disbelieved, challenge, fresh
from toubao.journal.keys import seal_for, unseal_for
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import Asserted, AssertionAsked, Noted
from toubao.rules.flows import registration as flow
from toubao.rules.periods import is_adult_on

LIFETIME: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a browser brought back to an institution's address: texts from outside, empty where nothing came."""

    state: str
    code: str
    issuer: str
    error: str


@dataclass(frozen=True, slots=True)
class Came:
    """What came of coming back. `outcome`: asserted, refused (a gate was shut), stale, or why nothing was asked or believed:
    unknown, elsewhere, used, expired, cancelled, failed, unanswered, crowded, disbelieved.
    """

    outcome: str
    registration: Registration | None = None


def send_to_provider(
    *,
    registration: Registration,
    name: str,
    consented: bool,
    guardianship_declared: bool,
    back: str,
    now: datetime,
    assistance_declared: bool = False,
) -> str | None:
    """With the person's consent, the address at which they sign in and agree; they come back to `back`. None where a gate is shut: then
    nobody is asked; or where the registration went on meanwhile. Raises GatewayError, KeyError.
    """
    asked, secret = _named(name), fresh()
    step = flow.SEND if registration.state == flow.State.NOTICED else flow.SEND_AGAIN
    told = AssertionAsked(way=asked.way, provider=name, consented=consented)
    if not opens(step, told, now):
        take(step, thing=registration, facts=told, actor=_self(registration), now=now)
        return None
    begun = outside.ask(
        lambda: outside.identity_provider(name).begin(
            back=back, state=secret.state, nonce=secret.nonce, challenge=challenge(secret.verifier)
        ),
        name=f"{name}.begin", about=registration.about, now=now,
    )  # fmt: skip
    kept: dict[str, Any] = {"nonce": secret.nonce, "verifier": secret.verifier, "back": back, "consented": consented}
    kept |= {"guardianship_declared": guardianship_declared, "assistance_declared": assistance_declared}
    with transaction.atomic():
        handle = uuid4()
        Authorisation.objects.create(
            id=handle, registration=registration, provider=name, state_digest=_digest(secret.state), asked_at=now,
            expires_at=now + LIFETIME, sealed=seal_for(registration.person.key, kept, context=f"authorisation:{handle}"),
        )  # fmt: skip
        if not take(step, thing=registration, facts=told, actor=_self(registration), now=now).taken:
            transaction.set_rollback(True)
            return None
    return begun.address


def come_back(*, name: str, brought: Brought, running: Collection[UUID], now: datetime) -> Came:
    """What came of a person coming back from an institution; `running` are the registrations of their browser (7.2.1.2).

    Whatever is wrong is journaled with its reason, and leaves the registration where it stands.
    """
    found = Authorisation.objects.select_related("registration__person__key").filter(state_digest=_digest(brought.state)).first()
    if found is None or found.registration_id not in running:
        _note_stranger(found, name, running, now)
        return Came("elsewhere" if found else "unknown")
    registration = found.registration
    wrong = _not_now(found, name, now) or ("" if _take(found, now) else "used") or _error(brought)
    if wrong:
        _refuse(registration, f"{wrong}: {brought.error[:40]}" if wrong == "failed" else wrong, name, now)
        return Came(wrong, registration)
    return _assert(found, brought, now)


def _assert(found: Authorisation, brought: Brought, now: datetime) -> Came:
    """Ask the institution itself, and judge what it says."""
    registration, name = found.registration, found.provider
    kept = unseal_for(registration.person.key, found.sealed, context=f"authorisation:{found.pk}")
    try:
        said = outside.ask(
            lambda: outside.identity_provider(name).finish(
                code=brought.code, issuer=brought.issuer, back=kept["back"], verifier=kept["verifier"], nonce=kept["nonce"], now=now
            ),
            name=f"{name}.finish", about=registration.about, now=now,
        )  # fmt: skip
    except GatewayError as error:
        outcome = "disbelieved" if isinstance(error, Disbelieved) else "crowded" if isinstance(error, Crowded) else "unanswered"
        _refuse(registration, f"{outcome}: {error.reason}", name, now)
        return Came(outcome, registration)
    known = facts.asserted_person(
        said, guardianship_declared=kept["guardianship_declared"], assistance_declared=bool(kept.get("assistance_declared"))
    )
    on = now.astimezone(TAIPEI).date()
    told = facts.asserted(registration, said, known, asked=_named(name), consented=kept.get("consented") is True, on=on)
    decision = assert_identity(registration=registration, told=told, known=known, now=now)
    return Came({"taken": "asserted"}.get(decision.outcome, decision.outcome), registration)


@transaction.atomic(savepoint=False)
def assert_identity(*, registration: Registration, told: Asserted, known: Known, now: datetime) -> Decision:
    """Keep what a bank or a partner says of a person, if their account is one that may say it (7.2.1.2.1, 7.2.1.2.2)."""
    decision = take(flow.ASSERT, thing=registration, facts=told, actor=_self(registration), now=now)
    if decision.taken:
        keep_known(registration, known)
    elif not is_adult_on(known.birth_date, told.on):
        remember_minor(known, now=now)
    return decision


def _not_now(found: Authorisation, name: str, now: datetime) -> str:
    """Why this authorisation can't be used by who came to this institution's address now; empty where it can."""
    if found.provider != name:
        return "unknown"
    if found.used_at is not None:
        return "used"
    return "expired" if now >= found.expires_at else ""


def _error(brought: Brought) -> str:
    if brought.error == "access_denied":
        return "cancelled"
    return "failed" if brought.error or not brought.code else ""


def _take(found: Authorisation, now: datetime) -> bool:
    """Use it up: of two that come at once, one gets it."""
    return bool(Authorisation.objects.filter(pk=found.pk, used_at=None).update(used_at=now))


def _note_stranger(found: Authorisation | None, name: str, running: Collection[UUID], now: datetime) -> None:
    """Journal that somebody came with a state that is not theirs: under the registration that it belongs to, else under the one
    that is under way there.
    """
    if found is not None:
        _refuse(found.registration, "elsewhere", name, now)
        return
    waiting = Authorisation.objects.select_related("registration").filter(registration__in=running, provider=name, used_at=None)
    latest = waiting.order_by("-asked_at").first()
    if latest is not None:
        _refuse(latest.registration, "unknown", name, now)


def _refuse(registration: Registration, because: str, name: str, now: datetime) -> None:
    told = Noted(because=because, reference=name)
    note(Event.ASSERTION_REFUSED, about=registration.about, actor=_self(registration), now=now, facts=told)


def _named(name: str) -> Offered:
    found = provider(name)
    if found is None:
        raise KeyError(name)
    return found


def _digest(state: str) -> bytes:
    return hashlib.sha256(state.encode()).digest()


def _self(registration: Registration) -> Actor:
    return Actor("person", str(registration.person_id))
