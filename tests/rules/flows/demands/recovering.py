"""What the norm demands where somebody comes back into an account whose password is lost."""

from typing import Any

from tests.rules.flows.walker import Demand, Norm
from toubao.rules.events import Event

E = Event


def _all_shown(f: Any) -> bool:
    return all(each in f.given for each in f.needed)


def _open(f: Any) -> bool:
    return not f.blocked


RECOVERY = Norm(
    (
        Demand("2.7", E.RECOVERY_ASKED, "a blocked account is not recovered by its holder alone", _open),
        Demand("2.7", E.RECOVERY_ASKED, "codes go to two addresses of the holder's", lambda f: f.both_reached or f.way != "codes"),
        Demand("2.7", E.RECOVERY_ASKED, "asked for once", never_after=(E.RECOVERY_ASKED, E.RECOVERY_SUBMITTED)),
        Demand("2.7", E.RECOVERY_PROVED, "an account that was blocked meanwhile stays so", _open),
        Demand("2.7", E.RECOVERY_PROVED, "all that the way takes was shown", _all_shown, (E.RECOVERY_ASKED,)),
        Demand("2.7", E.RECOVERY_PROVED, "recognised once", never_after=(E.RECOVERY_PROVED,)),
        Demand("2.7", E.RECOVERY_SUBMITTED, "a branch does not recover what is blocked", _open),
        Demand("13.1", E.RECOVERY_SUBMITTED, "the holder is there, and the document is good", lambda f: f.present and f.document_checked),
        Demand("13.1", E.RECOVERY_SUBMITTED, "branch and clerk are named", lambda f: f.branch and f.clerk),
        Demand("13.1", E.RECOVERY_SUBMITTED, "handed in once", never_after=(E.RECOVERY_ASKED, E.RECOVERY_SUBMITTED)),
        Demand("2.7", E.RECOVERY_RELEASED, "nor one that was blocked meanwhile", _open),
        Demand("13.1", E.RECOVERY_RELEASED, "two people stand behind it", lambda f: len({f.clerk, f.released_by} - {""}) == 2),
        Demand("13.1", E.RECOVERY_RELEASED, "what is released was handed in", after=(E.RECOVERY_SUBMITTED,)),
        Demand("13.1", E.RECOVERY_RELEASED, "released once", never_after=(E.RECOVERY_RELEASED,)),
        Demand("13.1", E.RECOVERY_REFUSED, "what is refused was handed in", after=(E.RECOVERY_SUBMITTED,)),
        Demand("13.1", E.RECOVERY_REFUSED, "what was released isn't refused", never_after=(E.RECOVERY_RELEASED,)),
        Demand("2.7", E.RECOVERY_DONE, "an account that was blocked at last stays so", _open),
        Demand("2.7", E.RECOVERY_DONE, "the proof is fresh", lambda f: f.in_time),
        Demand("2.7", E.RECOVERY_DONE, "nobody else was faster", lambda f: f.unchanged),
        Demand("2.7", E.RECOVERY_DONE, "no new password without a proof", after_one=(E.RECOVERY_PROVED, E.RECOVERY_RELEASED)),
        Demand("2.7", E.RECOVERY_DONE, "one proof, one password", never_after=(E.RECOVERY_DONE,)),
        Demand("2.7", E.RECOVERY_SETTLED, "what is settled was done", after=(E.RECOVERY_DONE,)),
        Demand("2.7", E.RECOVERY_DISOWNED, "disowned in time", lambda f: f.in_time),
        Demand("2.7", E.RECOVERY_DISOWNED, "what is disowned was done", after=(E.RECOVERY_DONE,)),
        Demand("2.7", E.RECOVERY_LAPSED, "what lapses was asked for, or released", after_one=(E.RECOVERY_ASKED, E.RECOVERY_RELEASED)),
        Demand("2.7", E.RECOVERY_LAPSED, "what is done lapses no more", never_after=(E.RECOVERY_DONE,)),
    ),
)  # fmt: skip
