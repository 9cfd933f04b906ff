"""What the norm demands where people change what is known of them, and where a death is told."""

from typing import Any

from tests.rules.flows.walker import Demand, Norm
from toubao.rules.events import Event

E = Event


def _all_factors(f: Any) -> bool:
    return all(factor in f.given for factor in f.needed)


def _two(one: str, other: str) -> bool:
    return len({one, other} - {""}) == 2


CHANGE = Norm(
    (
        Demand("2.7", E.CHANGE_ASKED, "whoever changes something knows the password", lambda f: f.password_right),
        Demand("13.1", E.CHANGE_ASKED, "one change of a kind at a time", lambda f: not f.other_under_way),
        Demand("13.1", E.CHANGE_ASKED, "nobody leaves amid a purchase", lambda f: f.kind != "leave" or not f.purchases_under_way),
        Demand("13.1", E.CHANGE_ASKED, "a change is asked for once", never_after=(E.CHANGE_ASKED,)),
        Demand("2.7", E.CHANGE_PROVED, "every proof that is needed was given", _all_factors, (E.CHANGE_ASKED,)),
        Demand("2.7", E.CHANGE_PROVED, "what was proved isn't proved again", never_after=(E.CHANGE_PROVED,)),
        Demand("2.7", E.CHANGE_WAITS, "a new address was proved", lambda f: f.new_proved or not f.new_address, (E.CHANGE_PROVED,)),
        Demand("13.1", E.CHANGE_WAITS, "waiting is not begun anew", never_after=(E.CHANGE_WAITS, E.CHANGE_APPLIED)),
        Demand("13.1", E.CHANGE_REVIEWED, "people review what is theirs", lambda f: f.needs_person, (E.CHANGE_WAITS,)),
        Demand("13.1", E.CHANGE_REVIEWED, "somebody has seen evidence", lambda f: f.by and f.evidence.strip()),
        Demand("13.1", E.CHANGE_REVIEWED, "reviewed once, before it holds", never_after=(E.CHANGE_REVIEWED, E.CHANGE_APPLIED)),
        Demand("2.7", E.CHANGE_APPLIED, "nothing changes without a proof", after=(E.CHANGE_PROVED,)),
        Demand("2.7", E.CHANGE_APPLIED, "the new address is the person's own", lambda f: f.new_proved or not f.new_address),
        Demand("13.1", E.CHANGE_APPLIED, "an address belongs to one account", lambda f: f.free or not f.new_address),
        Demand("13.1", E.CHANGE_APPLIED, "what waits has waited", lambda f: f.wait_ended or not f.waits),
        Demand(
            "13.1", E.CHANGE_APPLIED, "two people stand behind what people decide",
            lambda f: _two(f.reviewed_by, f.released_by) or not f.needs_person,
        ),
        Demand("13.1", E.CHANGE_APPLIED, "a change holds once", never_after=(E.CHANGE_APPLIED,)),
        Demand("13.1", E.CHANGE_SETTLED, "what is settled holds", after=(E.CHANGE_APPLIED,)),
        Demand("13.1", E.CHANGE_STOPPED, "only the link stops, and in time", lambda f: f.link_right and f.in_time),
        Demand("13.1", E.CHANGE_STOPPED, "what is stopped was proved", after=(E.CHANGE_PROVED,)),
        Demand("13.1", E.CHANGE_WITHDRAWN, "what holds isn't withdrawn", after=(E.CHANGE_ASKED,), never_after=(E.CHANGE_APPLIED,)),
        Demand("13.1", E.CHANGE_REFUSED, "what holds isn't refused", after=(E.CHANGE_PROVED,), never_after=(E.CHANGE_APPLIED,)),
    ),
)  # fmt: skip

DEATH = Norm(
    (
        Demand("13.1", E.DEATH_REPORTED, "a death is reported once", never_after=(E.DEATH_REPORTED,)),
        Demand("13.1", E.DEATH_CONFIRMED, "a second person confirms", lambda f: _two(f.reported_by, f.confirmed_by), (E.DEATH_REPORTED,)),
        Demand("13.1", E.DEATH_CONFIRMED, "evidence was seen", lambda f: f.evidence.strip()),
        Demand("13.1", E.DEATH_CONFIRMED, "a death is confirmed once", never_after=(E.DEATH_CONFIRMED, E.DEATH_DISMISSED)),
        Demand("13.1", E.DEATH_DISMISSED, "what is dismissed was reported", after=(E.DEATH_REPORTED,)),
    ),
)
