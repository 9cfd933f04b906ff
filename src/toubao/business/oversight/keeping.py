"""Whose data was kept for as long as they were told, and is to be destroyed (15.1.4): found once a night and told once; a person destroys
the key.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from toubao.business.steps import SYSTEM, About, note
from toubao.rules.events import Event
from toubao.rules.facts import Noted

AT_ONCE: Final = 500
"""So many a night: each is a decision of a person's."""

# Five years run out at the end of a day in Taipei, hence the day more. Nothing of a person counts as over while their account is open, or
# while the insurer's books, which other systems keep, hold a policy of theirs.
_OVER: Final = """
SELECT person.id FROM identity_person person JOIN journal_subjectkey kept ON kept.holder = person.id
WHERE kept.wrapped IS NOT NULL AND person.created_at <= %(before)s
AND NOT EXISTS (
  SELECT FROM identity_account a WHERE a.person_id = person.id AND (a.closed_at IS NULL OR a.closed_at > %(before)s))
AND NOT EXISTS (
  SELECT FROM identity_registration r WHERE r.person_id = person.id AND greatest(r.created_at, r.completed_at) > %(before)s)
AND NOT EXISTS (SELECT FROM identity_policyholder h WHERE h.person_id = person.id)
AND NOT EXISTS (SELECT FROM policies_policy p WHERE p.person_id = person.id AND greatest(p.ends, p.concluded_at) > %(before)s)
AND NOT EXISTS (
  SELECT FROM purchase_purchase p WHERE p.person_id = person.id
  AND (p.next_at IS NOT NULL OR greatest(p.began_at, p.concluded_at, p.ended_at) > %(before)s))
AND NOT EXISTS (
  SELECT FROM service_request r WHERE r.person_id = person.id AND (r.answered_at IS NULL OR r.answered_at > %(before)s))
AND NOT EXISTS (SELECT FROM journal_entry told WHERE told.subject_id = person.id AND told.event = %(event)s)
ORDER BY person.created_at LIMIT %(most)s
"""


def over(now: datetime) -> list[UUID]:
    """Persons whose time is over and of whom nobody was told yet, the oldest first: five years after their last contract ended, their last
    application ended, and their account was closed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s - interval '5 years 1 day'", [now])
        before = cursor.fetchone()[0]
        cursor.execute(_OVER, {"before": before, "event": Event.KEEPING_ENDED.value, "most": AT_ONCE})
        return [row[0] for row in cursor.fetchall()]


def tell(now: datetime) -> int:
    """Journal for each, once, that their time is over: it opens the duty that a person meets (15.1.4); how many there were."""
    found = over(now)
    for holder in found:
        with transaction.atomic():
            note(Event.KEEPING_ENDED, about=About(holder, "key"), actor=SYSTEM, now=now, facts=Noted(because="five years"))
    return len(found)
