"""Joining, moving and leaving: another person releases what gives rights, and what takes them away holds at once (25.1)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from toubao.business.correspondence.actions import Words, queue
from toubao.business.governance import links
from toubao.business.governance.models import Staff, StaffLink, StaffPasskey
from toubao.business.release import actions as releases
from toubao.business.release.kinds import Doing
from toubao.business.release.models import Release
from toubao.business.steps import STALE, Actor, Decision, note
from toubao.journal.keyring import keyring
from toubao.journal.keys import make_key, seal_for, unseal_for
from toubao.rules.events import Event
from toubao.rules.facts import Noted, StaffChanged

ADMIT, MOVE, RENEW = "admit_staff", "move_staff", "renew_staff"
UNUSABLE = "!"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who is to join: sign-in name, name, role, work e-mail address, and the branch that they work at, if any."""

    username: str
    name: str
    role: str
    mail: str
    branch: str = ""


def ask_to_admit(*, newcomer: Newcomer, because: str, by: str, now: datetime) -> Decision:
    """Ask that somebody be admitted; until another person releases it they can do nothing. Stale where the sign-in name was used before."""
    try:
        with transaction.atomic():
            member = _written_down(newcomer, now)
            asked = {"username": member.username, "name": member.name, "role": member.role, "branch": member.branch}
            asked["mail"] = _mail_digest(member)
            _, decision = releases.ask(
                kind=ADMIT, thing=member.pk, asked=asked, because=because, by=by, concerns=member.username, now=now
            )  # fmt: skip
            if not decision.taken:
                member.delete()
            return decision
    except IntegrityError:
        return STALE


def ask_to_move(*, member: Staff, role: str, branch: str, because: str, by: str, now: datetime) -> Decision:
    """Ask that a member's role or branch be another; it holds when another person has released it."""
    asked = {"username": member.username, "before": member.role, "role": role, "branch": branch, "branch_before": member.branch}
    return releases.ask(kind=MOVE, thing=member.pk, asked=asked, because=because, by=by, concerns=member.username, now=now)[1]


def ask_to_renew(*, member: Staff, because: str, by: str, now: datetime) -> Decision:
    """Ask that a member who lost password or authenticator get a new link; what they had is void when another person has released it."""
    asked = {"username": member.username, "role": member.role, "mail": _mail_digest(member)}
    return releases.ask(kind=RENEW, thing=member.pk, asked=asked, because=because, by=by, concerns=member.username, now=now)[1]


@transaction.atomic
def admit_first(*, newcomer: Newcomer, now: datetime) -> tuple[Staff, str]:
    """Admit somebody at the machine itself, and give the link: for the first people, before there are two to decide (docs/operate).

    Raises IntegrityError for a sign-in name that was used before.
    """
    member = _written_down(newcomer, now)
    return member, _admitted(member, actor=Actor("system", "command line"), because="first", now=now)


@transaction.atomic
def let_go(*, member: Staff, because: str, by: str, now: datetime) -> bool:
    """Take away everything a member may do, at once: sessions, passkeys, authenticator, links, and what they asked for. Nobody lets
    themselves go; False for them and for who has left already.
    """
    if member.username == by or not Staff.objects.filter(pk=member.pk, left_at=None).update(left_at=now):
        return False
    _void_access(member)
    releases.void_of(member.username, because="left", now=now)
    told = StaffChanged(username=member.username, before=member.role, after="", because=because[:200])
    note(Event.STAFF_LEFT, about=member.about, actor=Actor("staff", by), now=now, facts=told)
    member.left_at = now
    return True


def _to_be_admitted(release: Release) -> bool:
    asked = release.asked
    as_asked = {"username": asked["username"], "role": asked["role"], "branch": asked["branch"]}
    return _mail_as_asked(release, Staff.objects.filter(admitted_at=None, left_at=None, **as_asked))


def _admit(release: Release, actor: Actor, now: datetime) -> Decision | None:
    _admitted(_member(release.thing), actor=actor, because=release.because, now=now)
    return None


def _forget(release: Release, actor: Actor, because: str, now: datetime) -> None:
    Staff.objects.filter(pk=release.thing, admitted_at=None).delete()


def _still_there(release: Release) -> bool:
    asked = release.asked
    return Staff.objects.filter(pk=release.thing, role=asked["before"], branch=asked["branch_before"], left_at=None).exists()


def _move(release: Release, actor: Actor, now: datetime) -> Decision | None:
    """From this moment on; they sign in anew, and what they asked for before is void."""
    member, role = _member(release.thing), release.asked["role"]
    Staff.objects.filter(pk=member.pk).update(role=role, branch=release.asked["branch"], stamp=uuid4())
    releases.void_of(member.username, because="moved", now=now, but=release.pk)
    told = StaffChanged(username=member.username, before=member.role, after=role, because=release.because)
    note(Event.STAFF_MOVED, about=member.about, actor=actor, now=now, facts=told)
    return None


def _admitted_as(release: Release) -> bool:
    return _mail_as_asked(release, Staff.objects.filter(role=release.asked["role"], left_at=None).exclude(admitted_at=None))


def _renew(release: Release, actor: Actor, now: datetime) -> Decision | None:
    member = _member(release.thing)
    _void_access(member)
    _send(member, links.make(member, now=now), now)
    note(Event.STAFF_LINK_SENT, about=member.about, actor=actor, now=now, facts=Noted(because=release.because))
    return None


ADMISSION = Doing(stands=_to_be_admitted, do=_admit, undo=_forget)
MOVING = Doing(stands=_still_there, do=_move)
RENEWAL = Doing(stands=_admitted_as, do=_renew)


def mail_of(member: Staff) -> str:
    """The member's work e-mail address; none for who joined without one."""
    return str(unseal_for(member.key, member.mail_sealed, context=f"staff-mail:{member.pk}")["mail"]) if member.mail_sealed else ""


def mail_asked(release: Release) -> str:
    """The address to which the link of this request goes, for whoever decides on it; none where it sends none or the newcomer is gone."""
    member = Staff.objects.select_related("key").filter(pk=release.thing).first() if release.kind in (ADMIT, RENEW) else None
    return mail_of(member) if member else ""


def _mail_digest(member: Staff) -> str:
    """Which address it is, without being readable: requests stay in clear, the address is sealed under the member's key."""
    return keyring().blind("staff-mail", f"{member.pk}:{mail_of(member)}").hex()


def _mail_as_asked(release: Release, among: QuerySet[Staff]) -> bool:
    """Whether the one whom it is about is among these, and the link would go to the address that was asked for."""
    member = among.select_related("key").filter(pk=release.thing).first()
    return member is not None and release.asked.get("mail") == _mail_digest(member)


def _written_down(newcomer: Newcomer, now: datetime) -> Staff:
    member = Staff(
        id=uuid4(), username=newcomer.username, name=newcomer.name, role=newcomer.role, branch=newcomer.branch, password=UNUSABLE,
        totp_sealed=b"",
    )  # fmt: skip
    member.key = make_key(member.pk, now=now)
    member.mail_sealed = seal_for(member.key, {"mail": newcomer.mail}, context=f"staff-mail:{member.pk}")
    member.save(force_insert=True)
    return member


def _admitted(member: Staff, *, actor: Actor, because: str, now: datetime) -> str:
    Staff.objects.filter(pk=member.pk).update(admitted_at=now)
    told = StaffChanged(username=member.username, before="", after=member.role, because=because)
    note(Event.STAFF_ADMITTED, about=member.about, actor=actor, now=now, facts=told)
    address = links.make(member, now=now)
    _send(member, address, now)
    return address


def _void_access(member: Staff) -> None:
    """Nothing that the member has opens anything from now on."""
    Staff.objects.filter(pk=member.pk).update(stamp=uuid4(), password=UNUSABLE, totp_sealed=b"")
    StaffPasskey.objects.filter(member=member).delete()
    StaffLink.objects.filter(member=member, used_at=None).delete()


def _send(member: Staff, address: str, now: datetime) -> None:
    text = (
        f"【{settings.BRAND['short_name']}】{member.name}，您的作業台帳號「{member.username}」已經核准。請在 {links.HOURS} 小時內打開這個連結，"
        f"設定密碼與驗證器：{address} 。連結只能用一次，請不要轉寄。"
    )
    words = Words(purpose="staff-link", text=text, subject="設定您的作業台帳號")
    queue(
        about=member.about, key=member.key, channel="mail", to=mail_of(member), words=words, reference=f"staff-{uuid4()}", now=now
    )  # fmt: skip


def _member(staff_id: UUID) -> Staff:
    return Staff.objects.select_related("key").get(pk=staff_id)
