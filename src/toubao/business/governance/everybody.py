"""Signing everybody out at once, customers, programs and staff: where somebody may have stolen sessions (ASVS 7.4.5)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from toubao.business.governance.models import Staff
from toubao.business.identity.models import ApiSession, BrowserSession, ProgramGrant
from toubao.business.steps import About, Actor, note
from toubao.rules.events import Event
from toubao.rules.facts import Noted

BECAUSE = "everybody"


@dataclass(frozen=True, slots=True)
class SignedOut:
    """How many there were."""

    browsers: int
    programs: int
    staff: int

    @property
    def words(self) -> str:
        """As the journal keeps it."""
        return f"browsers {self.browsers}, programs {self.programs}, staff {self.staff}"


@transaction.atomic
def sign_out(*, because: str, by: str, now: datetime) -> SignedOut:
    """End every session of everybody, whoever asks for it included; passwords stay, and everybody may sign in again at once.

    One entry says so: the sign-ins themselves have their reason in their rows.
    """
    browsers = BrowserSession.objects.filter(ended_at=None).update(ended_at=now, because=BECAUSE)
    programs = ProgramGrant.objects.filter(ended_at=None).update(ended_at=now, because=BECAUSE)
    ApiSession.objects.all().delete()
    members = list(Staff.objects.exclude(joined_at=None).filter(left_at=None))
    for member in members:
        member.stamp = uuid4()
    ended = SignedOut(browsers, programs, Staff.objects.bulk_update(members, ["stamp"]) if members else 0)
    told = Noted(because=because, reference=ended.words)
    note(Event.EVERYBODY_SIGNED_OUT, about=About(uuid4(), BECAUSE), actor=Actor("staff", by), now=now, facts=told)
    return ended
