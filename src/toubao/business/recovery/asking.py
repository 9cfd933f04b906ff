"""Asking to come back: whoever types a number and a birthday is answered the same whether there is such an account; the worker sends codes.

What a request does is the same statements in both cases; only the worker, whom nobody waits for, knows more.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from toubao.business import whose
from toubao.business.correspondence.actions import Words, queue
from toubao.business.identity import queries as people
from toubao.business.identity.codes import otp
from toubao.business.identity.codes.allowances import spend
from toubao.business.identity.models import Account
from toubao.business.recovery import facts, notices, queries
from toubao.business.recovery.models import Recovery
from toubao.business.steps import Actor, take
from toubao.business.work import defer
from toubao.journal.keyring import keyring
from toubao.rules.facts import Back, Shown
from toubao.rules.flows import recovery as flow
from toubao.rules.flows.recovery import State
from toubao.rules.identity_numbers import normalised

LIFETIME: Final = otp.LIFETIME
"""How long both codes are good, as any code that is sent (ASVS 6.5.5), and then how long a new password may be set after them."""
SEND: Final = "recovery.send"
_NUMBERS: Final = "recovery_number"


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of asking: the run, or the allowance that is used up."""

    recovery: UUID | None
    limit: str = ""


class _UsedUp(Exception):
    """An allowance is used up: nothing is sent, and nothing of it is kept."""


def begin(*, form: str, number: str, born: date, network: str, now: datetime, way: Back = Back.CODES) -> Begun:
    """Begin a run: by codes, which go to the account's own phone and mailbox, if there is an account with this number and birthday; or by
    certificate. `form` names what was sent, secret to its browser: one that is sent twice begins one run.
    """
    key = UUID(bytes=keyring().blind("recovery-form", f"{form}:{way}:{normalised(number)}:{born}")[:16])
    if queries.recovery(key) is not None:
        return Begun(key)
    if limit := spend(("recovery_network", network), (_NUMBERS, _blind(number)), now=now):
        return Begun(None, limit)
    holder = holder_of(number, born)
    made = Recovery(id=key, way=way.value, began_at=now, expires_at=now + LIFETIME)
    made.account, made.person = holder, holder.person if holder else None
    with suppress(IntegrityError), whose.person(holder.person_id if holder else key), transaction.atomic():
        made.save(force_insert=True)  # the same form may have been sent twice: then the other one has sent the codes
        if way is Back.CODES:
            defer(SEND, recovery=str(key), network=network, lock=f"recovery:{key}")
    return Begun(key)


def send_codes(*, recovery: Recovery, network: str, now: datetime) -> str:
    """Send both codes of a run, if its account may be recovered so; its holder is told where it may not. Gives the allowance that is used
    up, where one is. A run that was sent its codes, or fits no account, is left alone.
    """
    account = recovery.account
    if account is None or recovery.state != State.NEW or recovery.way != Back.CODES:
        return ""
    try:
        with transaction.atomic():
            _send(recovery, account, network, now)
    except _UsedUp as why:
        recovery.refresh_from_db()
        return str(why)
    return ""


def by_passkey(*, account: Account, network: str, now: datetime) -> Recovery | None:
    """A run for whoever has just used a passkey of this account; None where a gate is shut."""
    made = Recovery(id=uuid4(), account=account, person=account.person, way=Back.PASSKEY.value, began_at=now, expires_at=now + LIFETIME)
    actor = Actor("unknown", network)
    with transaction.atomic():
        told = facts.asked(made, account, people.known(account.person))
        if not take(flow.ASK, thing=made, facts=told, actor=actor, now=now, changes={"stamp": account.stamp}).taken:
            return None
        shown = facts.recognised(made, account, (Shown.PASSKEY,))
        return made if take(flow.PROVE, thing=made, facts=shown, actor=actor, now=now).taken else None


def mac(recovery: UUID, channel: str, code: str) -> bytes:
    """What is kept of a code."""
    return keyring().blind("recovery-code", f"{recovery}:{channel}:{code}")


def _send(recovery: Recovery, account: Account, network: str, now: datetime) -> None:
    known, codes = people.known(account.person), {channel: _code() for channel in ("sms", "mail")}
    kept = {"phone_mac": mac(recovery.pk, "sms", codes["sms"]), "mail_mac": mac(recovery.pk, "mail", codes["mail"])}
    told, actor = facts.asked(recovery, account, known), Actor("unknown", network)
    decision = take(flow.ASK, thing=recovery, facts=told, actor=actor, now=now, changes={**kept, "stamp": account.stamp})
    if decision.shut:
        notices.not_so(recovery, account, now=now)
    if not decision.taken:
        return
    for channel, to in (("sms", known.phone), ("mail", known.mail)):
        text = _text(channel, codes[channel])
        words = Words(purpose="otp-recover", text=text, subject="找回帳號的驗證碼")
        queue(
            about=recovery.about, key=account.person.key, channel=channel, to=to, words=words, now=now,
            reference=f"recover-{recovery.pk}-{channel}",
        )  # fmt: skip
        if limit := otp.spend_on(purpose=otp.RECOVER, about=recovery.about, channel=channel, to=to, text=text, network=network, now=now):
            raise _UsedUp(limit)


def _text(channel: str, code: str) -> str:
    which, other = ("手機", "電子信箱") if channel == "sms" else ("電子信箱", "手機")
    return (
        f"【{settings.BRAND['short_name']}】有人要重新設定您的登入密碼。{which}這一組驗證碼為 {code}，10 分鐘內有效，要和寄到{other}的另一組一起輸入。"
        "不是您本人，請不要告訴任何人，並打客服電話。"
    )


def _code() -> str:
    """As many figures as codes have while many guess: nobody reads these off every day."""
    return f"{secrets.randbelow(10**otp.LONGER):0{otp.LONGER}d}"


def holder_of(number: str, born: date) -> Account | None:
    """The open account with this number, if this is its holder's birthday; closed ones are nobody's."""
    index = keyring().blind("id_number", normalised(number))
    with whose.finding(whose.Finding.NUMBER):
        found = Account.objects.select_related("person__key").filter(id_index=index, closed_at=None).first()
    return found if found is not None and people.known(found.person).birth_date == born else None


def _blind(number: str) -> str:
    """What a number is called in the allowances, whether anybody has it or not."""
    return keyring().blind("id_number", normalised(number)).hex()[:32]
