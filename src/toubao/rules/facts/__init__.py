"""The frozen facts that gates judge: one dataclass a moment, narrow and complete; filled by each app's `facts.py` in business."""

from toubao.rules.facts.buying import (
    Application,
    Authorisation,
    Capture,
    Conclusion,
    Informing,
    Instrument,
    IssueReport,
    Publishing,
    Receipt,
    Starting,
    Underwriting,
)
from toubao.rules.facts.changing import Applying, Asking, DeathConfirmed, Factor, Kind, Reviewed, StepUp, Stopping, Waiting
from toubao.rules.facts.happenings import Asked, Noted, Nothing, Sent
from toubao.rules.facts.people import Coded, Guarded, Identification, Notices, PasskeyUse, Session, SignIn, Verification, Way
from toubao.rules.facts.serving import Delivery

__all__ = [
    "Application",
    "Applying",
    "Asked",
    "Asking",
    "Authorisation",
    "Capture",
    "Coded",
    "Conclusion",
    "DeathConfirmed",
    "Delivery",
    "Factor",
    "Guarded",
    "Identification",
    "Informing",
    "Instrument",
    "IssueReport",
    "Kind",
    "Noted",
    "Nothing",
    "Notices",
    "PasskeyUse",
    "Publishing",
    "Receipt",
    "Reviewed",
    "Sent",
    "Session",
    "SignIn",
    "Starting",
    "StepUp",
    "Stopping",
    "Underwriting",
    "Verification",
    "Waiting",
    "Way",
]
