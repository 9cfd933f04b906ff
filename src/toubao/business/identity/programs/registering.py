"""The list of programs that people may let act for them: one asks to enter a program, another releases it; taken off at once (2.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from toubao.business.identity.models import Program, ProgramGrant
from toubao.business.identity.programs.granting import end_all
from toubao.business.release import actions as releases
from toubao.business.release.kinds import Doing
from toubao.business.release.models import Release
from toubao.business.steps import STALE, Actor, Decision, take
from toubao.journal.writing import TAIPEI
from toubao.rules.facts import Noted, ProgramRegistering, SetUpBy
from toubao.rules.flows import program as flow

KIND: Final = "register_program"
APPLY, READ = "apply", "read"
SCOPES: Final = (APPLY, READ)
PROGRAM: Final = "program/"
"""What stands before a client id where a channel is named; a host has no such sign in it."""
LOOPBACK: Final = ("127.0.0.1", "[::1]")
MOST_REDIRECTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A program as it is to be entered. `redirects`: where people are sent back to, each an address that `fault_of` finds nothing wrong
    with.
    """

    client: str
    name: str
    owner: str
    set_up_by: SetUpBy
    sells: bool
    redirects: tuple[str, ...]
    starts: date
    ends: date

    @property
    def scopes(self) -> tuple[str, ...]:
        """What it may be let do: whoever may buy through it may read, too."""
        return SCOPES if self.sells else (READ,)


def fault_of(redirect: str) -> bool:
    """Whether people can't be sent there: not https (on the machine itself http, as programs without a page of their own listen, RFC 8252),
    no host, with a fragment or a sign that addresses don't have.
    """
    if not redirect.isascii() or any(sign in redirect for sign in " \"'<>\\") or len(redirect) > 300:
        return True
    try:
        parts = urlsplit(redirect)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return True
    local = parts.scheme == "http" and _host(parts.netloc) in LOOPBACK
    return not host or "#" in redirect or "@" in parts.netloc or not (parts.scheme == "https" or local)


def may_go_to(program: Program, redirect: str) -> bool:
    """Whether people may be sent there: exactly what is on the list; on the machine itself with whatever port is free (RFC 8252, 7.3)."""
    return not fault_of(redirect) and any(redirect == each or _same_but_port(redirect, each) for each in program.redirects)


def _same_but_port(redirect: str, listed: str) -> bool:
    given, known = urlsplit(redirect), urlsplit(listed)
    local = known.scheme == "http" and _host(known.netloc) in LOOPBACK
    return local and given._replace(netloc=_host(given.netloc)) == known._replace(netloc=_host(known.netloc))


def _host(netloc: str) -> str:
    host, colon, port = netloc.rpartition(":")
    return host if colon and port.isdecimal() else netloc


def ask(*, plan: Plan, because: str, by: str, now: datetime) -> Decision:
    """Ask that a program be entered; until another person releases it nobody can let it act. Stale where the client id was used before."""
    try:
        with transaction.atomic():
            made = Program.objects.create(
                id=uuid4(), client=plan.client, name=plan.name, owner=plan.owner, set_up_by=plan.set_up_by.value, scopes=list(plan.scopes),
                redirects=list(plan.redirects), starts=plan.starts, ends=plan.ends, asked_at=now,
            )  # fmt: skip
            decision = releases.ask(kind=KIND, thing=made.pk, asked=_asked(made), because=because, by=by, now=now)[1]
            if not decision.taken:
                made.delete()
            return decision
    except IntegrityError:
        return STALE


def _asked(program: Program) -> dict[str, str]:
    return {
        "client": program.client, "program": program.name, "owner": program.owner, "set_up_by": program.set_up_by,
        "scopes": " ".join(program.scopes), "redirects": " ".join(program.redirects), "starts": program.starts.isoformat(),
        "ends": program.ends.isoformat(),
    }  # fmt: skip


def _stands(release: Release) -> bool:
    found = Program.objects.filter(pk=release.thing, state=flow.State.ASKED.value).first()
    return found is not None and _asked(found) == release.asked


def _register(release: Release, actor: Actor, now: datetime) -> Decision:
    return register(Program.objects.get(pk=release.thing), asked_by=release.asked_by, actor=actor, now=now)


def register(program: Program, *, asked_by: str, actor: Actor, now: datetime) -> Decision:
    """Enter it: from its first day on people may let it act for them."""
    told = ProgramRegistering(
        client=program.client, owner=program.owner, set_up_by=SetUpBy(program.set_up_by), sells=APPLY in program.scopes,
        starts=program.starts, ends=program.ends, asked_by=asked_by, released_by=actor.id,
    )  # fmt: skip
    return take(flow.REGISTER, thing=program, facts=told, actor=actor, now=now, changes={"registered_at": now})


def _forget(release: Release, actor: Actor, because: str, now: datetime) -> None:
    Program.objects.filter(pk=release.thing, state=flow.State.ASKED.value).delete()


REGISTRATION: Final = Doing(stands=_stands, do=_register, undo=_forget)


@transaction.atomic
def end(*, program: Program, because: str, by: str, now: datetime) -> Decision:
    """Take a program off the list, at once and for good: whatever people let it do ends."""
    actor = Actor("staff", by)
    decision = take(flow.END, thing=program, facts=Noted(because=because[:200]), actor=actor, now=now, changes={"ended_at": now})
    if decision.taken:
        end_all(ProgramGrant.objects.filter(program=program), because="program ended", actor=actor, now=now)
    return decision


def acts(program: Program, *, now: datetime) -> bool:
    """Whether people may let it act today: entered, and between its first and its last day."""
    return program.state == flow.State.REGISTERED and program.starts <= now.astimezone(TAIPEI).date() <= program.ends


def sells(program: Program, *, now: datetime) -> bool:
    """Whether it is one of the insurer's own channels to buy on, today (2.3)."""
    return acts(program, now=now) and APPLY in program.scopes and program.set_up_by == SetUpBy.INSURER.value


def listed() -> QuerySet[Program]:
    """Every program that was ever asked for, those in use first."""
    return Program.objects.order_by("ended_at", "client")


def by_client(client: str) -> Program | None:
    """The program with this client id, entered or not."""
    return Program.objects.filter(client=client).first()


def named(ids: Iterable[UUID]) -> dict[UUID, Program]:
    """These programs by their id."""
    return Program.objects.in_bulk(list(ids))
