"""The nightly looks over the evidence: begun by the minute hand, done by the worker; each opens a duty that it meets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from toubao.business.oversight import keeping
from toubao.business.oversight.checking import check
from toubao.business.oversight.queries import JOURNAL, last
from toubao.business.oversight.recounting import recount
from toubao.business.oversight.replaying import replay
from toubao.business.steps import SYSTEM, note
from toubao.business.work import defer, job
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event

NIGHTLY_AT: Final = time(2)
"""In Taipei, before the books are compared."""


@dataclass(frozen=True, slots=True)
class Look:
    """A nightly look: the job that does it, and the events that say that it was begun and done."""

    job: str
    begun: Event
    done: Event


CHECK: Final = Look("oversight.check", Event.JOURNAL_CHECK_BEGUN, Event.JOURNAL_CHECKED)
REPLAY: Final = Look("oversight.replay", Event.REPLAY_BEGUN, Event.DECISIONS_REPLAYED)
LOOKS: Final = (CHECK, REPLAY)
KEEPING: Final = "oversight.keeping"
FIGURES: Final = "oversight.figures"


@job(CHECK.job)
def check_journal(*, now: datetime) -> None:
    """Walk the whole journal, if that is still to be done."""
    _do(CHECK, lambda: check(now=now))


@job(REPLAY.job)
def replay_decisions(*, now: datetime) -> None:
    """Judge all decisions again, if that is still to be done."""
    _do(REPLAY, lambda: replay(now=now))


@job(KEEPING)
def look_for_ended(*, now: datetime) -> None:
    """Tell whose data is to be destroyed; a night that was missed is made up for by the next."""
    keeping.tell(now)


@job(FIGURES)
def recount_figures(*, now: datetime) -> None:
    """Count every figure anew; a night that was missed is made up for by the next."""
    recount(now=now)


def act_on_due(now: datetime) -> int:
    """Begin the night's looks when their hour has come, and take up what was begun and not done; how many were begun."""
    found = last(event for look in LOOKS for event in (look.begun, look.done))
    begun = 0
    for look in LOOKS:
        before, done = found.get(look.begun), found.get(look.done)
        if before is None or before.at < _latest_hour(now):
            note(look.begun, about=JOURNAL, actor=SYSTEM, now=now)
            begun += 1
        elif done is not None and done.number > before.number:
            continue
        defer(look.job, lock=look.job, once=True)
    if begun:
        defer(KEEPING, lock=KEEPING, once=True)
        defer(FIGURES, lock=FIGURES, once=True)
    return begun


def _do(look: Look, act: Callable[[], object]) -> None:
    found = last((look.begun, look.done))
    if look.done not in found or (look.begun in found and found[look.begun].number > found[look.done].number):
        act()


def _latest_hour(now: datetime) -> datetime:
    """The last time that it was NIGHTLY_AT in Taipei."""
    at = datetime.combine(now.astimezone(TAIPEI).date(), NIGHTLY_AT, TAIPEI)
    return at if at <= now else at - timedelta(days=1)
