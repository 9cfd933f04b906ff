"""The sample of an approved way: a mobile identity, by which a person approves in an application of their own (7.2)."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from toubao.business import outside
from toubao.business.identity.personal import Known
from toubao.business.identity.proving.ways import Begun, Finished, Proved
from toubao.gateways.mobile_id import Approval, HttpMobileIdentity
from toubao.rules.identity_numbers import normalised

NAME: Final = "mobile_id"


class MobileId:
    """Speaks with the institution that settings.INSTITUTIONS names mobile_id."""

    def __init__(self) -> None:
        self._asked = HttpMobileIdentity(outside.line(NAME))

    def start(self, *, reference: UUID, known: Known, back: str, now: datetime) -> Begun:
        """The page on which the person approves. Raises GatewayError."""
        session = self._asked.begin(reference=str(reference), id_number=known.id_number, back=back)
        return Begun(session.address, session.evidence)

    def finish(self, *, reference: UUID, known: Known, given: Mapping[str, str], now: datetime) -> Finished:
        """What the institution says, whatever the browser brought. Raises GatewayError."""
        told = self._asked.ask(reference=str(reference))
        evidence = hashlib.sha256("\0".join((str(reference), told.status, told.record)).encode()).hexdigest()
        return Finished(Proved(NAME, _outcome(told, known), evidence), told.evidence)


def _outcome(told: Approval, known: Known) -> str:
    if told.status != "approved":
        return {"open": "not_decided", "refused": "not_approved", "expired": "too_late"}[told.status]
    return "good" if normalised(told.id_number) == normalised(known.id_number) else "another_person"
