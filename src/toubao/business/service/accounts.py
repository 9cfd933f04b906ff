"""What people of the insurer do with an account: block it, let its holder in again, sign it out; with the reason, and a notice."""

from datetime import datetime
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from toubao.business.identity.changes import stopping
from toubao.business.identity.changes.notices import to_account
from toubao.business.identity.devices import sessions
from toubao.business.identity.models import Account
from toubao.business.identity.proving import numbers
from toubao.business.steps import Actor, note
from toubao.journal.models import OpenDuty
from toubao.journal.writing import TAIPEI
from toubao.rules.articles import art13_service as art13
from toubao.rules.events import Event
from toubao.rules.facts import Noted

BY_STAFF: Final = "staff"
LIFTED: Final = (stopping.NOT_ME, BY_STAFF)
"""Blocks that a person lifts once they have made sure who the holder is; a death that was reported is dismissed instead."""
PURPOSE: Final = "account"
BROWSERS, PROGRAMS = "browsers", "programs"


@transaction.atomic
def block(*, account: Account, because: str, by: str, now: datetime) -> bool:
    """Let nobody sign in to this account: every session and program of it ends, and its holder is told. False where it is blocked already
    or closed; nothing is done then.
    """
    held = _held(account)
    if held.blocked or held.closed_at:
        return False
    stopping.block(account=held, because=BY_STAFF, actor=Actor("staff", by), now=now, reference=because)
    text = f"本公司已經停用您的網路帳號，所有裝置和程式都已登出。有效的保單不受影響。請打免付費電話 {settings.INSURER['toll_free']} 洽詢。"
    _tell(held, text, "您的網路帳號已經停用", now)
    account.blocked = held.blocked
    return True


@transaction.atomic
def unblock(*, account: Account, because: str, reference: str, by: str, now: datetime) -> bool:
    """Let the holder in again after a person has made sure who they are, and tell them; False where nothing is to be lifted."""
    held = _held(account)
    if held.blocked not in LIFTED:
        return False
    void, actor = held.blocked == stopping.NOT_ME, Actor("staff", by)
    stopping.unblock(account=held, why_blocked=held.blocked, because=because, reference=reference, actor=actor, now=now)
    then = f"原來的密碼已經作廢，請設定新的密碼：{settings.PUBLIC_URL}/recover/ 。" if void else "登入密碼不變。"
    cools = held.cooled_until
    rests = f"為了保護您，{cools.astimezone(TAIPEI):%Y-%m-%d %H:%M} 以前不能送出投保，也不會退款到新的帳戶或信用卡。" if cools else ""
    text = f"您的網路帳號已經恢復。{then}{rests}不是您本人要求的，請馬上打免付費電話 {settings.INSURER['toll_free']}。"
    _tell(held, text, "您的網路帳號已經恢復", now)
    return True


@transaction.atomic
def release_number(*, account: Account, because: str, by: str, now: datetime) -> bool:
    """End an account whose holder only typed its identity number, since its owner has shown that it is theirs; its holder is told. False
    where the account is closed, or its number was proved to be its holder's: nothing is done then.
    """
    held = _held(account)
    if held.closed_at or not numbers.only_typed(held):
        return False
    numbers.give_up(held, because=BY_STAFF, reference=because, actor=Actor("staff", by), now=now)
    return True


@transaction.atomic
def number_reviewed(*, account: Account, because: str, by: str, now: datetime) -> bool:
    """A person has looked at what was bought in an account that lost its number; False where nothing waits for that."""
    held = _held(account)
    if not number_waits(held):
        return False
    note(Event.NUMBER_REVIEWED, about=held.about, actor=Actor("staff", by), now=now, facts=Noted(because=BY_STAFF, reference=because))
    return True


def number_waits(account: Account) -> bool:
    """Whether what was bought in this account waits for a person, since it lost its number."""
    return OpenDuty.objects.filter(subject=account.pk, name=art13.NUMBER_REVIEWED.name, met_at=None).exists()


@transaction.atomic
def sign_out(*, account: Account, what: str, because: str, by: str, now: datetime) -> int:
    """End every sign-in in browsers, or of programs; how many there were. Its holder is told where there was one. Raises KeyError for
    anything else.
    """
    held, actor = _held(account), Actor("staff", by)
    end = {BROWSERS: sessions.end_browsers, PROGRAMS: sessions.end_programs}[what]
    ended = end(account=held, because=BY_STAFF, actor=actor, now=now)
    if ended:
        note(Event.ACCOUNT_SIGNED_OUT, about=held.about, actor=actor, now=now, facts=Noted(because=what, reference=because))
        which = "裝置" if what == BROWSERS else "程式"
        text = f"本公司已經讓您帳號登入的所有{which}登出，密碼不變，可以重新登入。有疑問請打免付費電話 {settings.INSURER['toll_free']}。"
        _tell(held, text, f"您登入的{which}已經登出", now)
    return ended


def _held(account: Account) -> Account:
    """The account as it is now, for nobody else to change until this transaction ends."""
    return Account.objects.select_for_update(of=("self",)).select_related("person__key").get(pk=account.pk)


def _tell(account: Account, text: str, subject: str, now: datetime) -> None:
    to_account(account, text=text, subject=subject, reference=f"account-{uuid4()}", about=account.about, now=now, purpose=PURPOSE)
