"""Attempts that failed: by hour and kind, by network, by account, and the accounts that are locked now.

Sign-ins are counted from what was kept of each, names that nobody has among them; the rest, and what accounts met, from the journal.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from toubao.business.governance.queries.cases import shown_name
from toubao.business.governance.queries.stopped import DECIDING, FIRST_SHUT, TAKEN
from toubao.business.identity.codes import attempts
from toubao.business.identity.codes.attempts import Network
from toubao.business.identity.models import Account, Guessing
from toubao.journal.models import Entry
from toubao.rules.events import Event

KINDS: Final[dict[str, tuple[Event, ...]]] = {
    "sign_in": (Event.SIGN_IN_FAILED,),
    "code": (Event.OTP_FAILED,),
    "assertion": (Event.ASSERTION_REFUSED, Event.IDENTITY_ASSERTED),
    "proof": (Event.REGISTRATION_PROVED,),
    "passkey": (Event.PASSKEY_REFUSED,),
    "staff": (Event.STAFF_SIGN_IN_FAILED,),
    "motor": (Event.MOTOR_LOOK_UPS_MISSED,),
}
"""What is tried, and the events that tell that it failed; of a step only its refusals count."""
REGISTERED: Final = "registered"
"""The kind of what was tried by somebody who has an account already (7.1), whichever step told so."""
ALL: Final = (*KINDS, REGISTERED)
MOST: Final = 10
LATELY: Final = 30
_OF_KIND: Final = {event.value: kind for kind, events in KINDS.items() for event in events} | {REGISTERED: REGISTERED}
_DOORS: Final = {"account": "sign_in", "staff": "staff", "motor": "motor"}
_JOURNALED: Final = [event.value for kind, events in KINDS.items() if kind not in _DOORS.values() for event in events]
_DECIDING: Final = [event.value for event in DECIDING]
_HOURS = """
SELECT date_trunc('hour', at, 'Asia/Taipei'), CASE WHEN event = ANY(%(deciding)s)
  AND jsonb_path_query_first(verdicts, '$[*] ? (@.ruling == "shut").gate') = to_jsonb(%(taken)s::text) THEN %(registered)s ELSE event END,
  count(*) FROM (
    SELECT at, event, verdicts FROM journal_entry WHERE event = ANY(%(events)s) AND at >= %(since)s AND outcome IN ('noted', 'refused')
    UNION ALL SELECT at, event, verdicts FROM journal_entry
    WHERE event = ANY(%(deciding)s) AND event <> ALL(%(events)s) AND at >= %(since)s AND outcome = 'refused'
) failed GROUP BY 1, 2
"""
_ACCOUNTS = """
SELECT e.subject_id, count(*), max(e.at) FROM journal_entry e JOIN journal_subject s ON s.id = e.subject_id AND s.kind = 'account'
WHERE e.event = ANY(%(events)s) AND e.at >= %(since)s AND e.outcome IN ('noted', 'refused')
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something failed in one hour (its beginning), by kind."""

    hour: datetime
    kinds: dict[str, int]

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class Tried:
    """An account at which attempts failed: how often, and when last."""

    account: Account
    name: str
    failed: int
    last: datetime


def by_hour(now: datetime, *, hours: int) -> list[Counted]:
    """Each of the last hours with what failed in it, the oldest first; the present one is the last."""
    end = now.replace(minute=0, second=0, microsecond=0)
    first = end - timedelta(hours=hours - 1)
    found: dict[datetime, dict[str, int]] = {}
    asked = {"events": _JOURNALED, "deciding": _DECIDING, "taken": TAKEN, "registered": REGISTERED, "since": first}
    counted = [(hour, _OF_KIND[what], many) for hour, what, many in _read(_HOURS, asked) if what in _OF_KIND]
    counted += [(each.starts, _DOORS[each.kind], each.failures) for each in attempts.by_hour(since=first, until=now + timedelta(hours=1))]
    for hour, kind, many in counted:
        kinds = found.setdefault(hour, {})
        kinds[kind] = kinds.get(kind, 0) + many
    return [Counted(at, found.get(at, {})) for at in (first + timedelta(hours=n) for n in range(hours))]


def by_network(since: datetime, *, until: datetime) -> list[Network]:
    """The networks from which most sign-ins failed: many names with few failures each are somebody spraying."""
    return attempts.by_network(since=since, until=until, most=MOST)


def by_account(since: datetime) -> list[Tried]:
    """The accounts at which most attempts failed since a moment."""
    counted: dict[UUID, tuple[int, datetime]] = {
        subject: (many, last) for subject, many, last in _read(_ACCOUNTS, {"events": list(_OF_KIND), "since": since, "most": MOST})
    }
    accounts = Account.objects.select_related("person__key").in_bulk(list(counted))
    return [Tried(accounts[pk], shown_name(accounts[pk].person), *told) for pk, told in counted.items() if pk in accounts]


def locked(now: datetime) -> list[tuple[str, datetime]]:
    """The accounts that are locked for strangers now, by their holders' masked names, and until when; those locked longest first."""
    until = dict(Guessing.objects.filter(locked_until__gt=now).order_by("-locked_until").values_list("subject", "locked_until")[: MOST * 5])
    accounts = Account.objects.select_related("person__key").in_bulk(list(until))
    return [(shown_name(accounts[pk].person), ends) for pk, ends in until.items() if ends and pk in accounts]


def latest(kind: str, since: datetime) -> list[Entry]:
    """The last attempts that failed, of one kind or of all, the newest first."""
    events = [event.value for event in KINDS.get(kind, ())] if kind else list(_OF_KIND)
    failed = Entry.objects.filter(at__gte=since).annotate(shut=FIRST_SHUT).order_by("-at", "-id")
    registered = failed.filter(event__in=_DECIDING, outcome="refused", shut=TAKEN)
    tried = failed.filter(event__in=events, outcome__in=("noted", "refused"))
    if kind:
        return list((registered if kind == REGISTERED else tried.exclude(event__in=_DECIDING, shut=TAKEN))[:LATELY])
    found: dict[int, Entry] = {each.pk: each for part in (tried, registered) for each in part[:LATELY]}
    return sorted(found.values(), key=lambda each: (each.at, each.pk), reverse=True)[:LATELY]


def _read(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
