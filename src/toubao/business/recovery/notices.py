"""What is told of coming back: to phone and mailbox both, so that whoever holds one of them alone can't hide it from the other."""

from datetime import datetime

from django.conf import settings

from toubao.business.identity.changes.notices import to_account
from toubao.business.identity.models import Account
from toubao.business.recovery.models import Recovery
from toubao.journal.writing import TAIPEI

PURPOSE = "recovery"


def not_so(recovery: Recovery, account: Account, *, now: datetime) -> None:
    """Somebody knows number and birthday, but the account can't be recovered by codes; whoever asked sees nothing of that."""
    text = (
        "有人要重新設定您的登入密碼，但您的帳號不能用驗證碼找回，所以沒有寄出驗證碼，也沒有任何變更。"
        f"是您本人的話，請改用自然人憑證或到據點，或打免費電話 {settings.INSURER['toll_free']}；不是的話，不必做任何事。"
    )
    _tell(recovery, account, text, "有人要重新設定您的密碼", "not-so", now)


def link(recovery: Recovery, account: Account, address: str, *, now: datetime) -> None:
    """The one-time link that a branch released, to the address that was chosen; the other one is told that it is there."""
    until = f"{recovery.expires_at.astimezone(TAIPEI):%Y-%m-%d %H:%M}"
    other = "sms" if recovery.channel == "mail" else "mail"
    where = "電子信箱" if recovery.channel == "mail" else "手機"
    ours = f"不是您本人申請的，請馬上打免費電話 {settings.INSURER['toll_free']}。"
    text = f"您在據點申請重新設定登入密碼，已經審核通過。請在 {until} 以前打開這個連結，設定新的密碼：{address} 。連結只能用一次，請不要轉寄。{ours}"
    said = f"您在據點申請重新設定登入密碼，已經審核通過，連結寄到您的{where}，{until} 以前有效。{ours}"
    for channel, words in ((recovery.channel, text), (other, said)):
        to_account(
            account, text=words, subject="設定新的登入密碼", reference=f"recovery-link-{recovery.pk}", about=recovery.about, now=now,
            purpose=PURPOSE, channels=(channel,),
        )  # fmt: skip


def not_released(recovery: Recovery, account: Account, *, now: datetime) -> None:
    """What a branch handed in opens nothing; why is for the branch to explain."""
    text = f"您在據點申請重新設定登入密碼，沒有完成，密碼沒有變更。原因與其他方式，請洽據點或免費電話 {settings.INSURER['toll_free']}。"
    _tell(recovery, account, text, "重新設定密碼沒有完成", "not-released", now)


def recovered(recovery: Recovery, account: Account, *, token: str, now: datetime) -> None:
    """There is a new password."""
    until = "" if recovery.cool_until is None else f"{recovery.cool_until.astimezone(TAIPEI):%Y-%m-%d %H:%M}"
    text = (
        f"您的登入密碼已在 {now.astimezone(TAIPEI):%Y-%m-%d %H:%M} 重新設定，所有裝置和程式都已登出。"
        f"為了保護您，{until} 以前不能送出投保。不是您本人設的，請馬上打開這裡停用帳號：{settings.PUBLIC_URL}/not-me/{token}/"
    )
    _tell(recovery, account, text, "您的登入密碼已重新設定", "done", now)


def disowned(recovery: Recovery, account: Account, *, now: datetime) -> None:
    """The new password is void, and the account blocked."""
    text = (
        "您表示重新設定的密碼不是自己設的：那組密碼已經作廢，帳號已經停用，所有裝置都已登出。"
        f"請打免付費電話 {settings.INSURER['toll_free']}，由專人確認是您本人後恢復帳號，再設定新的密碼。"
    )
    _tell(recovery, account, text, "您的帳號已經停用", "disowned", now)


def _tell(recovery: Recovery, account: Account, text: str, subject: str, what: str, now: datetime) -> None:
    to_account(
        account, text=text, subject=subject, reference=f"recovery-{what}-{recovery.pk}", about=recovery.about, now=now, purpose=PURPOSE
    )
