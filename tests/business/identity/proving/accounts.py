"""Registrations by an account at a bank or a partner: begun, sent there, and why what came back was refused."""

from datetime import UTC, datetime

from tests.builders import NOTICES
from toubao.business.identity import actions
from toubao.business.identity.models import Registration
from toubao.journal.reading import entries

BACK = "http://localhost/register/back/bank/"


def now() -> datetime:
    """The sandbox's own time: what it signs is dated."""
    return datetime.now(UTC)


def begun(way: str = "bank") -> Registration:
    registration, agreed = actions.begin_registration(
        way=way,
        channel="localhost",
        channel_is_ours=True,
        notices=NOTICES,
        shown=tuple(NOTICES),
        read=tuple(NOTICES),
        consented=True,
        now=now(),
    )
    assert agreed.taken
    return registration


def sent(registration: Registration, name: str = "bank", *, guardianship: bool = False, consented: bool = True) -> str:
    return actions.send_to_provider(
        registration=registration, name=name, consented=consented, guardianship_declared=guardianship, back=BACK, now=now()
    )


def refusals(registration: Registration) -> list[str]:
    return [entry.facts["because"] for entry in entries(registration.pk) if entry.event == "registration.assertion_refused"]
