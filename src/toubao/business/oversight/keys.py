"""Destroying a person's key, and with it everything personal about them, for good (15.1.4)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from toubao.business.steps import About, Actor, note
from toubao.journal.keys import destroy_key
from toubao.rules.events import Event
from toubao.rules.facts import Noted


@transaction.atomic
def destroy(*, holder: UUID, because: str, actor: Actor, now: datetime) -> bool:
    """Journal it, then destroy the key; False, and nothing is journaled, where there is none any more (15.1.4)."""
    note(Event.KEY_DESTROYED, about=About(holder, "key"), actor=actor, now=now, facts=Noted(because=because))
    destroyed = destroy_key(holder)
    if not destroyed:
        transaction.set_rollback(True)
    return destroyed
