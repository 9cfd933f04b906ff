"""What the looks over the evidence found last; nothing is written here."""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from toubao.journal.models import Entry
from toubao.journal.writing import About
from toubao.rules.events import Event

JOURNAL = About(uuid5(NAMESPACE_URL, "toubao:journal"), "journal")
"""The subject of what is journaled about the journal."""


def last(events: Iterable[Event]) -> dict[Event, Entry]:
    """Event → its last entry about the journal, of those that there are; in one query."""
    wanted = [event.value for event in events]
    found = Entry.objects.filter(subject_id=JOURNAL.id, event__in=wanted).order_by("event", "-number").distinct("event")
    return {Event(entry.event): entry for entry in found}
