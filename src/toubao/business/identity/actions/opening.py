"""The account at the end of a registration: opened with its password, or, where it slept, used again (7.1, 7.3, 8.2)."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from toubao.business.identity import facts, queries
from toubao.business.identity.actions.waking import awake
from toubao.business.identity.changes.notices import to_account
from toubao.business.identity.models import Account, Registration
from toubao.business.identity.passwords import tidy_password
from toubao.business.identity.personal import Known
from toubao.business.identity.proving import addresses, numbers, policyholders, ways
from toubao.business.steps import Actor, Decision, take
from toubao.journal.writing import TAIPEI
from toubao.rules.facts import Purpose
from toubao.rules.flows import registration as flow


def open_account(*, registration: Registration, password: str, now: datetime, link_used: bool = False) -> Account | None:
    """Open the account with its password; None where a gate is shut, or another registration of the same person was faster."""
    hashed = make_password(tidy_password(password))
    for _ in ("at once", "again, since somebody stated the same address meanwhile"):
        try:
            with transaction.atomic():
                return _open(registration, hashed, link_used, now)
        except IntegrityError:
            registration.refresh_from_db(fields=["state", "completed_at"])
    return None


def _open(registration: Registration, hashed: str, link_used: bool, now: datetime) -> Account | None:
    """Take the step and write the account, or neither. Raises IntegrityError where somebody else's account is in the way."""
    known, proved = queries.known(registration.person), addresses.proved_by(registration, link_used=link_used)
    taken = queries.registered_already(known, proved=proved, by=registration.pk)
    taking = taken and numbers.yields(known, way=registration.way, proved=proved)
    told = facts.opening(registration, link_used=link_used, already_registered=taken, number_yields=taking)
    decision = take(
        flow.OPEN,
        thing=registration,
        facts=told,
        actor=Actor("person", str(registration.person_id)),
        now=now,
        changes={"completed_at": now},
    )
    if not decision.taken:
        return Account.objects.filter(registration=registration).first()
    took = taking and numbers.take_over(known, by=registration, now=now)
    new = uuid4()
    reached = addresses.held(known, proved, by=new, now=now)
    account = Account.objects.create(
        id=new, person=registration.person, registration=registration, way=registration.way, id_index=known.id_index, password=hashed,
        served_from=now, opened_at=now, verified_at=now if registration.purpose == "purchase" else None, **reached,
    )  # fmt: skip
    policyholders.match(registration, account, known, now=now)
    if took:
        numbers.tell_owner(account, now=now)
    return account


@transaction.atomic(savepoint=False)
def renew_account(*, registration: Registration, now: datetime, link_used: bool = False) -> Decision:
    """Let an account be used again, or for more than before, since its holder has proved anew who they are (7.3, 8.2)."""
    account = Account.objects.select_for_update(of=("self",)).select_related("person__key").get(renewals=registration.pk)
    known = queries.known(registration.person)
    told = facts.renewal(registration, link_used=link_used, same_holder=_holds(account, registration, known))
    actor = Actor("person", str(account.person_id))
    decision = take(flow.RENEW, thing=registration, facts=told, actor=actor, now=now, changes={"completed_at": now})
    if decision.taken:
        awake(account, way=registration.way, purpose=registration.purpose, now=now)
        policyholders.match(registration, account, known, now=now)
        _tell_renewed(account, registration, now)
    return decision


def _holds(account: Account, registration: Registration, known: Known) -> bool:
    """Whether who was verified anew is the account's holder: number and birth date are theirs, and so is what showed it: the way itself,
    or the phone or mailbox to which the code went.
    """
    holder = queries.known(account.person)
    if (holder.id_index, holder.birth_date) != (known.id_index, known.birth_date):
        return False
    reached = {"sms": (account.phone_index, known.phone_index), "mail": (account.mail_index, known.mail_index)}
    kept, shown = reached.get(registration.otp_channel if registration.contact_confirmed_at else "", (b"", b"-"))
    return ways.proves_identity(registration.way) or bytes(kept or b"") == shown


def _tell_renewed(account: Account, registration: Registration, now: datetime) -> None:
    """Tell the holder, where they are reached, that the account can be used again."""
    what = "投保與辦理保險服務" if registration.purpose == Purpose.PURCHASE else "查詢保單與辦理保險服務"
    text = (
        f"您的網路帳號在 {now.astimezone(TAIPEI):%Y-%m-%d %H:%M} 重新驗證了身分，可以{what}，登入密碼不變。"
        f"若不是您本人，請立刻打免付費電話 {settings.INSURER['toll_free']}。"
    )
    to_account(
        account, text=text, subject="您的網路帳號重新驗證了身分", reference=f"renewed-{registration.pk}", about=account.about, now=now,
        purpose="renewed",
    )  # fmt: skip
