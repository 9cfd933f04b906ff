"""The one-time password of those who want a second step after their password."""

from datetime import datetime
from typing import Final

from toubao.business.identity import queries
from toubao.business.identity.codes import otp
from toubao.business.identity.models import Account

SIGN_IN_CODE: Final = "sign-in"
STEP_UP_CODE: Final = "step-up"


def send_sign_in_code(*, account: Account, channel: str, insurer: str, network: str, now: datetime) -> otp.Sending:
    """Send the code of the second step to the account's phone or mailbox."""
    known = queries.known(account.person)
    wording = (
        f"【{insurer}】登入的驗證碼為 {{code}}，10 分鐘內有效。有人用您的密碼登入才會寄出；不是您本人，請不要告訴任何人，並儘快更改密碼。"
    )
    return otp.send(
        purpose=SIGN_IN_CODE, about=account.about, key=account.person.key, channel=channel,
        to=known.phone if channel == "sms" else known.mail, bound=_binding(account), wording=wording, network=network, now=now,
    )  # fmt: skip


def check_sign_in_code(*, account: Account, entered: str, now: datetime) -> otp.Check:
    """Check the code of the second step; one that was sent before the password changed is void."""
    return otp.check(purpose=SIGN_IN_CODE, about=account.about, entered=entered, bound=_binding(account), now=now)


def channels_to_prove(account: Account) -> tuple[str, ...]:
    """By which channels the holder can prove again who they are: those that they proved, or all where they proved none."""
    proved = {"sms": account.phone_proved, "mail": account.mail_proved}
    return tuple(channel for channel, yes in proved.items() if yes) or tuple(proved)


def send_step_up_code(*, account: Account, channel: str, insurer: str, network: str, now: datetime) -> otp.Sending:
    """Send the code by which somebody who is signed in proves again who they are, before the keys of the account are touched."""
    known = queries.known(account.person)
    wording = f"【{insurer}】要變更登入方式的驗證碼為 {{code}}，10 分鐘內有效。不是您本人，請不要告訴任何人，並儘快更改密碼。"
    return otp.send(
        purpose=STEP_UP_CODE, about=account.about, key=account.person.key, channel=channel,
        to=known.phone if channel == "sms" else known.mail, bound=_binding(account, STEP_UP_CODE), wording=wording, network=network,
        now=now,
    )  # fmt: skip


def check_step_up_code(*, account: Account, entered: str, now: datetime) -> otp.Check:
    """Check that code."""
    bound = _binding(account, STEP_UP_CODE)
    return otp.check(purpose=STEP_UP_CODE, about=account.about, entered=entered, bound=bound, now=now)


def _binding(account: Account, purpose: str = SIGN_IN_CODE) -> bytes:
    return otp.binding(purpose, account.pk, account.stamp)
