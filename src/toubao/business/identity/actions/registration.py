"""Registration, step by step: notices, identity, one-time password, account."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from toubao.business.identity import facts, queries
from toubao.business.identity.codes import otp
from toubao.business.identity.models import Account, Person, Registration
from toubao.business.identity.passwords import tidy_password
from toubao.business.identity.personal import Known, seal_known
from toubao.business.steps import Actor, Decision, note, take
from toubao.journal.keys import make_key
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event
from toubao.rules.facts import Nothing
from toubao.rules.flows import registration as flow


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


def _self(registration: Registration) -> Actor:
    return Actor("person", str(registration.person_id))


def _binding(known: Known) -> bytes:
    return otp.binding("register", known.name, known.id_number, known.birth_date, known.phone, known.mail)
