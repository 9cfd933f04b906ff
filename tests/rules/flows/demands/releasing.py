"""What the norm demands of what two people decide."""

from typing import Any

from tests.rules.flows.walker import Demand, Norm
from toubao.rules.events import Event

E = Event


def _another(f: Any) -> bool:
    return f.decided_by not in {"", f.asked_by, f.concerns}


DECIDED = (E.RELEASE_GIVEN, E.RELEASE_REFUSED)
RELEASE = Norm(
    (
        Demand("25.1", E.RELEASE_ASKED, "who asks may", lambda f: f.right),
        Demand("25.1", E.RELEASE_ASKED, "there is a reason", lambda f: f.because.strip() != ""),
        Demand("25.1", E.RELEASE_ASKED, "nobody asks for themselves", lambda f: f.asked_by != f.concerns),
        Demand("25.1", E.RELEASE_ASKED, "it is asked once", never_after=(E.RELEASE_ASKED,)),
        *(
            demand
            for event in DECIDED
            for demand in (
                Demand("25.1", event, "another person decides", _another),
                Demand("25.1", event, "who decides may", lambda f: f.right),
                Demand("25.1", event, "what is decided was asked", after=(E.RELEASE_ASKED,)),
            )
        ),
        Demand("25.1", E.RELEASE_GIVEN, "what is released was seen", lambda f: f.digest != "" and f.seen == f.digest),
        Demand("25.1", E.RELEASE_GIVEN, "it still is what was asked", lambda f: f.stands),
        Demand("25.1", E.RELEASE_GIVEN, "not too late", lambda f: f.in_time),
        *(
            Demand("25.1", event, "what ends was asked", after=(E.RELEASE_ASKED,))
            for event in (E.RELEASE_WITHDRAWN, E.RELEASE_LAPSED, E.RELEASE_VOIDED)
        ),
    )
)  # fmt: skip
