"""The sample of an approved way: a mobile identity, by which a person approves in an application of their own (7.2)."""

import hashlib
from typing import Final

from toubao.business import outside
from toubao.business.identity.personal import Known
from toubao.business.identity.proving.ways import Begun, Finished, Proved, Visit
from toubao.gateways.mobile_id import Approval
from toubao.rules.identity_numbers import normalised

NAME: Final = "mobile_id"


class MobileId:
    """Speaks with the institution that settings.INSTITUTIONS names mobile_id."""

    def __init__(self) -> None:
        self._asked = outside.mobile_identity()

    def start(self, visit: Visit) -> Begun:
        """The page on which the person approves. Raises GatewayError."""
        session = self._asked.begin(reference=str(visit.reference), id_number=visit.known.id_number, back=visit.back)
        return Begun(session.address, session.evidence)

    def finish(self, visit: Visit) -> Finished:
        """What the institution says, whatever the browser brought. Raises GatewayError."""
        told = self._asked.ask(reference=str(visit.reference))
        evidence = hashlib.sha256("\0".join((str(visit.reference), told.status, told.record)).encode()).hexdigest()
        return Finished(Proved(NAME, _outcome(told, visit.known), evidence), told.evidence)


def _outcome(told: Approval, known: Known) -> str:
    if told.status != "approved":
        return {"open": "not_decided", "refused": "not_approved", "expired": "too_late"}[told.status]
    return "good" if normalised(told.id_number) == normalised(known.id_number) else "another_person"
