"""Challenges: random, for one purpose and one owner, kept here and answered at most once within five minutes."""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from toubao.business.identity.models import PasskeyChallenge

LIFETIME: Final = timedelta(minutes=5)
_TAKE = """
DELETE FROM identity_passkeychallenge
WHERE id = %s AND purpose = %s AND owner IS NOT DISTINCT FROM %s AND made_at > %s
RETURNING challenge
"""


def make(*, purpose: str, owner: UUID | None, now: datetime) -> PasskeyChallenge:
    """A fresh challenge."""
    return PasskeyChallenge.objects.create(purpose=purpose, owner=owner, challenge=secrets.token_bytes(32), made_at=now)


def take(challenge: UUID, *, purpose: str, owner: UUID | None, now: datetime) -> bytes | None:
    """The challenge, if it waits for this answer; one statement, so of two answers at once one gets it."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [challenge, purpose, owner, now - LIFETIME])
        row = cursor.fetchone()
    return bytes(row[0]) if row else None


def tidy(*, now: datetime) -> None:
    """Forget challenges that nobody answered."""
    PasskeyChallenge.objects.filter(made_at__lte=now - LIFETIME).delete()
