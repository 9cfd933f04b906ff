"""What is told of a change: to the old phone and mailbox always, with a link that stops it; never what the new address is in full."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.conf import settings

from toubao.business.correspondence.actions import Words, queue
from toubao.business.identity import queries
from toubao.business.identity.changes.values import values_of
from toubao.business.identity.models import Account, Change
from toubao.business.steps import About
from toubao.journal.writing import TAIPEI
from toubao.rules.events import Event

NAMES: Final = {
    "phone": "手機號碼",
    "phone_lost": "手機號碼",
    "mail": "電子信箱",
    "mail_lost": "電子信箱",
    "name": "姓名",
    "address": "通訊地址",
}


def waits(change: Change, *, token: str, now: datetime) -> None:
    """It was proved, and waits for its time or for people."""
    when = f"會在 {_moment(change.due_at)} 生效" if change.due_at else "要由專人看過證明文件才會生效"
    _tell_both(change, f"已收到您變更{NAMES[change.kind]}的申請，{when}。{_not_me(token)}", "waits", now)


def applied(change: Change, *, token: str, now: datetime) -> None:
    """It holds (13.1): told to both old addresses, and to the new one without the link."""
    if change.kind == "leave":
        words = "您的網路帳號已經關閉，不能再登入。有效的保單不受影響，以後的通知會寄紙本。如果不是您本人關閉的，請馬上打客服電話。"
        _tell_both(change, words, "applied", now, done=True)
        return
    cooling = f"為了保護您，{_moment(change.cool_until)} 以前不能送出投保，也不會退款到新的帳戶或信用卡。" if token else ""
    _tell_both(change, f"您的{NAMES[change.kind]}已經變更。{cooling}{_not_me(token) if token else ''}", "applied", now, done=True)
    if change.new_index is not None:
        channel, new = ("mail" if change.kind.startswith("mail") else "sms"), values_of(change).new
        _queue(change, channel, new, f"這裡已經是您帳號的{NAMES[change.kind]}。{cooling}", "applied-new", now)


def refused(change: Change, *, now: datetime) -> None:
    """It will not hold (13.1)."""
    why = "這個聯絡方式已經用在另一個帳號" if change.because == "address taken" else change.because
    _tell_both(change, f"您變更{NAMES.get(change.kind, '資料')}的申請沒有同意，資料沒有變更。原因：{why}。", "refused", now, done=True)


def stopped(change: Change, *, now: datetime) -> None:
    """It was stopped from an old address, and the account with it."""
    words = (
        "您表示變更不是自己提出的：變更已經停止，帳號已經停用，所有裝置都已登出。"
        f"請打免付費電話 {settings.INSURER['toll_free']}，由專人確認是您本人後恢復帳號，再設定新的密碼。"
    )
    _tell_both(change, words, "stopped", now, purpose="change-stopped")


def to_account(
    account: Account,
    *,
    text: str,
    subject: str,
    reference: str,
    about: About,
    now: datetime,
    purpose: str = "change",
    channels: Collection[str] = ("sms", "mail"),
) -> None:
    """One message to the phone and the mailbox of an account as they stand, or to one of them."""
    known = queries.known(account.person)
    for channel in channels:
        to = known.phone if channel == "sms" else known.mail
        words = Words(purpose=purpose, text=f"【{settings.BRAND['short_name']}】{text}", subject=subject)
        queue(about=about, key=account.person.key, channel=channel, to=to, words=words, reference=f"{reference}-{channel}", now=now)


def _tell_both(change: Change, text: str, what: str, now: datetime, *, done: bool = False, purpose: str = "change") -> None:
    """To phone and mailbox as they stood when the change was asked for."""
    known = queries.known(change.account.person)
    field, old = ("mail" if change.kind.startswith("mail") else "phone"), values_of(change).old
    before = {"sms": known.phone, "mail": known.mail} | ({"mail" if field == "mail" else "sms": old} if change.new_index else {})
    for channel, to in before.items():
        _queue(change, channel, to, text, what, now, done=done, purpose=purpose)


def _queue(
    change: Change, channel: str, to: str, text: str, what: str, now: datetime, *, done: bool = False, purpose: str = "change"
) -> None:
    words = Words(purpose=purpose, text=f"【{settings.BRAND['short_name']}】{text}", subject=_subject(change, what))
    queue(
        about=change.about, key=change.account.person.key, channel=channel, to=to, words=words, reference=f"{what}-{change.pk}-{channel}",
        now=now, when_sent=Event.CHANGE_TOLD if done else None,
    )  # fmt: skip


def _subject(change: Change, what: str) -> str:
    if change.kind == "leave":
        return "您的網路帳號已經關閉"
    told = {"waits": "已收到申請", "refused": "沒有同意", "stopped": "已經停止"}.get(what, "已經變更")
    return f"{NAMES[change.kind]}變更：{told}"


def _not_me(token: str) -> str:
    return f"不是您本人提出的，請馬上打開這裡停止變更：{settings.PUBLIC_URL}/not-me/{token}/"


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(TAIPEI):%Y-%m-%d %H:%M}" if moment else ""
