"""Both codes at once: tried in one statement that counts first and does the same whether there is an account; then the holder is known."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from toubao.business import whose
from toubao.business.identity.codes import guessing
from toubao.business.identity.codes.allowances import count
from toubao.business.recovery import facts, queries
from toubao.business.recovery.asking import LIFETIME, mac
from toubao.business.recovery.models import Recovery
from toubao.business.steps import Actor, take
from toubao.rules.facts import Back, Shown
from toubao.rules.flows import recovery as flow
from toubao.rules.flows.recovery import State

TRIES: Final = 5
RIGHT, WRONG, GONE, BLOCKED = "right", "wrong", "gone", "blocked"
_SHOWN: Final = (Shown.IDENTITY, Shown.PHONE, Shown.MAIL)
_TRY: Final = """
UPDATE recovery_recovery SET tries = tries + 1
WHERE id = %(id)s AND state IN ('new', 'asked') AND way = 'codes' AND tries < %(most)s AND expires_at > %(now)s
RETURNING coalesce(phone_mac = %(phone)s AND mail_mac = %(mail)s, false)
"""


def try_codes(*, recovery: Recovery, phone: str, mail: str, network: str, now: datetime) -> str:
    """Try the two codes together: right, wrong (whichever it was isn't told), gone (too late or too often), or blocked meanwhile.

    A wrong try is kept as any other failure to come in; it locks nobody out, since anybody can make one.
    """
    with whose.person(recovery.person_id or recovery.pk):
        matched = _try(recovery.pk, phone, mail, now)
        if matched:
            return _recognise(recovery.pk, network, now)
        if matched is None:
            return GONE
        count(("otp_failures", "all"), now=now)
        subject = recovery.account_id or recovery.pk
        guessing.keep(guessing.Guess(subject, recovery.account_id is not None, "account", "recovery", network), now=now)
    return WRONG


def standing(recovery: Recovery, *, now: datetime) -> str:
    """Where a run stands for whoever sees its pages: codes, certificate, password, done or gone; the same for one that fits no account."""
    if recovery.state == State.PROVED and now < recovery.expires_at:
        return "password"
    if recovery.state in (State.RECOVERED, State.SETTLED):
        return "done"
    waits = recovery.state in (State.NEW, State.ASKED) and recovery.tries < TRIES and now < recovery.expires_at
    return ("certificate" if recovery.way == Back.CERTIFICATE else "codes") if waits else "gone"


def _try(recovery: UUID, phone: str, mail: str, now: datetime) -> bool | None:
    """Count a try and look at both codes; None where none is left or it is too late."""
    values: dict[str, Any] = {
        "id": recovery,
        "most": TRIES,
        "now": now,
        "phone": mac(recovery, "sms", phone),
        "mail": mac(recovery, "mail", mail),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TRY, values)
        row = cursor.fetchone()
    return bool(row[0]) if row else None


def _recognise(recovery: UUID, network: str, now: datetime) -> str:
    found = queries.recovery(recovery)
    if found is None or found.account is None:
        raise ValueError("codes were right that belong to nobody")
    told = facts.recognised(found, found.account, _SHOWN)
    changes = {"expires_at": now + LIFETIME}
    decision = take(flow.PROVE, thing=found, facts=told, actor=Actor("unknown", network), now=now, changes=changes)
    return BLOCKED if decision.shut else GONE if decision.stale else RIGHT
