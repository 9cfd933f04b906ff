"""Looking a vehicle's insurance up with number and plate, without signing in (8.3): limited before anything is looked for, and the same
work for whatever is not found.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from toubao.business import whose
from toubao.business.identity.codes import guessing
from toubao.business.identity.codes.allowances import began, give_back, spend
from toubao.business.identity.codes.attempts import network_digest
from toubao.business.motor import queries
from toubao.business.motor.models import MotorPolicy
from toubao.business.motor.numbers import look_up_index, number_index, plate_index
from toubao.business.steps import About, Actor, note
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import LookedUp, LookUpsMissed
from toubao.rules.personal import Personal

TRIED: Final = "motor"
"""What failed look-ups are called among failed attempts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks with: a number of which kind, a plate (both as they are kept), and from which network."""

    kind: str
    number: str
    plate: str
    network: str

    def __repr__(self) -> str:
        return "Question(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is told: policies; or nothing, and the allowance that is used up if it is for that reason."""

    found: tuple[MotorPolicy, ...] = ()
    limit: str = ""


def look_up(question: Question, *, now: datetime) -> Answer:
    """What runs, comes or has ended for this number and plate (8.3), journaled where it concerns somebody.

    One statement takes from the allowances of the network, the number, the plate and of everybody before anything is looked for, so that
    no parallel guesses overspend them and a limit says nothing of what exists. What is found gives back all but the network's.
    """
    kept = (("motor_number", number_index(question.number).hex()), ("motor_plate", plate_index(question.plate).hex()), ("motor_all", "all"))
    limit = spend(("motor_network", question.network), *kept, now=now)
    if limit:
        guessing.keep_limited(_attempt(question, f"limit {limit}"), since=began(limit, now=now), now=now)
        return Answer(limit=limit)
    found = queries.found_by(question.number, question.plate)
    if not found:
        guessing.keep(_attempt(question, question.kind), now=now)
        return Answer()
    give_back(*kept, now=now)
    told = queries.to_tell(found, now)
    _journal(told, question, now)
    return Answer(found=told)


def visitor(network: str) -> Actor:
    """Who asks without signing in: the network, by its keyed name."""
    return Actor("visitor", network_digest(network))


@transaction.atomic
def tell_misses(*, now: datetime) -> int:
    """Journal, as one line about nobody, how many look-ups found nothing or met a limit since the last time; how many there were."""
    untold = guessing.take_untold(TRIED, now=now)
    if untold:
        limited = sum(each.by.startswith("limit ") for each in untold)
        told = LookUpsMissed(misses=len(untold) - limited, limited=limited, networks=len({each.network for each in untold}))
        note(Event.MOTOR_LOOK_UPS_MISSED, about=about_misses(now), actor=Actor("unknown", "look-ups"), now=now, facts=told)
    return len(untold)


def about_misses(now: datetime) -> About:
    """The subject of a day's look-ups that found nothing: nobody's."""
    return About(uuid5(NAMESPACE_URL, f"toubao:motor-look-ups:{now.astimezone(TAIPEI).date().isoformat()}"), "motor look-ups")


def _attempt(question: Question, by: str) -> guessing.Guess:
    """A try as failed attempts are kept: number and plate together under a keyed name that nobody has."""
    tried = UUID(bytes=look_up_index(question.number, question.plate)[:16])
    return guessing.Guess(tried, known=False, kind=TRIED, by=by, network=question.network)


def _journal(told: tuple[MotorPolicy, ...], question: Question, now: datetime) -> None:
    facts = LookedUp(kind=question.kind, network=Personal(question.network))
    with whose.person(*{policy.insured_id for policy in told}), transaction.atomic():
        for policy in told:
            note(Event.MOTOR_LOOKED_UP, about=policy.about, actor=visitor(question.network), now=now, facts=facts)
