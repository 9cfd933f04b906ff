"""Coming back into an account whose password is lost or void: recognised in one of the ways, a new password, a time to disown it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from toubao.rules.articles import art02_scope as art02
from toubao.rules.articles import art13_service as art13
from toubao.rules.dated import number
from toubao.rules.events import Event
from toubao.rules.facts import Back, BranchReleased, Disowned, Noted, Nothing, Recognised, Recovering, RecoveryAsked, Shown, ShownAtBranch
from toubao.rules.kit import Gate
from toubao.rules.table import Flow, Step


class State(StrEnum):
    """Where a recovery stands."""

    NEW = "new"
    ASKED = "asked"
    SUBMITTED = "submitted"
    REFUSED = "refused"
    PROVED = "proved"
    RECOVERED = "recovered"
    SETTLED = "settled"
    DISOWNED = "disowned"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a way back takes. How long the account cools off afterwards is dated data."""

    way: Back
    needed: tuple[Shown, ...]

    def cool_off_hours(self, day: date) -> int:
        """Hours, from the new password, without a purchase or a payout; it can be disowned meanwhile."""
        return number(f"recovery_{self.way.value}_cool_off_hours", day)


S = State
_Gates = tuple[Gate[Any], ...]
# fmt: off
#            way                    shown
RULES = {rule.way: rule for rule in (
    Rule(way=Back.CODES,   needed=(Shown.IDENTITY, Shown.PHONE, Shown.MAIL)),
    Rule(way=Back.PASSKEY, needed=(Shown.PASSKEY,)),
    Rule(way=Back.CERTIFICATE, needed=(Shown.IDENTITY, Shown.CERTIFICATE)),
    Rule(way=Back.BRANCH,  needed=(Shown.IDENTITY, Shown.DOCUMENT)),
)}

_ASKED: _Gates = (art02.not_blocked_to_recover, art02.both_addresses_reached)
_KNOWN: _Gates = (art02.not_blocked_to_recover, art02.recognised_before_recovery)
_SEEN: _Gates = (art02.not_blocked_to_recover, art13.holder_shown_at_a_branch)
_FREED: _Gates = (art02.not_blocked_to_recover, art13.two_people_on_a_recovery)
_DONE: _Gates = (art02.not_blocked_to_recover, art02.recovered_in_time, art02.nothing_changed_since)

#               event                     from                  to           judged on      gates
ASK     = Step(Event.RECOVERY_ASKED,     (S.NEW,),             S.ASKED,     RecoveryAsked, _ASKED)
PROVE   = Step(Event.RECOVERY_PROVED,    (S.ASKED,),           S.PROVED,    Recognised,    _KNOWN)
SUBMIT  = Step(Event.RECOVERY_SUBMITTED, (S.NEW,),             S.SUBMITTED, ShownAtBranch, _SEEN)
RELEASE = Step(Event.RECOVERY_RELEASED,  (S.SUBMITTED,),       S.PROVED,    BranchReleased, _FREED)
REFUSE  = Step(Event.RECOVERY_REFUSED,   (S.SUBMITTED,),       S.REFUSED,   Noted)
RECOVER = Step(Event.RECOVERY_DONE,      (S.PROVED,),          S.RECOVERED, Recovering,    _DONE)
SETTLE  = Step(Event.RECOVERY_SETTLED,   (S.RECOVERED,),       S.SETTLED,   Nothing)
DISOWN  = Step(Event.RECOVERY_DISOWNED,  (S.RECOVERED,),       S.DISOWNED,  Disowned,      (art02.disowned_in_time,))
LAPSE   = Step(Event.RECOVERY_LAPSED,    (S.ASKED, S.PROVED),  S.LAPSED,    Noted)
# fmt: on

FLOW = Flow(
    "recovery", "找回帳號", State, S.NEW, (S.SETTLED, S.DISOWNED, S.LAPSED, S.REFUSED),
    (ASK, PROVE, SUBMIT, RELEASE, REFUSE, RECOVER, SETTLE, DISOWN, LAPSE)
)  # fmt: skip
