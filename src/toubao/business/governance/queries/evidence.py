"""What the journal shows of a clause: how often each gate said what, how often an event was recorded, and the newest cases."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from toubao.business.figures import entries


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry in which a clause was judged: whose journal and of what kind, which entry, the step and its outcome, and the clause's own
    verdicts.
    """

    subject: UUID
    kind: str
    number: int
    event: str
    outcome: str
    at: datetime
    verdicts: list[dict[str, str]]


def rulings(since: date) -> dict[tuple[str, str], dict[str, int]]:
    """(clause, gate) → ruling → how often, since a day."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for (clause, gate, ruling, _), many in entries.by_key("ruling", since=since).items():
        of = found.setdefault((clause, gate), {})
        of[ruling] = of.get(ruling, 0) + many
    return found


def judged(clause: str, *, since: date, ruling: str = "", most: int = 20) -> list[Judged]:
    """The newest entries in which the clause was judged; of one ruling only, if that is said."""
    return [
        Judged(each.subject, each.kind, each.number, each.event, each.outcome, each.at, json.loads(each.verdicts))
        for each in entries.judged(clause, ruling, since=since, most=most)
    ]


def counted(events: tuple[str, ...], *, since: date) -> dict[str, tuple[int, datetime]]:
    """Event → how often it was recorded since a day, and when last."""
    found = entries.by_key("event", since=since)
    many = {event: found[event,] for event in events if (event,) in found}
    return {event: (many[event], at) for event, at in entries.last(list(many)).items()}
