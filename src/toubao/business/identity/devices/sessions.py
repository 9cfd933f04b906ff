"""Sign-ins in browsers: opened, seen now and then, ended by the person, by time or by a new password; the cookie is doors'."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Least

from toubao.business.identity.devices.lifetimes import lifetime
from toubao.business.identity.devices.user_agents import kind_of
from toubao.business.identity.models import Account, BrowserSession, KnownBrowser, ProgramGrant
from toubao.business.identity.programs import granting
from toubao.business.prepared import Prepared
from toubao.business.steps import Actor, note
from toubao.journal.keys import seal_for, unseal_for
from toubao.rules.events import Event
from toubao.rules.facts import Session

STRENGTHS: Final = {
    "password": "one", "registration": "two", "password+code": "two", "password+passkey": "two", "passkey": "two", "code again": "one",
}  # fmt: skip
"""How many factors each way of signing in, or of proving it again, proves; a passkey is had, and unlocked by its holder."""
SHOWN_OUT: Final = ("other device", "new password", "blocked", "recovered", "staff")
_lifetime = partial(lifetime, "browser")
_LIVE = Prepared(
    lambda pk, now: BrowserSession.objects.select_related("account__person__key").filter(
        pk=pk, ended_at=None, ends_at__gt=now, account__blocked="", account__closed_at=None
    ),
    UUID, datetime,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class From:
    """Where a request comes from: network address, and what the browser says it is (never kept as it is)."""

    network: str
    agent: str = ""


@transaction.atomic
def open_session(
    *, account: Account, by: str, place: From, now: datetime, real: datetime, known: KnownBrowser | None = None
) -> BrowserSession:
    """Somebody has just signed in by this way; `real` is the world's own time. Raises KeyError for an unknown way."""
    kind, made = kind_of(place.agent), uuid4()
    sealed = seal_for(account.person.key, {"network": shortened(place.network)}, context=f"session:{made}")
    session = BrowserSession.objects.create(
        id=made, account=account, known_browser=known, by=by, strength=STRENGTHS[by], browser=kind.browser, system=kind.system,
        sealed=sealed, opened_at=now,
        seen_at=now, proved_at=now, ends_at=_next_end(real), latest_end=real + _lifetime("longest"),
    )  # fmt: skip
    note(Event.SESSION_OPENED, about=account.about, actor=_holder(account), now=now, facts=told(session))
    return session


def live(session_id: UUID, *, real: datetime) -> BrowserSession | None:
    """A session that has not ended, with account, person and key, in one query."""
    return _LIVE.first(session_id, real)


def seen(session_id: UUID, *, now: datetime, real: datetime) -> None:
    """Write that a session is in use, if that wasn't written lately."""
    living = BrowserSession.objects.filter(pk=session_id, ended_at=None, ends_at__gt=real, seen_at__lte=now - _lifetime("seen"))
    living.update(seen_at=now, ends_at=Least(F("latest_end"), _next_end(real)))


@transaction.atomic
def proved(*, account: Account, session_id: UUID, by: str, now: datetime) -> bool:
    """Whoever is signed in here has just proved again who they are, by this way; False where the session has ended."""
    if not BrowserSession.objects.filter(pk=session_id, account=account, ended_at=None).update(proved_at=now):
        return False
    facts = Session(by=by, strength=STRENGTHS[by], browser="", system="", because="")
    note(Event.SESSION_PROVED, about=account.about, actor=_holder(account), now=now, facts=facts)
    return True


@transaction.atomic
def end(*, account: Account, session_id: UUID, because: str, now: datetime, actor: Actor | None = None) -> bool:
    """End one session of this account at once; False where it isn't theirs or had ended. `actor` is who ended it: else its holder.
    A browser that is shown out by another is not known any more.
    """
    return bool(_end(account, BrowserSession.objects.filter(pk=session_id), because, now, actor))


@transaction.atomic
def end_others(*, account: Account, keep: UUID | None, because: str, now: datetime, actor: Actor | None = None) -> int:
    """End every session of this account but the one to keep, programs' too; gives how many. `actor` is who ended them: else its holder."""
    others = BrowserSession.objects.exclude(pk=keep) if keep else BrowserSession.objects.all()
    ended = _end(account, others, because, now, actor)
    return ended + granting.end_all(_granted(account), because=because, actor=actor or _holder(account), now=now)


@transaction.atomic
def end_browsers(*, account: Account, because: str, actor: Actor, now: datetime) -> int:
    """End every session of this account in browsers; gives how many."""
    return _end(account, BrowserSession.objects.all(), because, now, actor)


@transaction.atomic
def end_programs(*, account: Account, because: str, actor: Actor, now: datetime) -> int:
    """End what this account lets programs do; gives how many."""
    return granting.end_all(_granted(account), because=because, actor=actor, now=now)


def living(account: Account, *, real: datetime) -> QuerySet[BrowserSession]:
    """The account's sessions that have not ended, the one used last first."""
    return BrowserSession.objects.filter(account=account, ended_at=None, ends_at__gt=real).order_by("-seen_at", "-opened_at")


def over(account: Account, *, real: datetime) -> QuerySet[BrowserSession]:
    """The account's sessions that have ended, the newest first."""
    return BrowserSession.objects.filter(account=account).exclude(ended_at=None, ends_at__gt=real).order_by("-opened_at")


def network_of(session: BrowserSession, account: Account) -> str:
    """Whereabouts a session was opened, shortened. Raises Unreadable where the person's key was destroyed."""
    return str(unseal_for(account.person.key, session.sealed, context=f"session:{session.pk}")["network"])


def why_over(session: BrowserSession) -> str:
    """Why a session is over; nobody has to write it down when time alone ends one."""
    return session.because or ("longest" if session.ends_at >= session.latest_end else "idle")


def tidy(*, now: datetime) -> None:
    """Forget sessions and browsers that were used last long ago; their evidence is in the journal."""
    BrowserSession.objects.filter(seen_at__lt=now - _lifetime("kept")).delete()
    KnownBrowser.objects.filter(seen_at__lt=now - _lifetime("known")).delete()


def shortened(network: str) -> str:
    """A network address with its last part left out: enough to tell home from abroad, not to find a door."""
    try:
        address = ip_address(network)
    except ValueError:
        return ""
    if isinstance(address, IPv4Address):
        return str(address).rpartition(".")[0] + ".x"
    return f"{ip_network((address, 48), strict=False).network_address}x"


def told(session: BrowserSession, because: str = "") -> Session:
    """A session as the journal keeps it."""
    return Session(by=session.by, strength=session.strength, browser=session.browser, system=session.system, because=because)


def _next_end(real: datetime) -> datetime:
    """When a session ends that is used now and not again: use is written late, so that much is added."""
    return real + min(_lifetime("idle") + _lifetime("seen"), _lifetime("longest"))


def _end(account: Account, which: QuerySet[BrowserSession], because: str, now: datetime, actor: Actor | None = None) -> int:
    ended = 0
    for session in which.filter(account=account, ended_at=None):
        if BrowserSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now, because=because):
            note(Event.SESSION_ENDED, about=account.about, actor=actor or _holder(account), now=now, facts=told(session, because))
            ended += 1
            if because in SHOWN_OUT:
                KnownBrowser.objects.filter(pk__in=[session.known_browser_id]).delete()
    return ended


def _granted(account: Account) -> QuerySet[ProgramGrant]:
    return ProgramGrant.objects.filter(account=account)


def _holder(account: Account) -> Actor:
    return Actor("person", str(account.person_id))
