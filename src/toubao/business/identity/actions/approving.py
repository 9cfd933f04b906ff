"""Registration by a way that the authority approved: the person is sent there, comes back, and the institution itself is asked (7.2)."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from toubao.business import outside
from toubao.business.identity import queries
from toubao.business.identity.actions.registration import prove_identity, stated_digest
from toubao.business.identity.models import Authorisation, Registration
from toubao.business.identity.proving import ways
from toubao.business.identity.proving.ways import Proved, Visit
from toubao.business.steps import Actor, Decision, note
from toubao.gateways.evidence import Crowded, GatewayError
from toubao.journal.keys import seal_for, unseal_for
from toubao.rules.events import Event
from toubao.rules.facts import Noted

LIFETIME: Final = timedelta(minutes=10)
SILENT: Final = "silent"
CROWDED: Final = "crowded"


@dataclass(frozen=True, slots=True)
class Returned:
    """What came of coming back. `outcome`: good, what the institution said instead, silent, or why it wasn't asked: unknown, elsewhere,
    used, expired.
    """

    outcome: str
    registration: Registration | None = None
    decision: Decision | None = None


def send_to_approved(*, registration: Registration, back: str, now: datetime) -> str:
    """The address at which the person proves who they are; they come back to `back`, with `state` added. Raises GatewayError, KeyError."""
    handle, state, known = uuid4(), secrets.token_urlsafe(32), queries.known(registration.person)
    asking = partial(ways.adapter(registration.way).start, Visit(handle, known, now, back=f"{back}?state={state}"))
    begun = outside.ask(asking, name=f"{registration.way}.begin", about=registration.about, now=now)
    kept = {"stated": stated_digest(known).hex()}
    Authorisation.objects.create(
        id=handle, registration=registration, provider=_provider(registration.way), state_digest=_digest(state), asked_at=now,
        expires_at=now + LIFETIME, sealed=seal_for(registration.person.key, kept, context=f"authorisation:{handle}"),
    )  # fmt: skip
    return begun.address


def come_back_approved(*, way: str, state: str, given: Mapping[str, str], running: Collection[UUID], now: datetime) -> Returned:
    """What came of a person coming back; `running` are the registrations of their browser. A state is good once, for ten minutes."""
    found = Authorisation.objects.select_related("registration__person__key").filter(state_digest=_digest(state)).first()
    if found is None or found.registration_id not in running or found.provider != _provider(way):
        if found is not None:
            _refuse(found.registration, "elsewhere", way, now)
        return Returned("elsewhere" if found else "unknown")
    wrong = "used" if found.used_at else "expired" if now >= found.expires_at else "" if _take(found, now) else "used"
    if wrong:
        _refuse(found.registration, wrong, way, now)
        return Returned(wrong, found.registration)
    return _finish(found, given, now)


def _finish(found: Authorisation, given: Mapping[str, str], now: datetime) -> Returned:
    """Ask the institution itself, and judge what it says; silence proves nothing."""
    registration = found.registration
    stated = bytes.fromhex(unseal_for(registration.person.key, found.sealed, context=f"authorisation:{found.pk}")["stated"])
    known = queries.known(registration.person)
    asking = partial(ways.adapter(registration.way).finish, Visit(found.pk, known, now, given=given))
    try:
        proved = outside.ask(asking, name=f"{registration.way}.ask", about=registration.about, now=now).proved
    except GatewayError as error:
        proved = Proved(registration.way, CROWDED if isinstance(error, Crowded) else SILENT, "")
    with transaction.atomic():
        decision = prove_identity(registration=registration, proved=proved, stated=stated, now=now)
        if decision.stale:
            _refuse(registration, "used", registration.way, now)
    return Returned(proved.outcome, registration, decision)


def _take(found: Authorisation, now: datetime) -> bool:
    """Use it up: of two that come at once, one gets it."""
    return bool(Authorisation.objects.filter(pk=found.pk, used_at=None).update(used_at=now))


def _refuse(registration: Registration, because: str, way: str, now: datetime) -> None:
    told = Noted(because=because, reference=way)
    note(Event.PROOF_REFUSED, about=registration.about, actor=Actor("person", str(registration.person_id)), now=now, facts=told)


def _provider(way: str) -> str:
    """How a way is called among the institutions: no bank or partner can have such a name."""
    return f"way:{way}"[:40]


def _digest(state: str) -> bytes:
    return hashlib.sha256(state.encode()).digest()
