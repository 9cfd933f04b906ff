"""Staff: joining, signing in with password and one-time code from their authenticator, and reading what is personal, with a reason."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from uuid import UUID, uuid4

import pyotp
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from toubao.business import whose
from toubao.business.governance import passwords
from toubao.business.governance.models import Staff
from toubao.business.identity.codes import guessing
from toubao.business.identity.codes.allowances import count, left
from toubao.business.identity.passwords import tidy_password
from toubao.business.identity.queries import came_from
from toubao.business.steps import About, Actor, note
from toubao.journal.keys import make_key, seal_for, unseal_for
from toubao.rules.events import Event
from toubao.rules.facts import Noted, SignIn

STEP: Final = 30
NETWORK_KNOWN: Final = timedelta(days=30)


@transaction.atomic
def join(*, username: str, name: str, role: str, password: str, secret: str, now: datetime, branch: str = "") -> Staff:
    """A member of staff with password and authenticator (base32), at once: for the demo and for tests, never behind a page; the same one is
    given back on a second call. Who really joins goes through `lifecycle`.
    """
    found = Staff.objects.filter(username=username).first()
    if found is not None:
        return found
    member = Staff(
        id=uuid4(), username=username, name=name, role=role, branch=branch, password=make_password(password), admitted_at=now, joined_at=now
    )
    member.key = make_key(member.pk, now=now)
    member.totp_sealed = seal_for(member.key, {"secret": secret}, context=f"totp:{member.pk}")
    member.save(force_insert=True)
    return member


def sign_in(*, username: str, password: str, code: str, network: str, now: datetime, code_at: datetime | None = None) -> Staff | None:
    """The member, if password and code are right and the account is neither locked nor left; the same answer in every other case.

    `code_at` is the time that authenticators show, where `now` was turned forward.
    """
    return sign_in_with(
        username=username, password=password, second=lambda member: spend_code(member, code, code_at or now), by="password+totp",
        network=network, now=now,
    )  # fmt: skip


def sign_in_with(*, username: str, password: str, second: Callable[[Staff], bool], by: str, network: str, now: datetime) -> Staff | None:
    """The member, if the password is right and so is the second factor, which is asked for only then; in every other case the same work
    and answer, whether somebody is called that or not. Of wrong second factors a day has few, whatever else is right. Whose password is
    `outgrown` is not signed in by this: they set another first.

    Five failures lock the name in that network alone, so that strangers elsewhere lock nobody out; see `_barred`.
    """
    if not left("staff_network", network, now=now):
        return None
    name = username.strip().lower()
    with whose.finding(whose.Finding.STAFF):
        member = Staff.objects.select_related("key").filter(username=name, left_at=None, joined_at__isnull=False).first()
    whose.admit(*([member.pk] if member else []))
    nobody, here = guessing.nobody(f"staff:{name}"), guessing.nobody(f"staff:{name}:{network}")
    subject = member.pk if member else nobody
    matches = check_password(tidy_password(password), member.password if member else _nobody())
    barred = _barred(subject, here, network, now)
    if member is None or not matches or barred or not _second_right(member, second, now):
        count(("staff_network", network), ("staff_failures", "all"), now=now)
        guessing.fail(guessing.Guess(subject, member is not None, "staff", by, network, also=here), now=now)
        return None
    member.outgrown = passwords.outgrown(member=member, password=password, now=now)
    if not member.outgrown:
        signed_in(member=member, by=by, network=network, now=now)
    return member


@transaction.atomic
def signed_in(*, member: Staff, by: str, network: str, now: datetime) -> None:
    """Record that a member has proved by both factors who they are; failures before are forgiven."""
    here = guessing.nobody(f"staff:{member.username}:{network}")
    Staff.objects.filter(pk=member.pk).update(signed_in_at=now)
    told = SignIn(by=by, network=network, failures=guessing.forgive(member.pk, also=here, now=now))
    note(Event.STAFF_SIGNED_IN, about=member.about, actor=Actor("staff", member.username), now=now, facts=told)


def _barred(subject: UUID, here: UUID, network: str, now: datetime) -> bool:
    """Whether this name is locked in this network; or, while more fail in all than staff do by mistake, in every network from which the
    member did not sign in lately. All of it is looked at each time, so that the work tells nothing.
    """
    known = came_from(subject, network, since=now - NETWORK_KNOWN, event=Event.STAFF_SIGNED_IN)
    many, everywhere = not left("staff_failures", "all", now=now), guessing.locked(subject, now=now)
    return guessing.locked(here, now=now) or (many and everywhere and not known)


def _second_right(member: Staff, second: Callable[[Staff], bool], now: datetime) -> bool:
    """Whether the second factor is right. Only who knows the password comes this far, so strangers can't use up a member's tries."""
    if not left("staff_code", str(member.pk), now=now):
        return False
    right = second(member)
    if not right:
        count(("staff_code", str(member.pk)), now=now)
    return right


def sign_out(*, member: Staff, network: str, now: datetime) -> None:
    """Record that a member of staff signed out."""
    told = SignIn(by="staff", network=network, failures=0)
    note(Event.STAFF_SIGNED_OUT, about=member.about, actor=Actor("staff", member.username), now=now, facts=told)


def read_personal(*, about: About, what: str, because: str, member: Staff, now: datetime) -> None:
    """Record who read which personal data of a case, and why; called before it is shown (15.1.4; proof: personal data)."""
    note(
        Event.PERSONAL_DATA_READ, about=about, actor=Actor("staff", member.username), now=now, facts=Noted(because=because, reference=what)
    )


def current_code(*, member: Staff, now: datetime) -> str:
    """The code that the member's authenticator shows now; for the demo's page of people only."""
    return pyotp.TOTP(_secret(member)).at(now)


def authenticator_address(*, member: Staff) -> str:
    """What the member's authenticator app reads (otpauth://…); for joining, and for the demo's list of people."""
    return pyotp.TOTP(_secret(member)).provisioning_uri(name=member.username, issuer_name="Toubao")


def spend_code(member: Staff, code: str, now: datetime) -> bool:
    """Whether the code is right, one step of thirty seconds early or late allowed, and newer than the last one used."""
    totp, at = pyotp.TOTP(_secret(member)), int(now.timestamp()) // STEP
    step = next((s for s in (at, at - 1, at + 1) if pyotp.utils.strings_equal(totp.at(s * STEP), code.strip())), None)
    if step is None:
        return False
    return bool(Staff.objects.filter(pk=member.pk, last_step__lt=step).update(last_step=step))


def _secret(member: Staff) -> str:
    return str(unseal_for(member.key, member.totp_sealed, context=f"totp:{member.pk}")["secret"])


@cache
def _nobody() -> str:
    return make_password("a password that nobody has")
