"""The one-time password of those who want a second step after their password."""

from datetime import datetime
from typing import Final

from toubao.business.identity import queries
from toubao.business.identity.codes import otp
from toubao.business.identity.models import Account

SIGN_IN_CODE: Final = "sign-in"


def send_sign_in_code(*, account: Account, channel: str, insurer: str, network: str, now: datetime) -> otp.Sending:
    """Send the code of the second step to the account's phone or mailbox."""
    known = queries.known(account.person)
    wording = (
        f"【{insurer}】登入的一次性密碼為 {{code}}，10 分鐘內有效。有人用您的密碼登入才會寄出；"
        "不是您本人，請不要告訴任何人，並儘快更改密碼。"
    )
    return otp.send(
        purpose=SIGN_IN_CODE, about=account.about, key=account.person.key, channel=channel,
        to=known.phone if channel == "sms" else known.mail, bound=_binding(account), wording=wording, network=network, now=now,
    )  # fmt: skip


def check_sign_in_code(*, account: Account, entered: str, now: datetime) -> otp.Check:
    """Check the code of the second step; one that was sent before the password changed is void."""
    return otp.check(purpose=SIGN_IN_CODE, about=account.about, entered=entered, bound=_binding(account), now=now)


def _binding(account: Account) -> bytes:
    return otp.binding(SIGN_IN_CODE, account.pk, account.stamp)
