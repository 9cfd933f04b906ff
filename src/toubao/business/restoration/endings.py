"""Ending all that opens a door: sessions, tokens, codes, links. A test looks for tables that hold such things and are not named here."""

from datetime import datetime
from typing import Any, Final

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Manager

from toubao.business.branches.models import ActivationLink
from toubao.business.governance.models import StaffLink
from toubao.business.identity.models import (
    ApiSession,
    Authorisation,
    BrowserSession,
    CertificateChallenge,
    KnownBrowser,
    OneTimePassword,
    PasskeyChallenge,
    ProgramGrant,
    TextToSign,
)
from toubao.business.recovery.models import Recovery

BECAUSE: Final = "restored"
EXPIRING: Final[dict[str, Manager[Any]]] = {
    "codes": OneTimePassword.objects, "texts to sign": CertificateChallenge.objects,
    "texts that confirm": TextToSign.objects, "ways through others": Authorisation.objects,
    "activation links": ActivationLink.objects, "staff links": StaffLink.objects, "recoveries": Recovery.objects,
}  # fmt: skip
GONE: Final[dict[str, Manager[Any]]] = {
    "browsers' cookies": Session.objects, "programs": ApiSession.objects, "passkey challenges": PasskeyChallenge.objects,
    "known browsers": KnownBrowser.objects,
}  # fmt: skip


@transaction.atomic
def end_all(*, now: datetime) -> dict[str, int]:
    """End everything; how much of each kind. A browser that is not known any more is only told of when it signs in."""
    ended = {"sign-ins": BrowserSession.objects.filter(ended_at=None).update(ended_at=now, because=BECAUSE)}
    ended["programs let act"] = ProgramGrant.objects.filter(ended_at=None).update(ended_at=now, because=BECAUSE)
    for name, table in EXPIRING.items():
        ended[name] = table.filter(expires_at__gt=now).update(expires_at=now)
    for name, table in GONE.items():
        ended[name] = _emptied(table)
    return ended


def _emptied(table: Manager[Any]) -> int:
    _, by_table = table.all().delete()
    return by_table.get(table.model._meta.label, 0)
