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
from toubao.rules.facts.happenings import Asked, Noted, Nothing, Sent
from toubao.rules.facts.people import Coded, Guarded, Identification, Notices, PasskeyUse, Session, SignIn, Verification, Way
from toubao.rules.facts.serving import Delivery

__all__ = [
    "Application",
    "Asked",
    "Authorisation",
    "Capture",
    "Coded",
    "Conclusion",
    "Delivery",
    "Guarded",
    "Identification",
    "Informing",
    "Instrument",
    "IssueReport",
    "Noted",
    "Nothing",
    "Notices",
    "PasskeyUse",
    "Publishing",
    "Receipt",
    "Sent",
    "Session",
    "SignIn",
    "Starting",
    "Underwriting",
    "Verification",
    "Way",
]
