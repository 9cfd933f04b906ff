"""The one-time link with which a member of staff sets password and authenticator: kept as a digest, short-lived, void once used."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Final
from uuid import uuid4

import pyotp
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from toubao.business import whose
from toubao.business.governance.models import Staff, StaffLink
from toubao.business.identity.codes import guessing
from toubao.business.identity.passwords import tidy_password
from toubao.business.steps import Actor, note
from toubao.journal.keyring import keyring
from toubao.journal.keys import seal_for, unseal_for
from toubao.rules.events import Event
from toubao.rules.facts import StaffChanged

HOURS: Final = 24


def make(member: Staff, *, now: datetime) -> str:
    """A fresh link, with a fresh secret for the authenticator; earlier ones are void."""
    StaffLink.objects.filter(member=member, used_at=None).delete()
    token, link = token_urlsafe(32), StaffLink(id=uuid4(), member=member, expires_at=now + timedelta(hours=HOURS))
    link.mac = _mac(token)
    link.secret = seal_for(member.key, {"secret": pyotp.random_base32()}, context=f"staff-link:{link.pk}")
    link.save(force_insert=True)
    return f"{settings.STAFF_URL}/console/join/{token}/"


def open_link(token: str, *, now: datetime) -> StaffLink | None:
    """The link of a token, if it was not used, is not too late, and its member has not left."""
    found = StaffLink.objects.select_related("member__key").filter(mac=_mac(token), used_at=None, expires_at__gt=now)
    with whose.finding(whose.Finding.STAFF):
        return found.filter(member__left_at=None).exclude(member__admitted_at=None).first()


def secret_of(link: StaffLink) -> str:
    """The authenticator's secret (base32) that comes with a link."""
    return str(unseal_for(link.member.key, link.secret, context=f"staff-link:{link.pk}")["secret"])


def address_of(link: StaffLink) -> str:
    """What the member's authenticator app reads (otpauth://…)."""
    return pyotp.TOTP(secret_of(link)).provisioning_uri(name=link.member.username, issuer_name="Toubao")


def take_into_use(*, link: StaffLink, password: str, code: str, now: datetime, code_at: datetime | None = None) -> bool:
    """Set the password and the authenticator, if its code is right; the link opens nothing any more. False where the code is wrong, or
    another was faster.
    """
    secret = secret_of(link)
    if not pyotp.TOTP(secret).verify(code.strip(), for_time=code_at or now, valid_window=1):
        return False
    member, hashed = link.member, make_password(tidy_password(password))
    whose.admit(member.pk)
    with transaction.atomic():
        if not StaffLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now):
            return False
        sealed = seal_for(member.key, {"secret": secret}, context=f"totp:{member.pk}")
        Staff.objects.filter(pk=member.pk).update(
            password=hashed, totp_sealed=sealed, stamp=uuid4(), last_step=0,
            joined_at=member.joined_at or now,
        )  # fmt: skip
        guessing.forgive(member.pk, now=now)
        told = StaffChanged(username=member.username, before="", after=member.role, because="link")
        note(Event.STAFF_JOINED, about=member.about, actor=Actor("staff", member.username), now=now, facts=told)
    return True


def _mac(token: str) -> bytes:
    return keyring().blind("staff_link", token)
