"""An address at which a carrier can't reach its holder: they are asked by the other way to mend it."""

from datetime import datetime
from typing import Final

from django.conf import settings

from toubao.business.correspondence.fates import Fate, follows
from toubao.business.correspondence.models import Message
from toubao.business.correspondence.queries import read
from toubao.business.identity.changes.notices import to_account
from toubao.business.identity.models import Account
from toubao.business.identity.queries import known
from toubao.journal.writing import TAIPEI

PURPOSE: Final = "mend"
_TOLD_ALREADY: Final = frozenset({PURPOSE, "policy", "policy-pdf"})
_WORDS: Final = {
    "mail": "寄到您電子信箱的信沒有送達。請登入會員中心更正電子信箱：{url}/members/account/",
    "sms": "傳到您手機的簡訊沒有送達。請登入會員中心更正手機號碼：{url}/members/account/",
}


@follows("")
def ask(message: Message, fate: Fate, now: datetime) -> None:
    """Ask the holder of the account, by the other way and once a day, to mend an address that is theirs and lost a message."""
    if fate is Fate.TAKEN or message.purpose in _TOLD_ALREADY or message.purpose.startswith("otp-"):
        return
    account = Account.objects.select_related("person__key").filter(person__key=message.key_id, closed_at=None).first()
    if account is None:
        return
    holder = known(account.person)
    if read(message).to != (holder.mail if message.channel == "mail" else holder.phone):
        return
    other, on = ("sms" if message.channel == "mail" else "mail"), now.astimezone(TAIPEI).date()
    to_account(
        account, text=_WORDS[message.channel].format(url=settings.PUBLIC_URL), subject="請更正您的聯絡方式", purpose=PURPOSE,
        reference=f"mend-{message.channel}-{account.pk}-{on:%Y%m%d}", about=account.about, now=now, channels=[other],
    )  # fmt: skip
