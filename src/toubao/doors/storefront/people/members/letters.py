"""Messages that were sent to a person, as they may see them again: address masked, codes and name hidden."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from toubao.business.correspondence.queries import Readable

CHANNELS: Final = {"sms": "簡訊", "mail": "電子郵件"}
STATES: Final = {
    "queued": ("等待寄出", "warn"), "sent": ("已寄出", "good"), "failed": ("沒有寄成", "bad"), "bounced": ("被退回", "bad"),
    "held": ("沒有寄出", "warn"),
}  # fmt: skip
PURPOSES: Final = {
    "otp-register": "註冊的驗證碼",
    "otp-confirm": "確認投保的驗證碼",
    "otp-sign-in": "登入的驗證碼",
    "confirm": "投保完成",
    "refused": "未能承保",
    "referred": "專人核保",
    "waiting": "申請處理中",
    "cleared": "請完成付款",
    "policy": "電子保單",
    "policy-pdf": "電子保單（加密 PDF）",
    "password": "登入密碼已更改",
    "change": "變更資料",
    "otp-change": "變更資料的驗證碼",
    "otp-mailbox": "確認電子信箱",
    "sign-in": "從新的裝置登入",
    "passkey": "通行密鑰異動",
    "mend": "請更正聯絡方式",
    "contract": "網路服務契約的修改",
    "sleep": "帳號快要重新驗證身分",
    "renewed": "重新驗證身分",
}
_code = re.compile(r"\d{6,}")
_stop = re.compile(r"https?://\S*/(?:not-me|members/account/mailbox)/\S+")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message: by which way, to where (a page masks it), when, what about, its words, and whether it went out."""

    channel: str
    to: str
    at: datetime
    title: str
    text: str
    state: tuple[str, str]


def letters(messages: list[Readable], *, name: str) -> list[Letter]:
    """Messages in the order given; `name` is the person's, shown by its first sign only."""
    return [_letter(message, name) for message in messages]


def masked_name(name: str) -> str:
    """A name with its middle hidden: 王○明, 王○."""
    if len(name) < 2:
        return "○" * len(name)
    return name[0] + "○" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def _letter(readable: Readable, name: str) -> Letter:
    message = readable.message
    text = _code.sub("••••••", readable.text) if message.purpose.startswith("otp") else readable.text
    text = _stop.sub("（連結只在原來的訊息裡）", text)
    text = text.replace(name, masked_name(name)) if name else text
    title = PURPOSES.get(message.purpose, PURPOSES.get(message.purpose.partition("-")[0], "通知"))
    to = readable.to.replace("+886", "0", 1)
    return Letter(
        CHANNELS[message.channel], to, message.sent_at or message.queued_at, readable.subject or title, text, STATES[message.state]
    )
