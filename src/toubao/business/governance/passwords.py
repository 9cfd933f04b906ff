"""A member's password that would not be taken any more, and the one in its place."""

from datetime import date, datetime
from typing import Final
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import transaction

from toubao.business.governance.lifecycle import mail_of
from toubao.business.governance.models import Staff
from toubao.business.identity.passwords import Fault, password_fault, tidy_password
from toubao.business.identity.personal import Known
from toubao.business.steps import Actor, note
from toubao.rules.events import Event
from toubao.rules.facts import Noted

_UNKNOWN: Final = date(1, 1, 1)


def fault_of(password: str, member: Staff) -> Fault | None:
    """What is wrong with a password of this member; None if nothing is."""
    known = Known(name=member.name, id_number=member.username, birth_date=_UNKNOWN, phone="", mail=mail_of(member))
    return password_fault(password, known)


def outgrown(*, member: Staff, password: str, now: datetime) -> bool:
    """Whether the password with which a member signed in would not be taken any more; noted then."""
    fault = fault_of(password, member)
    if fault is not None:
        _note(Event.STAFF_PASSWORD_OUTGROWN, member, fault.value, now)
    return fault is not None


@transaction.atomic
def change(*, member: Staff, password: str, now: datetime) -> bool:
    """Another password for a member who was proved just now by both factors; every session of theirs ends. False if another was faster.
    `member` has the new stamp afterwards.
    """
    stamp, hashed = uuid4(), make_password(tidy_password(password))
    if not Staff.objects.filter(pk=member.pk, stamp=member.stamp, left_at=None).update(password=hashed, stamp=stamp):
        return False
    _note(Event.STAFF_PASSWORD_CHANGED, member, "outgrown", now)
    member.password, member.stamp = hashed, stamp
    return True


def _note(event: Event, member: Staff, because: str, now: datetime) -> None:
    note(event, about=member.about, actor=Actor("staff", member.username), now=now, facts=Noted(because=because))
