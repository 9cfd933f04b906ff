"""A change that a person asks for: proved first, told at the old address, stopped from there, and cooled off before money moves."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from toubao.rules.articles import art02_scope as art02
from toubao.rules.articles import art13_service as art13
from toubao.rules.dated import number
from toubao.rules.events import Event
from toubao.rules.facts import Applying, Asking, Factor, Kind, Noted, Nothing, Reviewed, StepUp, Stopping, Waiting
from toubao.rules.kit import Gate
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a change stands."""

    NEW = "new"
    ASKED = "asked"
    PROVED = "proved"
    WAITING = "waiting"
    REVIEWED = "reviewed"
    APPLIED = "applied"
    SETTLED = "settled"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a kind of change goes: what must be proved, to where a new address' code goes (sms, mail or nowhere), of which topic one
    may be under way, and whether people decide. How long it waits and cools off is dated data.
    """

    kind: Kind
    needed: tuple[Factor, ...]
    topic: str
    new: str = ""
    person: bool = False

    def wait_hours(self, day: date) -> int:
        """Hours before it holds; the old address can stop it meanwhile."""
        return number(f"change_{self.kind.value}_wait_hours", day)

    def cool_off_hours(self, day: date) -> int:
        """Hours, counted from the proof, without a purchase or a payout; the old address can undo it meanwhile."""
        return number(f"change_{self.kind.value}_cool_off_hours", day)


S, F = State, Factor
_Gates = tuple[Gate[Any], ...]
# fmt: off
#            what            proved by                                topic      new address   decided by people
RULES = {rule.kind: rule for rule in (
    Rule(kind=Kind.PHONE,      needed=(F.PASSWORD, F.PHONE),            topic="contact", new="sms"),
    Rule(kind=Kind.PHONE_LOST, needed=(F.PASSWORD, F.MAIL, F.IDENTITY), topic="contact", new="sms"),
    Rule(kind=Kind.MAIL,       needed=(F.PASSWORD, F.MAIL),             topic="contact", new="mail"),
    Rule(kind=Kind.MAIL_LOST,  needed=(F.PASSWORD, F.PHONE, F.IDENTITY), topic="contact", new="mail"),
    Rule(kind=Kind.NAME,       needed=(F.PASSWORD,),                    topic="name",    person=True),
    Rule(kind=Kind.ADDRESS,    needed=(F.PASSWORD,),                    topic="address"),
    Rule(kind=Kind.LEAVE,      needed=(F.PASSWORD, F.PHONE),            topic="contact"),
)}

_ASKED: _Gates = (art02.password_before_change, art13.one_change_at_a_time, art13.nothing_under_way_when_leaving)
_HOLDS: _Gates = (art02.new_address_proved, art13.two_people_on_a_change, art13.wait_ended, art13.address_free)

#               event                    from                                  to           judged on  gates
ASK      = Step(Event.CHANGE_ASKED,     (S.NEW,),                              S.ASKED,     Asking,    _ASKED)
PROVE    = Step(Event.CHANGE_PROVED,    (S.ASKED,),                            S.PROVED,    StepUp,    (art02.proved_before_change,))
WAIT     = Step(Event.CHANGE_WAITS,     (S.PROVED,),                           S.WAITING,   Waiting,   (art02.new_address_proved_to_wait,))
REVIEW   = Step(Event.CHANGE_REVIEWED,  (S.WAITING,),                          S.REVIEWED,  Reviewed,  (art13.evidence_seen,))
APPLY    = Step(Event.CHANGE_APPLIED,   (S.PROVED, S.WAITING, S.REVIEWED),     S.APPLIED,   Applying,  _HOLDS)
SETTLE   = Step(Event.CHANGE_SETTLED,   (S.APPLIED,),                          S.SETTLED,   Nothing)
STOP     = Step(Event.CHANGE_STOPPED,   (S.WAITING, S.REVIEWED, S.APPLIED),    S.STOPPED,   Stopping,  (art13.stopped_in_time,))
WITHDRAW = Step(Event.CHANGE_WITHDRAWN, (S.ASKED, S.PROVED, S.WAITING, S.REVIEWED), S.WITHDRAWN, Noted)
REFUSE   = Step(Event.CHANGE_REFUSED,   (S.PROVED, S.WAITING, S.REVIEWED),     S.REFUSED,   Noted)
# fmt: on

FLOW = Flow(
    "change", "變更資料", State, S.NEW, (S.SETTLED, S.STOPPED, S.WITHDRAWN, S.REFUSED),
    (ASK, PROVE, WAIT, REVIEW, APPLY, SETTLE, STOP, WITHDRAW, REFUSE),
)  # fmt: skip
