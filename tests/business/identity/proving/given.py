"""Registrations by certificate, up to the text that is to be signed, and what came of a signature."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tests import builders
from tests.gateways.certificates.given import NAME, NOW
from toubao.business.identity import actions, queries
from toubao.business.identity.actions.certifying import Signed
from toubao.business.identity.models import Account, Registration
from toubao.business.identity.personal import Known
from toubao.journal.models import Entry

WANG = builders.somebody(1, name=NAME, id_number="A123456789")


def identified(known: Known = WANG, *, way: str = "certificate", now: datetime = NOW, **begun: Any) -> Registration:
    """Somebody who has read the notices and said who they are."""
    registration, agreed = actions.begin_registration(
        way=way, channel="localhost", channel_is_ours=True, notices=builders.NOTICES, shown=tuple(builders.NOTICES),
        read=tuple(builders.NOTICES), consented=True, now=now,
        **begun,
    )  # fmt: skip
    assert agreed.taken, agreed
    assert actions.identify(registration=registration, known=known, now=now).taken
    return registration


def asked(registration: Registration, *, authority: str = "test", now: datetime = NOW) -> UUID:
    """A text to sign was made; its number."""
    made = actions.ask_to_sign(registration=registration, authority=authority, network="n", now=now)
    assert made is not None
    return made


def words(registration: Registration, challenge: UUID, *, now: datetime = NOW) -> str:
    """The text that is to be signed."""
    found = actions.to_sign(registration=registration, challenge=challenge, now=now)
    assert found is not None
    return found.text


def answered(registration: Registration, challenge: UUID, message: bytes, *, now: datetime = NOW) -> Signed:
    """What came of a signature."""
    return actions.take_signature(registration=registration, challenge=challenge, message=message, network="n", now=now)


def last(registration: Registration, event: str) -> Entry:
    """The newest entry of this event."""
    return Entry.objects.filter(subject_id=registration.pk, event=event).order_by("-number")[0]


def refused_with(registration: Registration, reason: str, signed: Signed, *, state: str = "identified") -> None:
    """It was refused with this reason, which the journal has twice: with the signature, and as a decision with its clause; and nothing
    came of it."""
    assert signed.outcome == reason
    assert signed.decision is not None
    assert not signed.decision.taken
    assert last(registration, "registration.certificate_checked").facts["outcome"] == reason
    if state == "identified":
        entry = last(registration, "registration.proved")
        assert (entry.outcome, entry.facts["outcome"]) == ("refused", reason)
        assert ("7.2.3.3", "shut") in [(v["clause"], v["ruling"]) for v in entry.verdicts]
    found = queries.registration(registration.pk)
    assert found is not None
    assert found.state == state
    assert not Account.objects.exists()
