"""Registration, step by step and in each of its ways: notices, identity, proof, account; and the same again for an account (7, 8)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from toubao.business import whose
from toubao.business.consents.actions import Hand, agree_to_register
from toubao.business.consents.actions import keep as keep_notices
from toubao.business.identity import facts, queries
from toubao.business.identity.changes.notices import to_account
from toubao.business.identity.codes import otp
from toubao.business.identity.codes.allowances import count, left, spend
from toubao.business.identity.models import Account, OneTimePassword, Person, Registration
from toubao.business.identity.personal import Known, seal_known
from toubao.business.identity.proving import addresses, numbers, policyholders, ways
from toubao.business.identity.proving.ways import Proved
from toubao.business.steps import SYSTEM, Actor, Decision, note, take
from toubao.business.work import defer
from toubao.journal.keys import make_key
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import Displayed, Noted, Purpose, Way
from toubao.rules.flows import registration as flow
from toubao.rules.periods import is_adult_on

TELL: Final = "identity.tell_of_registration"


@transaction.atomic(savepoint=False)
def begin_registration(
    *,
    way: str,
    channel: str,
    channel_is_ours: bool,
    notices: Mapping[str, str],
    shown: tuple[str, ...],
    read: tuple[str, ...],
    consented: bool,
    now: datetime,
    purpose: str = "purchase",
    renews: Account | None = None,
    signed: bool = False,
    hand: Hand | None = None,
    actor: Actor | None = None,
) -> tuple[Registration, Decision]:
    """Begin to register, with the notices that were shown, read and agreed to (7.2.1.1, 7.2.2.2, 7.2.3.1, 8.1.1.1, 8.1.2).

    `notices` maps each name to its digest; `hand` tells how each was agreed to on its own (15.1.2), and the texts are kept for good.
    `renews` is the account whose holder proves anew who they are (7.3, 8.2); `signed`: on paper or a pad, at a branch, where `actor` is
    the clerk.
    """
    person = newcomer(now)
    registration = Registration.objects.create(
        person=person, way=way, purpose=purpose, renews=renews, channel=channel, notices=dict(notices), created_at=now
    )
    who = actor or Actor("person", str(person.pk))
    note(Event.REGISTRATION_STARTED, about=registration.about, actor=who, now=now)
    _shown(registration, shown, notices, who, now)
    told = facts.notices(
        registration, channel_is_ours=channel_is_ours, required=dict(notices), shown=shown, read=read, consented=consented, signed=signed,
        hand=hand,
    )  # fmt: skip
    decision = take(flow.AGREE, thing=registration, facts=told, actor=who, now=now, waivers=ways.waivers(way))
    if decision.taken:
        given = hand or Hand(place="branch" if way == "branch" else "register")
        agree_to_register(key=person.key, subject=registration.pk, notices=notices, hand=given, actor=who, now=now)
    return registration, decision


def newcomer(now: datetime) -> Person:
    """Somebody of whom nothing is known yet, with the key under which it will be sealed."""
    holder = uuid4()
    whose.admit(holder)
    return Person.objects.create(id=holder, key=make_key(holder, now=now), created_at=now)


def _shown(registration: Registration, shown: Iterable[str], notices: Mapping[str, str], who: Actor, now: datetime) -> None:
    """Keep which notices had been fetched when they were ticked, with their words (15.1.1)."""
    fetched = {name: notices[name] for name in shown if name in notices}
    if fetched:
        keep_notices(fetched.values(), now=now)
        told = Displayed(place="notices", texts=tuple(f"{name}:{digest}" for name, digest in fetched.items()))
        note(Event.NOTICES_SHOWN, about=registration.about, actor=who, now=now, facts=told)


@transaction.atomic(savepoint=False)
def identify(
    *,
    registration: Registration,
    known: Known,
    now: datetime,
    present: bool = False,
    document_checked: bool = False,
    actor: Actor | None = None,
) -> Decision:
    """Keep what a person says about themselves, or shows at a branch, if it is enough to verify who they are (7.1, 7.2.1.2, 7.2.2.3)."""
    on = now.astimezone(TAIPEI).date()
    before = said_minor(known, now=now)
    told = facts.identification(registration, known, on=on, present=present, document_checked=document_checked, minor_before=before)
    decision = take(flow.IDENTIFY, thing=registration, facts=told, actor=actor or _self(registration), now=now)
    if decision.taken:
        keep_known(registration, known)
    elif not is_adult_on(known.birth_date, on):
        remember_minor(known, now=now)
    return decision


def said_minor(known: Known, *, now: datetime) -> bool:
    """Whether somebody was refused lately as a minor with this identity number; nothing but a count by its blind index is kept of it."""
    return not left("minor_number", known.id_index.hex(), now=now)


def remember_minor(known: Known, *, now: datetime) -> None:
    """Remember that a minor was refused, so that another birth date for the same number is a person's to check (7.1)."""
    count(("minor_number", known.id_index.hex()), now=now)


def keep_known(registration: Registration, known: Known) -> None:
    """Keep what is known of who registers, in the transaction of the step that let it pass."""
    person = registration.person
    person.sealed, person.id_index = seal_known(person.key, known), known.id_index
    person.save(update_fields=["sealed", "id_index"])
    if registration.renews_id is None and registration.way != Way.BRANCH:
        defer(TELL, registration=str(registration.pk), lock=f"number:{registration.pk}")  # the same whether somebody has an account


def tell_of_registration(registration: Registration, *, now: datetime) -> bool:
    """Tell whoever has an account with this identity number that somebody began to register with it, once a day; whether they were told.

    Done by the worker: whoever registers is not told, and waits no longer for it.
    """
    known = queries.known(registration.person)
    account = Account.objects.select_related("person__key").filter(id_index=known.id_index, closed_at=None).first()
    if account is None or account.registration_id == registration.pk or spend(("registration_notices", str(account.pk)), now=now):
        return False
    text = (
        f"有人在 {now.astimezone(TAIPEI):%Y-%m-%d %H:%M} 用您的證號要註冊新的網路帳號。是您本人的話，請直接登入；忘記密碼：{settings.PUBLIC_URL}/recover/ 。"
        f"不是您本人，請打免費電話 {settings.INSURER['toll_free']}。"
    )
    with transaction.atomic():
        told = Noted(because=registration.way, reference=str(registration.pk))
        note(Event.NUMBER_TRIED, about=account.about, actor=SYSTEM, now=now, facts=told)
        to_account(
            account, text=text, subject="有人用您的證號註冊", reference=f"number-{registration.pk}", about=account.about, now=now,
            purpose="number",
        )  # fmt: skip
    return True


def send_registration_code(*, registration: Registration, channel: str, insurer: str, network: str, now: datetime) -> otp.Sending:
    """Send the one-time password of a registration to the phone or mailbox that was stated (7.2.1.3, 8.1.1.2)."""
    known = queries.known(registration.person)
    if Registration.objects.filter(pk=registration.pk, contact_confirmed_at=None).update(otp_channel=channel):
        registration.otp_channel = channel
    what = "重新驗證身分" if registration.renews_id else "網路保險服務註冊" if registration.purpose == Purpose.SERVICE else "網路投保註冊"
    wording = f"【{insurer}】{what}的驗證碼為 {{code}}，10 分鐘內有效。本公司人員不會向您詢問這組驗證碼，請勿告知他人。"
    return otp.send(
        purpose="register", about=registration.about, key=registration.person.key, channel=channel,
        to=known.phone if channel == "sms" else known.mail, bound=_binding(known), wording=wording, network=network, now=now,
    )  # fmt: skip


def verify_registration(*, registration: Registration, entered: str, now: datetime) -> tuple[Decision, otp.Check]:
    """Check the code that was entered; what it was is part of the decision (7.2.1.3, 8.1.1.2)."""
    known = queries.known(registration.person)
    checked = otp.check(purpose="register", about=registration.about, entered=entered, bound=_binding(known), now=now)
    with transaction.atomic(savepoint=False):
        checked = _still(registration, checked, stated_digest(known))
        told = facts.verification(
            registration, checked, on_file=policyholders.on_file(registration, known, confirmed=registration.otp_channel),
            already_registered=queries.registered_already(known, proved=addresses.by_code(registration.otp_channel)),
            number_yields=numbers.yields(known, way=registration.way, proved=addresses.by_code(registration.otp_channel)),
        )  # fmt: skip
        changes = {"contact_confirmed_at": now, "otp_channel": registration.otp_channel}
        return take(flow.VERIFY, thing=registration, facts=told, actor=_self(registration), now=now, changes=changes), checked


def confirm_contact(*, registration: Registration, entered: str, now: datetime) -> tuple[Decision, otp.Check]:
    """Check the code by which somebody whose identity was proved otherwise shows that they can be reached (8.1.1.2)."""
    bound = _binding(queries.known(registration.person))
    checked = otp.check(purpose="register", about=registration.about, entered=entered, bound=bound, now=now)
    with transaction.atomic(savepoint=False):
        checked = _still(registration, checked, bound)
        told = facts.confirmation(registration, checked)
        changes = {"contact_confirmed_at": now, "otp_channel": registration.otp_channel}
        return take(flow.CONFIRM, thing=registration, facts=told, actor=_self(registration), now=now, changes=changes), checked


def _still(registration: Registration, checked: otp.Check, stated: bytes) -> otp.Check:
    """A code as it counts: right only for who is still stated, and for the phone or mailbox to which this very code went; nobody can
    be stated anew, and nothing counts as sent elsewhere, until the transaction is over.
    """
    if not checked.right:
        return checked
    if stated_digest(_held(registration)[1]) != stated:
        return replace(checked, right=False, bound=False, outcome="changed")
    used = OneTimePassword.objects.filter(purpose="register", subject=registration.pk).exclude(used_at=None).latest("used_at")
    registration.otp_channel = used.channel
    return checked


def _held(registration: Registration) -> tuple[Registration, Known]:
    """The registration as it is now and stays until the transaction is over, and who is stated; read one after the other, since a row
    that was waited for is not the one that a join would show.
    """
    held = Registration.objects.select_for_update().get(pk=registration.pk)
    return held, queries.known(Person.objects.select_related("key").get(pk=held.person_id))


@transaction.atomic(savepoint=False)
def prove_identity(*, registration: Registration, proved: Proved, stated: bytes, now: datetime) -> Decision:
    """Judge what an authority said of a signature, or an institution of a person (7.2.3.3, or an approved way).

    `stated` is the digest of who the person said they were (`stated_digest`) when the proof was asked for: nothing that was said since
    is proved by it. Whatever it was, good or not, is journaled with its reason.
    """
    held, known = _held(registration)
    if stated != stated_digest(known):
        proved = replace(proved, outcome="identity_changed")
    told = facts.proof(
        held, proved, already_registered=queries.registered_already(known),
        on_file=policyholders.on_file(held, known, confirmed=""), number_yields=numbers.yields(known, way=held.way),
    )  # fmt: skip
    return take(flow.PROVE, thing=registration, facts=told, actor=_self(registration), now=now, waivers=ways.waivers(held.way, "7.2"))


def stated_digest(known: Known) -> bytes:
    """A digest of who somebody said they were, for whatever proves just that."""
    return _binding(known)


def _self(registration: Registration) -> Actor:
    return Actor("person", str(registration.person_id))


def _binding(known: Known) -> bytes:
    return otp.binding("register", known.name, known.id_number, known.birth_date, known.phone, known.mail)
