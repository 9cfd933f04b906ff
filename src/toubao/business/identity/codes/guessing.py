"""Failing to come in: counted and locked the same way for names that exist and names that nobody has, told to the journal afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from toubao.business.identity.models import Account, FailedAttempt, Guessing
from toubao.business.steps import About, Actor, note
from toubao.journal.keyring import keyring
from toubao.rules.events import Event
from toubao.rules.facts import SignIn

LOCK_AFTER, LOCK_FOR = 5, timedelta(minutes=15)
AT_ONCE: Final = 500
INSIDE: Final = ("password again", "identity")
"""Ways by which somebody proves anew who is signed in already; strangers' failures don't hinder these, so all are journaled."""
_EVENTS: Final = {"account": Event.SIGN_IN_FAILED, "staff": Event.STAFF_SIGN_IN_FAILED}
_FAIL = """
WITH guessed AS (
    INSERT INTO identity_guessing AS kept (subject, failures, tried_at)
    SELECT counted, 1, %(now)s FROM (SELECT DISTINCT unnest(%(counted)s::uuid[]) AS counted ORDER BY 1) AS given
    ON CONFLICT (subject) DO UPDATE SET
        failures = CASE WHEN kept.locked_until <= excluded.tried_at THEN 1 ELSE kept.failures + 1 END,
        locked_until = CASE WHEN kept.locked_until <= excluded.tried_at THEN NULL
            WHEN kept.failures + 1 = %(most)s THEN %(until)s ELSE kept.locked_until END,
        tried_at = excluded.tried_at
    RETURNING subject, failures
)
INSERT INTO identity_failedattempt (at, kind, subject, known, by, network, failures)
SELECT %(now)s, %(kind)s, %(subject)s, %(known)s, %(by)s, %(network)s, failures FROM guessed WHERE subject = %(subject)s
"""

_KEEP = """
INSERT INTO identity_failedattempt (at, kind, subject, known, by, network, failures)
SELECT %(now)s::timestamptz, %(kind)s::text, %(subject)s::uuid, %(known)s::bool, %(by)s::text, %(network)s::text, 0
"""
_ONCE = """
WHERE NOT EXISTS (
    SELECT FROM identity_failedattempt WHERE at >= %(since)s AND (kind, by, network) = (%(kind)s::text, %(by)s::text, %(network)s::text)
)
"""
_TAKE = """
UPDATE identity_failedattempt SET told_at = %(now)s WHERE kind = %(kind)s AND NOT known AND told_at IS NULL RETURNING by, network
"""


@dataclass(frozen=True, slots=True)
class Untold:
    """A failure that concerned nobody, and that the journal was not told of yet: by which way, from which network."""

    by: str
    network: str


@dataclass(frozen=True, slots=True)
class Guess:
    """Somebody tried to come in: as whom (`known`: somebody is called that), what kind of door, by which way, from where; and what
    is locked besides (`also`), where there is more than the name.
    """

    subject: UUID
    known: bool
    kind: str
    by: str
    network: str
    also: UUID | None = None


def nobody(name: str) -> UUID:
    """What a name that nobody has is called here: keyed, so that it can't be read from it, and the same each time."""
    return UUID(bytes=keyring().blind("sign-in-name", name)[:16])


def locked(subject: UUID, *, now: datetime) -> bool:
    """Whether too many failed in a row as this somebody."""
    return Guessing.objects.filter(subject=subject, locked_until__gt=now).exists()


def fail(guess: Guess, *, now: datetime) -> None:
    """Count one more failure and keep it, in one statement, the same for everybody; the fifth in a row locks for fifteen minutes."""
    counted = [guess.subject, *([guess.also] if guess.also else [])]
    values = _values(guess, now) | {"most": LOCK_AFTER, "until": now + LOCK_FOR, "counted": counted}
    with connection.cursor() as cursor:
        cursor.execute(_FAIL, values)


def keep(guess: Guess, *, now: datetime) -> None:
    """Keep a failure that locks nobody, in one statement, the same whatever was tried."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, _values(guess, now))


def keep_limited(guess: Guess, *, since: datetime, now: datetime) -> None:
    """Keep that a network met a limit, once since a moment, however often it goes on trying."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP + _ONCE, _values(guess, now) | {"since": since})


def take_untold(kind: str, *, now: datetime) -> list[Untold]:
    """The failures of this kind of door that concerned nobody, each handed out once; called by whoever tells the journal of them."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"kind": kind, "now": now})
        return [Untold(*row) for row in cursor.fetchall()]


def _values(guess: Guess, now: datetime) -> dict[str, Any]:
    return {
        "subject": guess.subject, "known": guess.known, "kind": guess.kind, "by": guess.by, "network": guess.network[:45], "now": now,
    }  # fmt: skip


def forgive(subject: UUID, *, now: datetime, also: UUID | None = None) -> int:
    """Forget the failures of somebody who came in, after the journal is told of them, and what was locked besides; how many there were."""
    with transaction.atomic():
        if also is not None:
            Guessing.objects.filter(subject=also).delete()
        found = Guessing.objects.filter(subject=subject).first()
        if found is None:
            return 0
        tell(now=now, subject=subject)
        found.delete()
    return found.failures


def tell(*, now: datetime, subject: UUID | None = None) -> int:
    """Journal the failures that concern somebody, each once and at its own time; how many there were.

    Strangers' beyond the fifth in a row evaluate nothing: they are kept as rows alone, so that nobody can fill the journal.
    """
    with transaction.atomic():
        untold = FailedAttempt.objects.select_for_update(skip_locked=True).filter(known=True, told_at=None)
        found = list((untold.filter(subject=subject) if subject else untold).order_by("pk")[:AT_ONCE])
        accounts = [attempt.subject for attempt in found if attempt.kind == "account"]
        holders = dict(Account.objects.filter(pk__in=accounts).values_list("pk", "person_id"))
        for attempt in found:
            _journal(attempt, holders.get(attempt.subject) if attempt.kind == "account" else attempt.subject)
        FailedAttempt.objects.filter(pk__in=[attempt.pk for attempt in found]).update(told_at=now)
    return len(found)


def _journal(attempt: FailedAttempt, holder: UUID | None) -> None:
    if attempt.failures > LOCK_AFTER and attempt.by not in INSIDE:
        return
    told = SignIn(by=attempt.by, network=attempt.network, failures=attempt.failures)
    about, actor = About(attempt.subject, attempt.kind, holder), Actor("unknown", attempt.network)
    note(_EVENTS[attempt.kind], about=about, actor=actor, now=attempt.at, facts=told)
    if attempt.failures == LOCK_AFTER and attempt.kind == "account":
        note(Event.ACCOUNT_LOCKED, about=about, actor=actor, now=attempt.at, facts=told)
