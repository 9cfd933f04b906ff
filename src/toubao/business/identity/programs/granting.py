"""What people let programs do for them: granted on a page, redeemed with a code, renewed, taken back; tokens are kept as digests only."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, QuerySet

from toubao.business import whose
from toubao.business.identity.models import Account, ApiSession, Program, ProgramGrant
from toubao.business.steps import Actor, note
from toubao.journal.keyring import keyring
from toubao.rules.events import Event
from toubao.rules.facts import ProgramAllowed

CODE_LASTS: Final = timedelta(minutes=1)
TOKEN_LASTS: Final = timedelta(minutes=30)
GRANT_LASTS: Final = timedelta(days=90)
CODE, ACCESS, RENEWAL = "tbc_", "tbt_", "tbr_"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a program asks to be let do, and how it will prove that the code is its own: the S256 challenge (RFC 7636)."""

    scopes: tuple[str, ...]
    redirect: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """A token to act with, how many seconds it lasts, and the one that gets the next."""

    access: str
    seconds: int
    renewal: str

    def __repr__(self) -> str:
        return "Tokens(…)"


@transaction.atomic
def grant(*, account: Account, program: Program, wish: Wish, now: datetime) -> str:
    """Let a program act; gives the code that it redeems within a minute. What the same program was let do before ends."""
    end_all(ProgramGrant.objects.filter(account=account, program=program), because="granted again", actor=_holder(account), now=now)
    made = ProgramGrant(
        id=uuid4(), account=account, program=program, stamp=account.stamp, scopes=list(wish.scopes), redirect=wish.redirect,
        challenge=wish.challenge, code_ends_at=now + CODE_LASTS, given_at=now, ends_at=now + GRANT_LASTS,
    )  # fmt: skip
    code = _secret(CODE, made.pk)
    made.code = _digest(code)
    made.save(force_insert=True)
    note(Event.PROGRAM_ALLOWED, about=account.about, actor=_holder(account), now=now, facts=_told(made))
    return code


def of_code(code: str, *, client: str, now: datetime) -> ProgramGrant | None:
    """The grant whose code this is, held until the transaction ends. A code that was used before ends what it gave: somebody else has it
    (RFC 6749, 4.1.2).
    """
    found = _held(code, CODE)
    if found is None or found.program.client != client or not compare_digest(bytes(found.code), _digest(code)):
        return None
    if found.code_used_at is not None:
        _end_twice(found, "code used twice", now)
        return None
    return found if now < found.code_ends_at and _lives(found, now) else None


def of_renewal(token: str, *, client: str, now: datetime) -> ProgramGrant | None:
    """The grant that this token renews, held until the transaction ends. One that was replaced ends the grant: two hold what one was given
    (RFC 9700, 4.14.2).
    """
    found = _held(token, RENEWAL)
    if found is None or found.program.client != client or not _lives(found, now):
        return None
    if found.renewal is None or not compare_digest(bytes(found.renewal), _digest(token)):
        _end_twice(found, "renewed twice", now)
        return None
    return found


def of_token(token: str, *, now: datetime) -> ProgramGrant | None:
    """The grant to which a token of either kind belongs, if it has not ended."""
    if token.startswith(ACCESS):
        found = session(token, now=now)
        if found is None:
            return None
        found.grant.account = found.account
        return found.grant
    held = _held(token, RENEWAL)
    mine = held is not None and held.renewal is not None and compare_digest(bytes(held.renewal), _digest(token))
    return held if mine and held is not None and _lives(held, now) else None


def give_back(found: ProgramGrant, *, now: datetime) -> None:
    """The program doesn't want to act any more."""
    with whose.person(found.account.person_id):
        _end(found, "given back", _holder(found.account), now)


def redeemed(found: ProgramGrant, *, now: datetime) -> None:
    """The code was used."""
    found.code_used_at = now
    found.save(update_fields=["code_used_at"])


def issue(found: ProgramGrant, *, now: datetime) -> Tokens:
    """A fresh token to act with, and one to renew it with; the renewal before it is void. The tokens to act with before end with time."""
    access, renewal = ACCESS + secrets.token_urlsafe(32), _secret(RENEWAL, found.pk)
    ends = min(now + TOKEN_LASTS, found.ends_at)
    with whose.person(found.account.person_id):
        ApiSession.objects.create(
            token=_digest(access), account=found.account, grant=found, stamp=found.stamp, opened_at=now, ends_at=ends
        )  # fmt: skip
        found.renewal = _digest(renewal)
        found.save(update_fields=["renewal"])
    return Tokens(access, int((ends - now).total_seconds()), renewal)


def session(token: str, *, now: datetime) -> ApiSession | None:
    """The session of a token, with its account, person, key and program, in one query; None if it ran out, was ended, or the account was
    secured anew since. Whether the program may still act is `registering.acts`.
    """
    living = ApiSession.objects.filter(token=_digest(token), ends_at__gt=now, account__stamp=F("stamp"), grant__ended_at=None)
    with whose.finding(whose.Finding.PROGRAM):
        return living.select_related("account__person__key", "grant__program").first()


def living(account: Account, *, now: datetime) -> QuerySet[ProgramGrant]:
    """What this account lets programs do, the newest first."""
    found = ProgramGrant.objects.filter(account=account, stamp=account.stamp, ended_at=None, ends_at__gt=now)
    return found.select_related("program").order_by("-given_at")


def end_all(which: QuerySet[ProgramGrant], *, because: str, actor: Actor, now: datetime) -> int:
    """End these grants and their sessions at once; gives how many had not ended."""
    ended = 0
    for each in which.filter(ended_at=None).select_related("account", "program"):
        ended += _end(each, because, actor, now)
    return ended


def end_one(*, account: Account, handle: str, because: str, now: datetime) -> bool:
    """The holder takes one back, named by its handle; False where it has ended or is none of theirs."""
    mine = ProgramGrant.objects.filter(account=account, ended_at=None).select_related("account", "program")
    found = next((each for each in mine if handle_of(each) == handle), None)
    return found is not None and _end(found, because, _holder(account), now)


def handle_of(found: ProgramGrant) -> str:
    """What a grant is called on a page; no token can be made from it."""
    return sha256(b"handle\0" + found.pk.bytes).hexdigest()[:24]


def _end(found: ProgramGrant, because: str, actor: Actor, now: datetime) -> bool:
    if not ProgramGrant.objects.filter(pk=found.pk, ended_at=None).update(ended_at=now, because=because):
        return False
    ApiSession.objects.filter(grant=found).delete()
    note(Event.PROGRAM_DISALLOWED, about=found.account.about, actor=actor, now=now, facts=_told(found, because))
    return True


def _end_twice(found: ProgramGrant, because: str, now: datetime) -> None:
    with whose.person(found.account.person_id):
        _end(found, because, Actor("system", "toubao"), now)


def _lives(found: ProgramGrant, now: datetime) -> bool:
    return found.ended_at is None and now < found.ends_at and found.stamp == found.account.stamp


def _held(secret: str, prefix: str) -> ProgramGrant | None:
    """The grant that a code or a token names, for nobody else to use until the transaction ends."""
    named = _named(secret, prefix)
    if named is None:
        return None
    with whose.finding(whose.Finding.PROGRAM):
        person = ProgramGrant.objects.filter(pk=named).values_list("account__person_id", flat=True).first()
    if person is None:
        return None
    with whose.person(person):
        return ProgramGrant.objects.select_for_update(of=("self",)).select_related("account__person__key", "program").get(pk=named)


def _secret(prefix: str, grant_id: UUID) -> str:
    return f"{prefix}{grant_id.hex}{secrets.token_urlsafe(32)}"


def _named(secret: str, prefix: str) -> UUID | None:
    try:
        return UUID(hex=secret.removeprefix(prefix)[:32]) if secret.startswith(prefix) and secret.isascii() else None
    except ValueError:
        return None


def _digest(token: str) -> bytes:
    return keyring().blind("api-session", token)


def _told(found: ProgramGrant, because: str = "") -> ProgramAllowed:
    return ProgramAllowed(client=found.program.client, scopes=tuple(found.scopes), ends=found.ends_at.date(), because=because)


def _holder(account: Account) -> Actor:
    return Actor("person", str(account.person_id))
