"""All writes of identity: registration step by step, sign-in, the password, sign-out; each told `now`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID, uuid4

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from toubao.business.correspondence.actions import Words, queue
from toubao.business.identity import facts, otp, queries
from toubao.business.identity.allowances import left, spend
from toubao.business.identity.models import Account, Person, Registration
from toubao.business.identity.passwords import tidy_password
from toubao.business.identity.personal import Known, seal_known
from toubao.business.steps import Actor, Decision, note, take
from toubao.journal.keys import make_key
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import Nothing, SignIn
from toubao.rules.flows import registration as flow

LOCK_AFTER, LOCK_FOR = 5, timedelta(minutes=15)


@transaction.atomic(savepoint=False)
def begin_registration(
    *, way: str, channel: str, channel_is_ours: bool, notices: Mapping[str, str], read: tuple[str, ...], consented: bool, now: datetime
) -> tuple[Registration, Decision]:
    """Begin to register, with the notices that were shown, read and agreed to (7.2.1.1); `notices` maps each name to its digest."""
    holder = uuid4()
    key = make_key(holder, now=now)
    person = Person.objects.create(id=holder, key=key, created_at=now)
    registration = Registration.objects.create(person=person, way=way, channel=channel, notices=dict(notices), created_at=now)
    actor = Actor("person", str(holder))
    note(Event.REGISTRATION_STARTED, about=registration.about, actor=actor, now=now)
    told = facts.notices(registration, channel_is_ours=channel_is_ours, required=dict(notices), read=read, consented=consented)
    return registration, take(flow.AGREE, thing=registration, facts=told, actor=actor, now=now)


@transaction.atomic(savepoint=False)
def identify(*, registration: Registration, known: Known, now: datetime) -> Decision:
    """Keep what a person says about themselves, if it is enough to verify who they are (7.1, 7.2.1.2)."""
    told = facts.identification(registration, known, on=now.astimezone(TAIPEI).date())
    decision = take(flow.IDENTIFY, thing=registration, facts=told, actor=_self(registration), now=now)
    if decision.taken:
        person = registration.person
        person.sealed, person.id_index = seal_known(person.key, known), known.id_index
        person.save(update_fields=["sealed", "id_index"])
    return decision


def send_registration_code(*, registration: Registration, channel: str, insurer: str, network: str, now: datetime) -> otp.Sending:
    """Send the one-time password of a registration to the phone or mailbox that was stated (7.2.1.3)."""
    known = queries.known(registration.person)
    Registration.objects.filter(pk=registration.pk).update(otp_channel=channel)
    wording = f"【{insurer}】網路投保註冊的一次性密碼為 {{code}}，10 分鐘內有效。本公司人員不會向您詢問這組密碼，請勿告知他人。"
    return otp.send(
        purpose="register", about=registration.about, key=registration.person.key, channel=channel,
        to=known.phone if channel == "sms" else known.mail, bound=_binding(known), wording=wording, network=network, now=now,
    )  # fmt: skip


def verify_registration(*, registration: Registration, entered: str, now: datetime) -> tuple[Decision, otp.Check]:
    """Check the code that was entered; what it was is part of the decision (7.2.1.3)."""
    known = queries.known(registration.person)
    checked = otp.check(purpose="register", about=registration.about, entered=entered, bound=_binding(known), now=now)
    told = facts.verification(registration, checked, already_registered=queries.registered_already(known))
    return take(flow.VERIFY, thing=registration, facts=told, actor=_self(registration), now=now), checked


def open_account(*, registration: Registration, password: str, now: datetime) -> Account | None:
    """Open the account with its password; None where another registration of the same person was faster."""
    hashed = make_password(tidy_password(password))
    try:
        with transaction.atomic():
            known = queries.known(registration.person)
            decision = take(
                flow.OPEN, thing=registration, facts=Nothing(), actor=_self(registration), now=now, changes={"completed_at": now}
            )
            if not decision.taken:
                return Account.objects.filter(registration=registration).first()
            return Account.objects.create(
                person=registration.person, registration=registration, way=registration.way, id_index=known.id_index,
                phone_index=known.phone_index, mail_index=known.mail_index, password=hashed, verified_at=now, opened_at=now,
            )  # fmt: skip
    except IntegrityError:
        return None


def sign_in(*, typed: str, password: str, network: str, now: datetime) -> Account | None:
    """The account, if phone or e-mail and password are right and it isn't locked; the same work and answer in every other case."""
    account = queries.account_by_address(typed)
    matches = check_password(tidy_password(password), account.password if account else _nobody())
    if not left("sign_in_network", network, now=now):
        return None
    if account is None:
        spend(("sign_in_network", network), now=now)
        return None
    if account.locked_until and account.locked_until > now:
        return None
    if not matches:
        spend(("sign_in_network", network), now=now)
        _count_failure(account, network, now)
        return None
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).exclude(failures=0, locked_until=None).update(failures=0, locked_until=None)
        told = SignIn(by="password", network=network, failures=account.failures)
        note(Event.SIGNED_IN, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)
    return account


def change_password(*, account: Account, current: str, password: str, insurer: str, network: str, now: datetime) -> bool:
    """Give the account another password, tell its holder by phone and e-mail, and end every other session of it.

    False if `current` is wrong, or too many were wrong before: a wrong one counts as a failure to sign in.
    `account` has the new stamp afterwards.
    """
    matches = check_password(tidy_password(current), account.password)
    if not left("sign_in_network", network, now=now) or (account.locked_until and account.locked_until > now):
        return False
    if not matches:
        spend(("sign_in_network", network), now=now)
        _count_failure(account, network, now)
        return False
    stamp, hashed = uuid4(), make_password(tidy_password(password))
    with transaction.atomic():
        fresh = Account.objects.filter(pk=account.pk, stamp=account.stamp)
        if not fresh.update(password=hashed, stamp=stamp, failures=0, locked_until=None):
            return False
        told = SignIn(by="password", network=network, failures=account.failures)
        note(Event.PASSWORD_CHANGED, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)
        _tell_of_the_password(account, stamp, insurer, now)
    account.password, account.stamp = hashed, stamp
    return True


def _tell_of_the_password(account: Account, stamp: UUID, insurer: str, now: datetime) -> None:
    """To phone and e-mail both: whoever holds one of them alone can't hide it from the other."""
    known, at = queries.known(account.person), now.astimezone(TAIPEI)
    text = f"【{insurer}】您的登入密碼已在 {at:%Y-%m-%d %H:%M} 更改，其他裝置都已登出。如果不是您本人，請立即撥打客服電話。"
    words = Words(purpose="password", text=text, subject="您的登入密碼已更改")
    for channel, to in (("sms", known.phone), ("mail", known.mail)):
        reference = f"password-{stamp}-{channel}"
        queue(about=account.about, key=account.person.key, channel=channel, to=to, words=words, reference=reference, now=now)


def sign_out(*, account: Account, network: str, now: datetime) -> None:
    """Record that a person signed out."""
    told = SignIn(by="person", network=network, failures=0)
    note(Event.SIGNED_OUT, about=account.about, actor=Actor("person", str(account.person_id)), now=now, facts=told)


@transaction.atomic
def _count_failure(account: Account, network: str, now: datetime) -> None:
    """One more failure; the fifth locks the account for fifteen minutes."""
    Account.objects.filter(pk=account.pk).update(failures=F("failures") + 1)
    account.refresh_from_db(fields=["failures"])
    told = SignIn(by="password", network=network, failures=account.failures)
    actor = Actor("unknown", network)
    note(Event.SIGN_IN_FAILED, about=account.about, actor=actor, now=now, facts=told)
    if account.failures >= LOCK_AFTER:
        Account.objects.filter(pk=account.pk).update(failures=0, locked_until=now + LOCK_FOR)
        note(Event.ACCOUNT_LOCKED, about=account.about, actor=actor, now=now, facts=told)


def _self(registration: Registration) -> Actor:
    return Actor("person", str(registration.person_id))


def _binding(known: Known) -> bytes:
    return otp.binding("register", known.name, known.id_number, known.birth_date, known.phone, known.mail)


@cache
def _nobody() -> str:
    """A hash that costs as much to check as any other, for names that nobody has."""
    return make_password("a password that nobody has")
