"""Reserving a sum insured against the company's limit, keeping and releasing it; referrals and their decisions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from toubao.business.steps import SYSTEM, About, note
from toubao.business.underwriting.models import Cumulation, Referral, Reservation
from toubao.rules.events import Event
from toubao.rules.facts import Noted

_RESERVE = """
INSERT INTO underwriting_reservation (purchase, insured, line, amount, starts, ends, others, state, made_at)
SELECT %(purchase)s, %(insured)s, %(line)s::varchar, %(amount)s, %(starts)s, %(ends)s, coalesce(sum(r.amount), 0), 'held', %(now)s
FROM underwriting_reservation r
WHERE r.insured = ANY(%(same)s) AND r.line = %(line)s::varchar AND r.state <> 'released' AND r.purchase <> %(purchase)s
  AND r.starts < %(ends)s AND r.ends > %(starts)s
HAVING coalesce(sum(r.amount), 0) + %(amount)s <= %(most)s
ON CONFLICT (purchase) DO UPDATE SET state = 'held', others = EXCLUDED.others WHERE underwriting_reservation.state = 'released'
RETURNING others
"""


@transaction.atomic
def reserve(
    *,
    about: About,
    insured: UUID,
    line: str,
    amount: int,
    starts: datetime,
    ends: datetime,
    most: int,
    now: datetime,
    same: Sequence[UUID] = (),
) -> Reservation | None:
    """Hold `amount` (NT$) for an application if it and all that overlaps stays within `most` (11.2.2); None if it does not.

    `same` are all persons that are the insured, in an order that is always the same: one for each time that they registered. A second call
    for the same application gives the reservation that is there. The first one's row is locked first, so of many parallel applications
    exactly as many are reserved as fit.
    """
    persons = list(same) or [insured]
    Cumulation.objects.bulk_create([Cumulation(insured=persons[0], line=line)], ignore_conflicts=True)
    Cumulation.objects.select_for_update().get(insured=persons[0], line=line)
    wanted: dict[str, Any] = {
        "purchase": about.id, "insured": insured, "same": persons, "line": line, "amount": amount, "starts": starts, "ends": ends,
        "most": most, "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, wanted)
        made = cursor.fetchone() is not None
    if made:
        note(Event.LIMIT_RESERVED, about=about, actor=SYSTEM, now=now, facts=Noted(because=line, reference=str(amount)))
    return Reservation.objects.filter(purchase=about.id).exclude(state="released").first()


def keep(*, purchase: UUID) -> None:
    """The application was accepted: its sum counts until the cover ends."""
    Reservation.objects.filter(purchase=purchase, state="held").update(state="kept")


@transaction.atomic
def release(*, about: About, because: str, now: datetime) -> None:
    """Give a reservation back; nothing happens if there is none."""
    if Reservation.objects.filter(purchase=about.id).exclude(state="released").update(state="released"):
        note(Event.LIMIT_RELEASED, about=about, actor=SYSTEM, now=now, facts=Noted(because=because))


def refer(*, purchase: UUID, reasons: list[str], now: datetime) -> None:
    """Put an application into the underwriters' queue (11.2.4)."""
    Referral.objects.update_or_create(
        purchase=purchase, defaults={"reasons": reasons, "referred_at": now, "decided_at": None, "accepted": None}
    )


def decide(*, purchase: UUID, accepted: bool, by: str, because: str, now: datetime) -> bool:
    """Record a decision on a referral, once; False if somebody was faster."""
    waiting = Referral.objects.filter(purchase=purchase, decided_at=None)
    return bool(waiting.update(decided_at=now, decided_by=by, accepted=accepted, because=because))
