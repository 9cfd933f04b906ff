"""Registrations that stopped since there is an account already (7.1), as the journal's verdicts tell; the door tells nobody more."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db.models import F, Func, JSONField, Q, Value

from toubao.journal.models import Entry
from toubao.rules.events import Event

FIRST_SHUT: Final = Func(
    F("verdicts"), Value('$[*] ? (@.ruling == "shut").gate'), function="jsonb_path_query_first", output_field=JSONField()
)
"""The first gate that was shut in a decision: the one that was told as the reason."""
TAKEN: Final = "first_registration"
DECIDING: Final = (Event.REGISTRATION_VERIFIED, Event.REGISTRATION_PROVED, Event.REGISTRATION_RELEASED, Event.ACCOUNT_OPENED)
"""The events whose decisions ask whether there is an account already."""


def stopped(registrations: Collection[UUID]) -> frozenset[UUID]:
    """Those of the registrations that stand still since there is an account already: refused for that, and no step was taken since."""
    told = Entry.objects.filter(subject_id__in=registrations).annotate(shut=FIRST_SHUT)
    deciding = told.filter(Q(outcome="taken") | Q(outcome="refused", shut=TAKEN))
    last = deciding.order_by("subject_id", "-number").distinct("subject_id").values_list("subject_id", "outcome")
    return frozenset(subject for subject, outcome in last if outcome == "refused")
